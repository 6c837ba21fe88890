import { api, type Person, type Role } from '@iperform/contract';
import { scopeOf } from '../../access/policy.ts';
import type { Companies } from '../../db/companies.ts';
import type { Database } from '../../db/database.ts';
import { isUniqueViolation } from '../../db/dialect.ts';
import type { OpenTables } from '../../db/tables.ts';
import { cached } from '../../kernel/cache.ts';
import type { Actor } from '../../kernel/context.ts';
import { AppError } from '../../kernel/errors.ts';
import { type Feature, handle } from '../../kernel/feature.ts';
import { newId } from '../../kernel/id.ts';
import { mayBeWarrior, mayOwn } from './rules.ts';
import {
  findByEmail,
  insertDirectory,
  insertPartner,
  insertUser,
  insertWarrior,
  readBelow,
  readNames,
  readPartners,
  readPeople,
  readWarriorsOf,
} from './store.ts';

const namesFor = cached(2000, (db: Database<OpenTables>) => readNames(db.read), 2000);

/** Names of a company's people and partners by id; at most two seconds old. */
export const namesOf = (db: Database<OpenTables>): Promise<Map<string, string>> => namesFor.get(db);

/** Whom an actor may give a lead to. */
export interface Assignable {
  owners: Person[];
  warriors: Person[];
}

/**
 * The people an actor may make owner or warrior of a lead: the "assign" column of the visibility table.
 * Inside a transaction it is asked on that transaction: a second connection could wait for the first for ever.
 */
export const assignable = async (read: Database<OpenTables>['read'], actor: Actor): Promise<Assignable> => {
  const people = await readPeople(read);
  const owners = people.filter(mayOwn);
  const warriors = people.filter(mayBeWarrior);
  switch (scopeOf(actor.role, 'lead:assign')) {
    case 'all':
      return { owners, warriors };
    case 'team': {
      const below = await readBelow(read, actor.userId);
      const reach = new Set(below);
      const theirs = new Set([...below, ...(await readWarriorsOf(read, below))]);
      return {
        owners: owners.filter((p) => reach.has(p.id)),
        warriors: warriors.filter((p) => theirs.has(p.id)),
      };
    }
    case 'own': {
      const mine = new Set(await readWarriorsOf(read, [actor.userId]));
      return {
        owners: owners.filter((p) => p.id === actor.userId),
        warriors: warriors.filter((p) => mine.has(p.id)),
      };
    }
    default:
      return { owners: [], warriors: [] };
  }
};

/** People an actor may see by name: everybody, or their tree with its warriors. */
const visiblePeople = async (db: Database<OpenTables>, actor: Actor): Promise<Person[]> => {
  const people = await readPeople(db.read);
  if (scopeOf(actor.role, 'people:read') === 'all') return people;
  const below = await readBelow(db.read, actor.userId);
  const seen = new Set([...below, ...(await readWarriorsOf(db.read, below))]);
  return people.filter((person) => seen.has(person.id));
};

interface NewPerson {
  id?: string;
  email: string;
  name: string;
  role: Role;
  passwordHash: string;
  managerId?: string | null;
  partnerId?: string | null;
  /** For a warrior: the salespeople they work for. */
  worksFor?: string[];
  at?: number;
}

/**
 * Adds a person to a company, and the address to the directory of the installation.
 * @throws AppError CONFLICT where the company has somebody with that address
 */
export const addPerson = async (
  companies: Companies,
  companyId: string,
  person: NewPerson,
): Promise<string> => {
  const db = await companies.database(companyId);
  const id = person.id ?? newId();
  try {
    await db.transaction(async (tx) => {
      await insertUser(tx, {
        id,
        email: person.email,
        name: person.name,
        role: person.role,
        passwordHash: person.passwordHash,
        managerId: person.managerId ?? null,
        partnerId: person.partnerId ?? null,
        at: person.at ?? Date.now(),
      });
      await insertWarrior(tx, id, person.worksFor ?? []);
    });
    await companies.magenta.transaction((tx) => insertDirectory(tx, person.email, companyId, id));
  } catch (error) {
    if (isUniqueViolation(error)) {
      throw new AppError('CONFLICT', {
        detail: `${person.email} is a person of this company already`,
        cause: error,
      });
    }
    throw error;
  }
  namesFor.drop(db);
  return id;
};

/** Adds a partner company. */
export const addPartner = async (companies: Companies, companyId: string, name: string): Promise<string> => {
  const db = await companies.database(companyId);
  const id = newId();
  await db.transaction((tx) => insertPartner(tx, id, name));
  namesFor.drop(db);
  return id;
};

/** The person of a company with an e-mail, as an actor of the command line; null where there is none. */
export const actorByEmail = async (
  companies: Companies,
  companyId: string,
  email: string,
): Promise<Actor | null> => {
  const db = await companies.database(companyId);
  const user = await findByEmail(db.read, email);
  if (user === undefined) return null;
  return { companyId, userId: user.id, role: user.role, partnerId: user.partner_id, via: 'cli' };
};

export { readPartners } from './store.ts';

export const peopleFeature = (companies: Companies): Feature => ({
  name: 'people',
  routes: [
    handle(api.people.list, async ({ actor, company }) => {
      const db = await companies.database(company.id);
      const [people, partners, may] = await Promise.all([
        visiblePeople(db, actor),
        readPartners(db.read),
        assignable(db.read, actor),
      ]);
      return {
        people,
        partners,
        assignableOwners: may.owners.map((p) => p.id),
        assignableWarriors: may.warriors.map((p) => p.id),
      };
    }),
  ],
});
