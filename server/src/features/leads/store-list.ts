import type { LeadCondition } from '@iperform/contract';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Database } from '../../db/database.ts';
import { searchMatches } from '../../db/dialect.ts';
import { param, prepared, type Values } from '../../db/prepared.ts';
import { type LeadScope, scoped, scopedAlong } from '../../db/scoped.ts';
import { searchWords } from '../../db/search.ts';
import type { LeadsTable, OpenTables } from '../../db/tables.ts';
import {
  type CompiledCondition,
  type CompiledFilter,
  compileFilter,
  type FilterContext,
} from './store-filter.ts';

// Pages of the lead list and what they add up to.

type Db = Database<OpenTables>;

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
const nullableSorts = new Set<string>(['nextFollowupAt', 'lastActivityAt']);

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

const noFilter: CompiledFilter = { shape: '', values: {}, conditions: [] };

/** Filter and search as conditions; null where the search asks for words too short to find anything by. */
const narrow = (
  db: Db,
  filter: LeadCondition[],
  q: string,
  context: FilterContext,
): CompiledFilter | null => {
  const compiled = filter.length === 0 ? noFilter : compileFilter(filter, context);
  if (q.trim() === '') return compiled;
  const words = searchWords(db.dialect, q);
  if (words === null) return null;
  const found = sql<SqlBool>`leads.id in ${searchMatches(db.dialect, param<string>('q'))}`;
  return {
    shape: `${compiled.shape}?q`,
    values: { ...compiled.values, q: words },
    conditions: [...compiled.conditions, { sql: found, field: 'q', asks: null, own: false }],
  };
};

/** A stretch of the order that leads are listed in: a range of its index. */
interface Stretch {
  name: string;
  bounds: RawBuilder<SqlBool>[];
}

/**
 * What is left of the order after a cursor. Empty values come first when rising and last when falling, on both engines;
 * they are a stretch of their own, for one condition over both would be a range of no index.
 */
const stretchesAfter = ({ field, descending }: ListQuery['sort'], after: Cursor | null): Stretch[] => {
  if (after === null) return [{ name: 'first', bounds: [] }];
  const what = sql.ref(`leads.${sortColumns[field]}`);
  const sign = sql.raw(descending ? '<' : '>');
  const beyond = sql`leads.id ${sign} ${param('after_id')}`;
  const nulls = sql<SqlBool>`${what} is null`;
  if (after.value === null) {
    const rest: Stretch = { name: 'nulls-next', bounds: [nulls, sql<SqlBool>`${beyond}`] };
    return descending ? [rest] : [rest, { name: 'values', bounds: [sql<SqlBool>`${what} is not null`] }];
  }
  const value = param('after_value');
  // The plain bound lets the engine start in its index at the place where the page begins.
  const next: Stretch = {
    name: 'next',
    bounds: [sql<SqlBool>`${what} ${sign}= ${value}`, sql<SqlBool>`(${what} ${sign} ${value} or ${beyond})`],
  };
  return descending && nullableSorts.has(field) ? [next, { name: 'nulls', bounds: [nulls] }] : [next];
};

/** Indexes that hold the leads of one value in an order. */
const ordered: Partial<Record<string, readonly SortField[]>> = {
  owner: ['createdAt'],
  warrior: ['createdAt'],
  partner: ['createdAt'],
  source: ['createdAt'],
  stage: ['createdAt', 'value'],
};

/** The conditions that a range of the index of the order answers: those on the sorted column, and one of an equal value. */
const leadingOf = (conditions: CompiledCondition[], field: SortField): CompiledCondition[] => {
  const one = conditions.find((c) => c.asks === 'one' && ordered[c.field]?.includes(field));
  return conditions.filter((c) => c === one || (c.asks === 'range' && c.field === field));
};

/**
 * How far the order of a list is walked, lead by lead: first on the event loop, a few milliseconds at most, then in the heavy
 * lane.
 */
const walks = [
  { lane: 'read', leads: 4000 },
  { lane: 'heavy', leads: 250_000 },
] as const;

/** A scope of so few leads is gathered and sorted at once. */
const fewLeads = 2000;
const believedMs = 30_000;
const sizes = new WeakMap<Db, Map<string, { few: boolean; until: number }>>();

/** Whether a person reaches few leads. It decides about speed alone, so an answer of half a minute ago is good enough. */
const reachesFew = async (db: Db, scope: LeadScope): Promise<boolean> => {
  if (scope.is === 'everything' || scope.is === 'won') return false;
  const known = sizes.get(db) ?? new Map<string, { few: boolean; until: number }>();
  sizes.set(db, known);
  const key = JSON.stringify([scope.shape, scope.values]);
  const now = Date.now();
  const size = known.get(key);
  if (size !== undefined && size.until > now) return size.few;
  const reached = await prepared(
    db,
    db.read,
    `reach/${scope.shape}`,
    { ...scope.values, limit: fewLeads + 1 },
    () => scoped(db.read, scope).select('leads.id').limit(param<number>('limit')),
  );
  const few = reached.length <= fewLeads;
  if (known.size > 10_000) known.clear();
  known.set(key, { few, until: now + believedMs });
  return few;
};

