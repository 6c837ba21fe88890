import type { Kysely } from 'kysely';
import { scopeOf } from '../../access/policy.ts';
import type { OpenTables } from '../../db/tables.ts';
import type { Actor } from '../../kernel/context.ts';
import { AppError } from '../../kernel/errors.ts';

/** E-mail addresses of the people of a company, by id. */
export const emailsOf = async (db: Kysely<OpenTables>): Promise<Map<string, string>> => {
  const rows = await db.selectFrom('user').select(['id', 'email']).execute();
  return new Map(rows.map((row) => [row.id, row.email]));
};

/**
 * The person in whose name an import works, as they stand now: a role that was taken away is not used any more.
 * @throws AppError FORBIDDEN where they may not import
 */
export const actorOf = async (db: Kysely<OpenTables>, companyId: string, userId: string): Promise<Actor> => {
  const user = await db
    .selectFrom('user')
    .select(['id', 'role', 'partner_id', 'active'])
    .where('id', '=', userId)
    .executeTakeFirst();
  if (user === undefined || user.active !== 1 || scopeOf(user.role, 'import:run') === 'none') {
    throw new AppError('FORBIDDEN', {
      detail: 'The person who started this import may not import any more.',
    });
  }
  return { companyId, userId, role: user.role, partnerId: user.partner_id, via: 'import' };
};

/** An administrator, in whose name the command line works where nobody is named. */
export const anyAdmin = async (db: Kysely<OpenTables>): Promise<string | null> => {
  const user = await db
    .selectFrom('user')
    .select('id')
    .where('role', '=', 'ADMIN')
    .where('active', '=', 1)
    .orderBy('id')
    .executeTakeFirst();
  return user?.id ?? null;
};
