import type { Person, Ref, Role } from '@iperform/contract';
import type { Kysely, Transaction } from 'kysely';
import type { MagentaTables, OpenTables } from '../../db/tables.ts';

/** Name of everybody and of every partner, by id. */
export const readNames = async (db: Kysely<OpenTables>): Promise<Map<string, string>> => {
  const [people, partners] = await Promise.all([
    db.selectFrom('user').select(['id', 'name']).execute(),
    db.selectFrom('partner').select(['id', 'name']).execute(),
  ]);
  return new Map([...people, ...partners].map((row) => [row.id, row.name]));
};

export const readPeople = async (db: Kysely<OpenTables>): Promise<Person[]> => {
  const rows = await db
    .selectFrom('user')
    .select(['id', 'name', 'role', 'active', 'manager_id'])
    .orderBy('name')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    role: row.role,
    active: row.active === 1,
    managerId: row.manager_id,
  }));
};

export const readPartners = async (db: Kysely<OpenTables>): Promise<Ref[]> =>
  db.selectFrom('partner').select(['id', 'name']).where('active', '=', 1).orderBy('name').execute();

/** Everybody below a person in the reporting tree, the person among them. */
export const readBelow = async (db: Kysely<OpenTables>, userId: string): Promise<string[]> => {
  const rows = await db
    .selectFrom('user_tree')
    .select('descendant_id')
    .where('ancestor_id', '=', userId)
    .execute();
  return rows.map((row) => row.descendant_id);
};

/** Warriors that work for any of the given salespeople. */
export const readWarriorsOf = async (db: Kysely<OpenTables>, salespeople: string[]): Promise<string[]> => {
  if (salespeople.length === 0) return [];
  const rows = await db
    .selectFrom('warrior')
    .select('user_id')
    .where('salesperson_id', 'in', salespeople)
    .execute();
  return rows.map((row) => row.user_id);
};

export interface UserRow {
  id: string;
  email: string;
  name: string;
  role: Role;
  passwordHash: string;
  managerId: string | null;
  partnerId: string | null;
  at: number;
}

/** Adds a user and their place in the reporting tree, below their manager. */
export const insertUser = async (tx: Transaction<OpenTables>, user: UserRow): Promise<void> => {
  await tx
    .insertInto('user')
    .values({
      id: user.id,
      email: user.email,
      email_norm: user.email.toLowerCase(),
      name: user.name,
      role: user.role,
      password_hash: user.passwordHash,
      active: 1,
      manager_id: user.managerId,
      partner_id: user.partnerId,
      changed_on: user.at,
      created_at: user.at,
    })
    .execute();
  const above =
    user.managerId === null
      ? []
      : await tx
          .selectFrom('user_tree')
          .select(['ancestor_id', 'depth'])
          .where('descendant_id', '=', user.managerId)
          .execute();
  await tx
    .insertInto('user_tree')
    .values([
      { ancestor_id: user.id, descendant_id: user.id, depth: 0 },
      ...above.map((row) => ({ ancestor_id: row.ancestor_id, descendant_id: user.id, depth: row.depth + 1 })),
    ])
    .execute();
};

export const insertWarrior = async (
  db: Kysely<OpenTables>,
  userId: string,
  salespeople: string[],
): Promise<void> => {
  if (salespeople.length === 0) return;
  await db
    .insertInto('warrior')
    .values(salespeople.map((salesperson_id) => ({ user_id: userId, salesperson_id })))
    .execute();
};

export const insertPartner = async (db: Kysely<OpenTables>, id: string, name: string): Promise<void> => {
  await db.insertInto('partner').values({ id, name, active: 1 }).execute();
};

export const insertDirectory = async (
  db: Kysely<MagentaTables>,
  email: string,
  companyId: string,
  userId: string,
): Promise<void> => {
  await db
    .insertInto('directory')
    .values({ email_norm: email.toLowerCase(), company_id: companyId, user_id: userId })
    .execute();
};

/** The user of a company with an e-mail. */
export const findByEmail = async (
  db: Kysely<OpenTables>,
  email: string,
): Promise<{ id: string; role: Role; partner_id: string | null } | undefined> =>
  db
    .selectFrom('user')
    .select(['id', 'role', 'partner_id'])
    .where('email_norm', '=', email.toLowerCase())
    .executeTakeFirst();