/**
 * A page of leads in a scope, one row more than asked where there is a next page.
 *
 * SQLite cannot know whether many leads match or few. So it is told: who reaches few leads has those gathered and sorted.
 * Else the order of the list is walked for a bounded stretch, which finds a page at once where many match; where two walks
 * do not, matches are rare, and the engine finds them its own way in the heavy lane.
 */
export const listLeads = async (
  db: Db,
  scope: LeadScope,
  query: ListQuery,
  context: FilterContext,
): Promise<LeadsTable[]> => {
  const narrowed = narrow(db, query.filter, query.q, context);
  if (narrowed === null || scope.is === 'nothing') return [];
  const { conditions } = narrowed;
  const { field, descending } = query.sort;
  const direction = descending ? 'desc' : 'asc';
  const column = sortColumns[field];
  const shape = `${scope.shape}/${narrowed.shape}/${column}/${direction}`;
  const values: Values = { ...scope.values, ...narrowed.values };
  if (query.after !== null) {
    values.after_id = query.after.id;
    if (query.after.value !== null) values.after_value = query.after.value;
  }

  const leading = leadingOf(conditions, field);
  const byIndex = scope.is === 'everything' && conditions.length === leading.length;
  const light = !unindexedSorts.has(field) && conditions.every((c) => c.own);
  const lane = light ? db.read : db.heavy;
  const told = db.dialect === 'sqlite' && light && !byIndex;
  const few = told && (await reachesFew(db, scope));

  const matching = (rows: ReturnType<typeof scoped>, { bounds }: Stretch) => {
    let all = rows.selectAll('leads');
    for (const condition of conditions) all = all.where(condition.sql);
    for (const bound of bounds) all = all.where(bound);
    return all.limit(param<number>('limit'));
  };
  const inOrder = (rows: ReturnType<typeof matching>) =>
    rows.orderBy(`leads.${column}`, direction).orderBy('leads.id', direction);

  /** Row numbers along the order of the list. */
  const way = ({ bounds }: Stretch, range: RawBuilder<unknown>) => {
    const holds = scope.is === 'holder' && field === 'createdAt' && leading.length === 0;
    const all = [...leading.map((c) => c.sql), ...bounds, ...(holds ? [scope.condition('probe')] : [])];
    const where = all.length === 0 ? sql`` : sql`where ${sql.join(all, sql` and `)}`;
    const order = sql`${sql.ref(`leads.${column}`)} ${sql.raw(direction)}, leads.id ${sql.raw(direction)}`;
    return sql<Row>`(select leads.rowid as at from leads ${where} order by ${order} ${range})`;
  };
  // No limit, but one: it keeps the engine from taking this for a part of the query around it.
  const reach = sql<Row>`(select leads.rowid as at from leads where ${scope.condition('list')} limit -1)`;

  const page = async (stretch: Stretch, limit: number): Promise<LeadsTable[]> => {
    const { name } = stretch;
    const asked = { ...values, limit };
    if (few) {
      return prepared(db, db.read, `few/${shape}/${name}`, asked, () =>
        inOrder(matching(scopedAlong(db.read, scope, reach), stretch)),
      );
    }
    for (const walk of told ? walks : []) {
      const far = { ...asked, walk: walk.leads };
      const found = await prepared(db, db[walk.lane], `walk/${shape}/${name}`, far, () =>
        matching(scopedAlong(db.read, scope, way(stretch, sql`limit ${param('walk')}`)), stretch),
      );
      if (found.length === limit) return found;
      const beyond = await prepared(db, db[walk.lane], `beyond/${shape}/${name}`, far, () =>
        db.read.selectFrom(way(stretch, sql`limit 1 offset ${param('walk')}`).as('beyond')).select('at'),
      );
      if (beyond.length === 0) return found;
    }
    return prepared(db, told ? db.heavy : lane, `list/${shape}/${name}`, asked, () =>
      inOrder(matching(scoped(db.read, scope), stretch)),
    );
  };

  const most = query.limit + 1;
  const rows: LeadsTable[] = [];
  for (const stretch of stretchesAfter(query.sort, query.after)) {
    if (rows.length < most) rows.push(...(await page(stretch, most - rows.length)));
  }
  return rows;
};

/** A row number of `leads`. */
interface Row {
  at: number;
}

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
      sql<number>`sum(case when ${same} then leads.value_minor * 1.0 else 0 end)`.as('value'),
      sql<number>`sum(case when ${same} then 0 else 1 end)`.as('other'),
    ]);
    for (const condition of narrowed.conditions) rows = rows.where(condition.sql);
    return rows.groupBy('leads.status_id');
  });
};
