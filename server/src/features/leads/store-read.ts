import { type Kysely, type SqlBool, sql, type Transaction } from 'kysely';
import type { Database } from '../../db/database.ts';
import { lockRows } from '../../db/dialect.ts';
import { param, prepared, type Values } from '../../db/prepared.ts';
import { type LeadScope, scoped } from '../../db/scoped.ts';
import type { LeadsTable, OpenTables, Tables } from '../../db/tables.ts';

// Reads of leads. Each goes through a scope and through plans that are compiled once.

type Db = Database<OpenTables>;

/** The lead with an id, if it is in the scope. */
export const findLead = async (db: Db, scope: LeadScope, id: string): Promise<LeadsTable | undefined> => {
  const rows = await prepared(db, db.read, `lead/${scope.shape}`, { ...scope.values, id }, () =>
    scoped(db.read, scope, 'probe').selectAll('leads').where('leads.id', '=', param<string>('id')),
  );
  return rows[0];
};

/** The same inside a transaction, holding the row where the engine has row locks. */
export const lockLead = async (
  db: Db,
  tx: Transaction<OpenTables>,
  scope: LeadScope,
  id: string,
): Promise<LeadsTable | undefined> => {
  const rows = await prepared(db, tx, `lock/${scope.shape}`, { ...scope.values, id }, () =>
    scoped(db.read, scope, 'probe')
      .selectAll('leads')
      .where('leads.id', '=', param<string>('id'))
      .modifyEnd(lockRows(db.dialect)),
  );
  return rows[0];
};

/** With whom each lead is shared. */
export const coSalesOf = async (db: Db, ids: string[]): Promise<Map<string, string[]>> => {
  const shared = new Map<string, string[]>();
  if (ids.length === 0) return shared;
  const values: Values = Object.fromEntries(ids.map((id, i) => [`i${i}`, id]));
  const rows = await prepared(db, db.read, `shares/${ids.length}`, values, () =>
    db.read
      .selectFrom('lead_share')
      .select(['lead_id', 'user_id'])
      .where(
        'lead_id',
        'in',
        ids.map((_, i) => param<string>(`i${i}`)),
      )
      .orderBy('user_id'),
  );
  for (const row of rows) shared.set(row.lead_id, [...(shared.get(row.lead_id) ?? []), row.user_id]);
  return shared;
};

const valueColumns = { source: 'source', campaign: 'campaign', product: 'product', city: 'city' } as const;
export type ValueField = keyof typeof valueColumns;

/** The values in use of a field among the leads of a scope, most used first. */
export const valuesInUse = async (db: Db, scope: LeadScope, field: ValueField): Promise<string[]> => {
  const column = valueColumns[field];
  const rows = await prepared(db, db.heavy, `values/${scope.shape}/${column}`, scope.values, () =>
    scoped(db.read, scope)
      .select(`leads.${column} as value`)
      .where(`leads.${column}`, '<>', '')
      .groupBy(`leads.${column}`)
      .orderBy(sql`count(*)`, 'desc')
      .limit(200),
  );
  return rows.map((row) => row.value);
};

/** The tags in use among the leads of a scope, most used first. */
export const tagsInUse = async (db: Db, scope: LeadScope): Promise<string[]> => {
  const rows = await prepared(db, db.heavy, `tags/${scope.shape}`, scope.values, () =>
    scoped(db.read, scope)
      .innerJoin('lead_tag', 'lead_tag.lead_id', 'leads.id')
      .select('lead_tag.tag as value')
      .groupBy('lead_tag.tag')
      .orderBy(sql`count(*)`, 'desc')
      .limit(200),
  );
  return rows.map((row) => row.value);
};

type Moment = { at: number; id: string };

/** Log rows and activities of a lead, newest first, from a moment on. */
export const readTimeline = async (
  db: Db,
  leadId: string,
  before: Moment | null,
  limit: number,
): Promise<{ logs: Tables['lead_logs'][]; activities: Tables['followup_activity'][] }> => {
  const page = <T extends 'lead_logs' | 'followup_activity'>(table: T) => {
    const at = sql.ref(`${table}.at`);
    const id = sql.ref(`${table}.id`);
    return (
      before === null
        ? sql`1 = 1`
        : sql`(${at} < ${before.at} or (${at} = ${before.at} and ${id} < ${before.id}))`
    ).$castTo<SqlBool>();
  };
  const [logs, activities] = await Promise.all([
    db.read
      .selectFrom('lead_logs')
      .selectAll()
      .where('lead_id', '=', leadId)
      .where('kind', '<>', 'activity')
      .where(page('lead_logs'))
      .orderBy('at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute(),
    db.read
      .selectFrom('followup_activity')
      .selectAll()
      .where('lead_id', '=', leadId)
      .where(page('followup_activity'))
      .orderBy('at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute(),
  ]);
  return { logs, activities };
};

/** What a repeated call with the same key did the first time. */
export const findKey = async (
  db: Kysely<OpenTables>,
  userId: string,
  key: string,
  route: string,
): Promise<{ body_hash: string; resource_id: string } | undefined> =>
  db
    .selectFrom('idempotency')
    .select(['body_hash', 'resource_id'])
    .where('user_id', '=', userId)
    .where('idem_key', '=', key)
    .where('route', '=', route)
    .executeTakeFirst();
