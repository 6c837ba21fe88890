import { hash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Database } from '../db/database.ts';
import { everyLead } from '../db/scoped.ts';
import type { OpenTables } from '../db/tables.ts';
import type { Company } from '../kernel/context.ts';
import type { Analytics } from './analytics.ts';

/** How many there are and what they add up to, whatever their order: the sum of a hash of each, modulo 2^64, in hex. */
export interface Summary {
  count: number;
  checksum: string;
}

export interface Check {
  equal: boolean;
  leads: { source: Summary; analytics: Summary };
  /** Entries into a stage. */
  events: { source: Summary; analytics: Summary };
  /** Some of the leads that differ, that analytics lack, or that only they have. */
  differing: string[];
}

const pageSize = 5000;
const sampleSize = 20;

/** Two sums of hashes: of leads and of their stage entries. */
interface Sums {
  leads: number;
  leadSum: bigint;
  events: number;
  eventSum: bigint;
}

const none: Sums = { leads: 0, leadSum: 0n, events: 0, eventSum: 0n };
const add = (a: Sums, b: Sums): Sums => ({
  leads: a.leads + b.leads,
  leadSum: BigInt.asUintN(64, a.leadSum + b.leadSum),
  events: a.events + b.events,
  eventSum: BigInt.asUintN(64, a.eventSum + b.eventSum),
});
const same = (a: Sums, b: Sums): boolean =>
  a.leads === b.leads && a.leadSum === b.leadSum && a.events === b.events && a.eventSum === b.eventSum;

/** The first eight bytes of SHA-1, little-endian: what ClickHouse computes below. */
const hashOf = (...parts: (string | number)[]): bigint =>
  hash('sha1', parts.join('|'), 'buffer').readBigUInt64LE();
const hashSql = (...parts: string[]): string =>
  `reinterpretAsUInt64(substring(SHA1(concatWithSeparator('|', ${parts.join(', ')})), 1, 8))`;

type Db = Database<OpenTables>;

/** A page of the source: the sums of each lead, in the order of their ids. */
const readSource = async (db: Db, after: string): Promise<Map<string, Sums>> => {
  const leads = await everyLead(db.heavy)
    .selectFrom('leads')
    .select(['id', 'version', 'status_id', 'value_minor', 'deleted_at'])
    .select(['salesperson_id', 'warrior_id', 'partner_id'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(pageSize)
    .execute();
  const sums = new Map<string, Sums>();
  for (const l of leads) {
    const leadSum = hashOf(
      ...[l.id, l.version, l.status_id, l.value_minor, l.deleted_at === null ? 0 : 1],
      ...[l.salesperson_id ?? '', l.warrior_id ?? '', l.partner_id ?? ''],
    );
    sums.set(l.id, { ...none, leads: 1, leadSum });
  }
  const last = leads.at(-1)?.id;
  if (last === undefined) return sums;
  const events = await db.heavy
    .selectFrom('lead_stage_history')
    .select(['id', 'lead_id', 'to_status_id', 'at'])
    .where('lead_id', '>', after)
    .where('lead_id', '<=', last)
    .execute();
  for (const e of events) {
    const before = sums.get(e.lead_id);
    if (before === undefined) continue;
    const eventSum = hashOf(e.id, e.lead_id, e.to_status_id, e.at);
    sums.set(e.lead_id, add(before, { ...none, events: 1, eventSum }));
  }
  return sums;
};

interface SumsRow {
  lead_id: string;
  leads: number;
  lead_sum: string;
  events: number;
  event_sum: string;
}

const leadHash = hashSql(
  'lead_id',
  'version',
  'stage_id',
  'value_minor',
  'deleted',
  'owner_id',
  'warrior_id',
  'partner_id',
);
const eventHash = hashSql('id', 'lead_id', 'stage', 'toUnixTimestamp64Milli(at)');

/** Sums of the facts with ids in (after, last], each lead by itself or all together. */
const readFacts = async (
  analytics: Analytics,
  companyId: string,
  range: { after: string; last: string },
  each: boolean,
): Promise<Map<string, Sums>> => {
  const key = each ? 'lead_id' : `''`;
  const rows = await analytics.query<SumsRow>(
    `SELECT ${key} AS lead_id, count() AS leads, toString(sum(lead_hash)) AS lead_sum, sum(n) AS events, toString(sum(event_hash)) AS event_sum
    FROM (
      SELECT lead_id, ${leadHash} AS lead_hash, length(history.id) AS n,
        arraySum(arrayMap((id, stage, at) -> ${eventHash}, history.id, history.to_stage_id, history.at)) AS event_hash
      FROM ${analytics.database}.lead_fact FINAL
      WHERE company_id = {company:String} AND lead_id > {after:String}${range.last === '' ? '' : ' AND lead_id <= {last:String}'}
    ) AS fact
    GROUP BY lead_id`,
    { company: companyId, ...range },
    { lane: 'heavy' },
  );
  return new Map(
    rows.map((row) => [
      row.lead_id,
      {
        leads: row.leads,
        leadSum: BigInt(row.lead_sum),
        events: row.events,
        eventSum: BigInt(row.event_sum),
      },
    ]),
  );
};

const summary = (count: number, sum: bigint): Summary => ({
  count,
  checksum: sum.toString(16).padStart(16, '0'),
});

/**
 * Compares a company's facts with their source: counts and checksums of leads (id, version, stage, value, deleted, who
 * holds it) and of stage entries (id, lead, stage, time). Reads a page at a time; only a page that differs is looked at
 * lead by lead. What has not been relayed yet counts as a difference.
 */
export const checkCompany = async (
  analytics: Analytics,
  db: Db,
  company: Pick<Company, 'id'>,
): Promise<Check> => {
  let source = none;
  let facts = none;
  const differing: string[] = [];
  for (let after = '', more = true; more; await breathe()) {
    const page = await readSource(db, after);
    more = page.size === pageSize;
    // The last page is open to the end: leads that only analytics have are there to be found.
    const last = more ? ([...page.keys()].at(-1) ?? '') : '';
    const expected = [...page.values()].reduce(add, none);
    const [found = none] = (await readFacts(analytics, company.id, { after, last }, false)).values();
    if (!same(expected, found) && differing.length < sampleSize) {
      const each = await readFacts(analytics, company.id, { after, last }, true);
      const ids = new Set([...page.keys(), ...each.keys()]);
      for (const id of ids) {
        if (differing.length === sampleSize) break;
        if (!same(page.get(id) ?? none, each.get(id) ?? none)) differing.push(id);
      }
    }
    source = add(source, expected);
    facts = add(facts, found);
    after = last;
  }
  return {
    equal: same(source, facts),
    leads: {
      source: summary(source.leads, source.leadSum),
      analytics: summary(facts.leads, facts.leadSum),
    },
    events: {
      source: summary(source.events, source.eventSum),
      analytics: summary(facts.events, facts.eventSum),
    },
    differing,
  };
};
