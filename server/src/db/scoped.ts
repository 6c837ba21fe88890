import type { Permission } from '@iperform/contract';
import { type Kysely, type RawBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import { type Predicate, predicate } from '../access/predicate.ts';
import { type ShareForm, toSql } from '../access/to-kysely.ts';
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
  /** What kind of condition it is: how a query can be served depends on it. */
  is: Predicate['is'];
  /** The bare condition. */
  condition: (shares: ShareForm) => RawBuilder<SqlBool>;
  apply: <O>(query: LeadQuery<O>, shares?: ShareForm) => LeadQuery<O>;
}

type LeadQuery<O> = SelectQueryBuilder<Tables, 'leads', O>;

/** Which leads `actor` may use `permission` on. Deleted leads are out unless asked for with `deleted`. */
export const leadScope = (actor: Actor, permission: Permission, deleted = false): LeadScope => {
  const condition = predicate(actor, permission);
  // Every id in a person's predicate is their own or their partner's.
  const values = { scope_user: actor.userId, scope_partner: actor.partnerId ?? '' };
  const bind = (id: string) => param<string>(id === actor.userId ? 'scope_user' : 'scope_partner');
  const of = (shares: ShareForm) => toSql(condition, bind, shares);
  return {
    shape: `${actor.role}/${permission}/${actor.partnerId === null ? 0 : 1}/${deleted}`,
    values,
    is: condition.is,
    condition: of,
    apply: (query, shares = 'list') =>
      query.where(of(shares)).where('leads.deleted_at', deleted ? 'is not' : 'is', null),
  };
};

/** Starts a query for the leads in a scope, to be run by `prepared` with the scope's values. */
export const scoped = (
  db: Kysely<OpenTables>,
  scope: LeadScope,
  shares: ShareForm = 'list',
): LeadQuery<unknown> => scope.apply(everyLead(db).selectFrom('leads') as LeadQuery<unknown>, shares);

/** The same among the leads that `walk` comes to, in its order. It selects their row numbers as `at`: SQLite alone has them. */
export const scopedAlong = (
  db: Kysely<OpenTables>,
  scope: LeadScope,
  walk: RawBuilder<{ at: number }>,
): LeadQuery<unknown> =>
  scope.apply(
    everyLead(db)
      .selectFrom(walk.as('walk'))
      .crossJoin('leads')
      .where(sql<SqlBool>`leads.rowid = walk.at`) as unknown as LeadQuery<unknown>,
    'probe',
  );

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
