import type { Permission } from '@iperform/contract';
import type { Kysely, SelectQueryBuilder } from 'kysely';
import { predicate } from '../access/predicate.ts';
import { toSql } from '../access/to-kysely.ts';
import type { Actor } from '../kernel/context.ts';
import { param, type Values } from './prepared.ts';
import type { OpenTables, Tables } from './tables.ts';

// The only way to `leads`: databases are typed without that table, and this file opens it. A person's query goes through
// `scoped`; `everyLead` is for the program's own work (projection, imports after their check, checks) and says so.

/** The scope of one actor, as part of a query that is compiled once: its text, and the values that fill it. */
export interface LeadScope {
  /** Goes into the shape of a prepared query: everything that changes the text. */
  shape: string;
  values: Values;
  apply: <O>(query: SelectQueryBuilder<Tables, 'leads', O>) => SelectQueryBuilder<Tables, 'leads', O>;
}

/** Which leads `actor` may use `permission` on. Deleted leads are out unless asked for with `deleted`. */
export const leadScope = (actor: Actor, permission: Permission, deleted = false): LeadScope => {
  const condition = predicate(actor, permission);
  // Every id in a person's predicate is their own or their partner's.
  const values = { scope_user: actor.userId, scope_partner: actor.partnerId ?? '' };
  const bind = (id: string) => param<string>(id === actor.userId ? 'scope_user' : 'scope_partner');
  return {
    shape: `${actor.role}/${permission}/${actor.partnerId === null ? 0 : 1}/${deleted}`,
    values,
    apply: (query) =>
      query.where(toSql(condition, bind)).where('leads.deleted_at', deleted ? 'is not' : 'is', null),
  };
};

/** Starts a query for the leads in a scope, to be run by `prepared` with the scope's values. */
export const scoped = (
  db: Kysely<OpenTables>,
  scope: LeadScope,
): SelectQueryBuilder<Tables, 'leads', unknown> =>
  scope.apply(everyLead(db).selectFrom('leads') as SelectQueryBuilder<Tables, 'leads', unknown>);

/** The tables with `leads`, unscoped: for the program's own work, never for an answer to a person. */
export const everyLead = (db: Kysely<OpenTables>): Kysely<Tables> => db as unknown as Kysely<Tables>;

/** The people a manager's or salesperson's figures reach, for ClickHouse, which keeps neither tree nor warriors. */
export const reachOf = async (
  db: Kysely<OpenTables>,
  actor: Actor,
): Promise<{ below: string[]; warriors: string[] }> => {
  const [below, warriors] = await Promise.all([
    db
      .selectFrom('user_tree')
      .select('descendant_id as id')
      .where('ancestor_id', '=', actor.userId)
      .execute(),
    db.selectFrom('warrior').select('user_id as id').where('salesperson_id', '=', actor.userId).execute(),
  ]);
  return { below: below.map((row) => row.id), warriors: warriors.map((row) => row.id) };
};
