import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Holder, Predicate } from './predicate.ts';

const column: Record<Holder, string> = {
  owner: 'salesperson_id',
  warrior: 'warrior_id',
  partner: 'partner_id',
};

/**
 * How shares are asked: `list` reads all of the person's, so that an index over leads can start from them; `probe` looks
 * each lead up, for queries that come to their leads another way.
 */
export type ShareForm = 'list' | 'probe';

/**
 * A predicate as a condition on the table `leads`. The value of every id comes from `bind`, so that a query that is compiled
 * once can be given markers in place of ids.
 */
export const toSql = (
  p: Predicate,
  bind: (id: string) => unknown,
  shares: ShareForm = 'list',
): RawBuilder<SqlBool> => {
  const of = (holder: Holder) => sql.ref(`leads.${column[holder]}`);
  switch (p.is) {
    case 'everything':
      return sql<SqlBool>`1 = 1`;
    case 'nothing':
      return sql<SqlBool>`1 = 0`;
    case 'anyOf':
      return sql<SqlBool>`(${sql.join(
        p.of.map((part) => toSql(part, bind, shares)),
        sql` or `,
      )})`;
    case 'holder':
      return sql<SqlBool>`${of(p.column)} = ${bind(p.id)}`;
    case 'below':
      return sql<SqlBool>`${of(p.column)} in (select descendant_id from user_tree where ancestor_id = ${bind(p.id)})`;
    case 'warriorsOf':
      return sql<SqlBool>`leads.warrior_id in (select user_id from warrior where salesperson_id = ${bind(p.id)})`;
    case 'sharedWith':
      return shares === 'list'
        ? sql<SqlBool>`leads.id in (select lead_id from lead_share where user_id = ${bind(p.id)})`
        : sql<SqlBool>`exists (select 1 from lead_share where user_id = ${bind(p.id)} and lead_id = leads.id)`;
    case 'won':
      return sql<SqlBool>`leads.status_kind = 'won'`;
  }
};
