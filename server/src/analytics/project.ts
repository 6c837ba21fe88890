import { setImmediate as breathe } from 'node:timers/promises';
import type { Database } from '../db/database.ts';
import { param, prepared, type Values } from '../db/prepared.ts';
import { everyLead } from '../db/scoped.ts';
import type { LeadsTable, OpenTables } from '../db/tables.ts';
import type { Company } from '../kernel/context.ts';
import { newId } from '../kernel/id.ts';
import type { Analytics, Target } from './analytics.ts';

// Facts are made by reading a lead again, never from what an event says: a late, doubled or reordered event writes the
// lead as it is now, with its version, and the newest version wins.

type Db = Database<OpenTables>;
type Entry = OpenTables['lead_stage_history'];

/** What is read of a lead. */
const leadColumns = [
  'id',
  'version',
  'deleted_at',
  'status_id',
  'status_kind',
  'status_since',
  'salesperson_id',
  'warrior_id',
  'partner_id',
  'source',
  'campaign',
  'product',
  'city',
  'state',
  'country',
  'value_minor',
  'currency',
  'won_value_minor',
  'won_on',
  'lost_reason',
  'score',
  'tags',
  'import_id',
  'created_at',
  'updated_at',
  'next_followup_at',
  'last_activity_at',
] as const satisfies (keyof LeadsTable)[];
type Lead = Pick<LeadsTable, (typeof leadColumns)[number]>;

const leadFact: Target = {
  table: 'lead_fact',
  columns: [
    'company_id',
    'lead_id',
    'version',
    'deleted',
    'stage_id',
    'stage_kind',
    'stage_since',
    'owner_id',
    'warrior_id',
    'partner_id',
    'shared_with',
    'source',
    'campaign',
    'product',
    'city',
    'state',
    'country',
    'value_minor',
    'currency',
    'won_value_minor',
    'won_on',
    'lost_reason',
    'score',
    'tags',
    'import_id',
    'created_at',
    'updated_at',
    'next_followup_at',
    'last_activity_at',
    'history.id',
    'history.from_stage_id',
    'history.to_stage_id',
    'history.at',
    'history.actor_id',
  ],
};

/** The values of `leadFact.columns`, in their order. Times are epoch ms, which DateTime64(3) reads as they are. */
const factOf = (companyId: string, lead: Lead, shares: string[], history: Entry[]): unknown[] => [
  companyId,
  lead.id,
  lead.version,
  lead.deleted_at === null ? 0 : 1,
  lead.status_id,
  lead.status_kind,
  lead.status_since,
  lead.salesperson_id ?? '',
  lead.warrior_id ?? '',
  lead.partner_id ?? '',
  shares,
  lead.source,
  lead.campaign,
  lead.product,
  lead.city,
  lead.state,
  lead.country,
  lead.value_minor,
  lead.currency,
  lead.won_value_minor,
  lead.won_on ?? '',
  lead.lost_reason,
  lead.score,
  JSON.parse(lead.tags),
  lead.import_id ?? '',
  lead.created_at,
  lead.updated_at,
  lead.next_followup_at,
  lead.last_activity_at,
  history.map((entry) => entry.id),
  history.map((entry) => entry.from_status_id ?? ''),
  history.map((entry) => entry.to_status_id),
  history.map((entry) => entry.at),
  history.map((entry) => entry.actor_id ?? ''),
];

/** How many leads are read at once: so many that a query is worth it, so few that the event loop goes on. */
const readSizes = [1, 16, 64] as const;
const largestRead = 64;
/** How many facts are inserted at once. */
const insertSize = 2500;

const groupBy = <T>(rows: T[], key: (row: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group === undefined) groups.set(key(row), [row]);
    else group.push(row);
  }
  return groups;
};

/**
 * The facts of at most `largestRead` leads. The lead is read before its history, so that a change in between can only
 * give a fact too much, and that change brings the lead here again.
 */
