import type { LeadCondition } from '@iperform/contract';
import { type Kysely, type RawBuilder, type SqlBool, sql, type Transaction } from 'kysely';
import type { Database } from '../../db/database.ts';
import { lockRows, searchMatches } from '../../db/dialect.ts';
import { param, prepared, type Values } from '../../db/prepared.ts';
import { everyLead, type LeadScope, scoped } from '../../db/scoped.ts';
import { searchWords } from '../../db/search.ts';
import type { LeadsTable, OpenTables, Tables } from '../../db/tables.ts';
import { type CompiledFilter, compileFilter, type FilterContext } from './store-filter.ts';

// Reads of leads. Each goes through a scope and through plans that are compiled once.

type Db = Database<OpenTables>;

/** The lead with an id, if it is in the scope. */
export const findLead = async (db: Db, scope: LeadScope, id: string): Promise<LeadsTable | undefined> => {
  const rows = await prepared(db, db.read, `lead/${scope.shape}`, { ...scope.values, id }, () =>
    scoped(db.read, scope).selectAll('leads').where('leads.id', '=', param<string>('id')),
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
    scoped(db.read, scope)
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

const sortColumns = {
  createdAt: 'created_at',
  updatedAt: 'updated_at',
  value: 'value_minor',
  name: 'name_sort',
  organisation: 'organisation_sort',
  nextFollowupAt: 'next_followup_at',
  lastActivityAt: 'last_activity_at',
  stageSince: 'status_since',
  source: 'source',
  city: 'city',
  score: 'score',
} as const satisfies Record<string, keyof LeadsTable>;
export type SortField = keyof typeof sortColumns;

const unindexedSorts = new Set<string>(['source', 'city', 'score']);

/** Where the page before ended. */
export interface Cursor {
  value: string | number | null;
  id: string;
}

export interface ListQuery {
  filter: LeadCondition[];
  q: string;
  sort: { field: SortField; descending: boolean };
  after: Cursor | null;
  limit: number;
}

/** The value of the sorted column: the first half of a cursor. */
export const sortValue = (row: LeadsTable, field: SortField): string | number | null =>
  row[sortColumns[field]];

const noFilter: CompiledFilter = { shape: '', values: {}, conditions: [], slow: false };

interface Narrowed {
  shape: string;
  values: Values;
  conditions: RawBuilder<SqlBool>[];
  slow: boolean;
}

/** Filter and search as conditions; null where the search asks for words too short to find anything by. */
const narrow = (db: Db, filter: LeadCondition[], q: string, context: FilterContext): Narrowed | null => {
  const compiled = filter.length === 0 ? noFilter : compileFilter(filter, context);
  if (q.trim() === '') return compiled;
  const words = searchWords(db.dialect, q);
  if (words === null) return null;
  return {
    shape: `${compiled.shape}?q`,
    values: { ...compiled.values, q: words },
    conditions: [
      ...compiled.conditions,
      sql<SqlBool>`leads.id in ${searchMatches(db.dialect, param<string>('q'))}`,
    ],
    slow: true,
  };
};

// Empty values come first when rising and last when falling, on both engines; a page that ends among them goes on so.
const afterCursor = (column: string, descending: boolean, after: Cursor): RawBuilder<SqlBool> => {
  const what = sql.ref(`leads.${column}`);
  const id = sql`leads.id ${sql.raw(descending ? '<' : '>')} ${param('after_id')}`;
  if (after.value === null) {
    return descending
      ? sql`(${what} is null and ${id})`
      : sql`((${what} is null and ${id}) or ${what} is not null)`;
  }
  const value = param('after_value');
  // The plain bound lets the engine start in its index at the place where the page begins.
  return descending
    ? sql`((${what} <= ${value} and (${what} < ${value} or ${id}))${orNull(column, what)})`
    : sql`(${what} >= ${value} and (${what} > ${value} or ${id}))`;
};

const nullable = new Set<string>(['next_followup_at', 'last_activity_at']);
const orNull = (column: string, what: RawBuilder<unknown>) =>
  nullable.has(column) ? sql` or ${what} is null` : sql``;

/** A page of leads in a scope, one row more than asked where there is a next page. */
export const listLeads = async (
  db: Db,
  scope: LeadScope,
  query: ListQuery,
  context: FilterContext,
): Promise<LeadsTable[]> => {
  const narrowed = narrow(db, query.filter, query.q, context);
  if (narrowed === null) return [];
  const { field, descending } = query.sort;
  const column = sortColumns[field];
  const direction = descending ? 'desc' : 'asc';
  const at = query.after === null ? 'first' : query.after.value === null ? 'null' : 'next';
  const lane = narrowed.slow || unindexedSorts.has(field) ? db.heavy : db.read;
  const values: Values = { ...scope.values, ...narrowed.values, limit: query.limit + 1 };
  if (query.after !== null) {
    values['after_id'] = query.after.id;
    if (query.after.value !== null) values['after_value'] = query.after.value;
  }
  return prepared(
    db,
    lane,
    `list/${scope.shape}/${narrowed.shape}/${column}/${direction}/${at}`,
    values,
    () => {
      let rows = scoped(db.read, scope).selectAll('leads');
      for (const condition of narrowed.conditions) rows = rows.where(condition);
      if (query.after !== null) rows = rows.where(afterCursor(column, descending, query.after));
      return rows
        .orderBy(`leads.${column}`, direction)
        .orderBy('leads.id', direction)
        .limit(param<number>('limit'));
    },
  );
};

export interface StageCount {
  status_id: string;
  n: number;
  value: number;
  other: number;
}

/** How many leads match per stage, and the sum of their values in one currency. */
export const summariseLeads = async (
  db: Db,
  scope: LeadScope,
  query: Pick<ListQuery, 'filter' | 'q'>,
  context: FilterContext,
  currency: string,
): Promise<StageCount[]> => {
  const narrowed = narrow(db, query.filter, query.q, context);
  if (narrowed === null) return [];
  const values: Values = { ...scope.values, ...narrowed.values, currency };
  return prepared(db, db.heavy, `summary/${scope.shape}/${narrowed.shape}`, values, () => {
    const same = sql`leads.currency = ${param('currency')}`;
    let rows = scoped(db.read, scope).select([
      'leads.status_id',
      sql<number>`count(*)`.as('n'),
      sql<number>`sum(case when ${same} then leads.value_minor else 0 end)`.as('value'),
      sql<number>`sum(case when ${same} then 0 else 1 end)`.as('other'),
    ]);
    for (const condition of narrowed.conditions) rows = rows.where(condition);
    return rows.groupBy('leads.status_id');
  });
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

/** Any lead by id, for the program's own work. */
export const anyLead = async (tx: Kysely<OpenTables>, id: string): Promise<LeadsTable | undefined> =>
  everyLead(tx).selectFrom('leads').selectAll().where('id', '=', id).executeTakeFirst();