const readFacts = async (db: Db, companyId: string, ids: string[]): Promise<unknown[][]> => {
  // Few sizes make few plans: what is missing is filled with an id that is there.
  const size = readSizes.find((s) => s >= ids.length) ?? largestRead;
  const values: Values = {};
  for (let i = 0; i < size; i += 1) values[`i${i}`] = ids[Math.min(i, ids.length - 1)];
  const marks = Array.from({ length: size }, (_, i) => param<string>(`i${i}`));
  const leads = await prepared(db, db.read, `facts/leads/${size}`, values, () =>
    everyLead(db.read).selectFrom('leads').select(leadColumns).where('id', 'in', marks),
  );
  const history = await prepared(db, db.read, `facts/history/${size}`, values, () =>
    db.read
      .selectFrom('lead_stage_history')
      .selectAll()
      .where('lead_id', 'in', marks)
      .orderBy('lead_id')
      .orderBy('at')
      .orderBy('id'),
  );
  const shares = await prepared(db, db.read, `facts/shares/${size}`, values, () =>
    db.read
      .selectFrom('lead_share')
      .select(['lead_id', 'user_id'])
      .where('lead_id', 'in', marks)
      .orderBy('user_id'),
  );
  const historyOf = groupBy(history, (row) => row.lead_id);
  const sharesOf = groupBy(shares, (row) => row.lead_id);
  return leads.map((lead) =>
    factOf(
      companyId,
      lead,
      (sharesOf.get(lead.id) ?? []).map((row) => row.user_id),
      historyOf.get(lead.id) ?? [],
    ),
  );
};

/**
 * Writes the facts of leads as they are now. May be repeated, doubled and reordered.
 * @param options.salt of a caller who means to write again what was deleted
 */
export const projectLeads = async (
  analytics: Analytics,
  db: Db,
  company: Pick<Company, 'id'>,
  leadIds: string[],
  options: { salt?: string } = {},
): Promise<void> => {
  let facts: unknown[][] = [];
  for (let i = 0; i < leadIds.length; i += largestRead) {
    if (i > 0) await breathe();
    facts.push(...(await readFacts(db, company.id, leadIds.slice(i, i + largestRead))));
    if (facts.length >= insertSize) {
      await analytics.insert(leadFact, facts, options);
      facts = [];
    }
  }
  await analytics.insert(leadFact, facts, options);
};

const pageSize = 10_000;

/** Ids of all leads, deleted ones too, in order, a page at a time. */
const leadIds = async (db: Db, after: string): Promise<string[]> => {
  const rows = await everyLead(db.read)
    .selectFrom('leads')
    .select('id')
    .where('id', '>', after)
    .orderBy('id')
    .limit(pageSize)
    .execute();
  return rows.map((row) => row.id);
};

/**
 * Empties the facts of one company and fills them again, while it is in use. What a relay writes before the deletion was
 * committed at the source before that, and is read here after it; what it writes later stays, and of two facts of a lead the
 * higher version wins. Until it ends, reports of this company show too little.
 */
export const rebuildCompany = async (
  analytics: Analytics,
  db: Db,
  company: Pick<Company, 'id'>,
  onProgress?: (done: number, total: number) => void,
): Promise<void> => {
  const { total } = await everyLead(db.heavy)
    .selectFrom('leads')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  await analytics.command(`DELETE FROM ${analytics.database}.lead_fact WHERE company_id = {company:String}`, {
    company: company.id,
  });
  // The engine remembers what was inserted, also where it was deleted since.
  const salt = newId();
  let done = 0;
  const project = async (ids: string[]) => {
    await projectLeads(analytics, db, company, ids, { salt });
    done += ids.length;
    onProgress?.(done, Math.max(total, done));
  };
  // Two pages at once: one is read while the other is inserted.
  let before: Promise<void> = Promise.resolve();
  let ids = await leadIds(db, '');
  while (ids.length > 0) {
    const page = project(ids);
    // Awaited a turn later; until then its failure is not unhandled.
    page.catch(() => undefined);
    await before;
    before = page;
    ids = await leadIds(db, ids.at(-1) ?? '');
  }
  await before;
};

export { checkCompany } from './check.ts';
