import { searchBody } from '../server/src/db/search.ts';
import type { Tables } from '../server/src/db/tables.ts';
import { type LeadState, rowOf } from '../server/src/features/leads/state.ts';

// Leads that are the same at every run: ids, times and values follow from the number of the lead alone.

/** What leads refer to. */
export interface Cast {
  salespeople: string[];
  warriors: string[];
  partners: string[];
  /** Stage ids in the order New, Qualified, Demo, Proposal, Trial, Won, Lost. */
  stages: string[];
}

export type Rows = Pick<
  Tables,
  'leads' | 'lead_contact' | 'lead_tag' | 'lead_share' | 'lead_search' | 'lead_logs' | 'lead_stage_history'
>;
export type Batch = { [T in keyof Rows]: Rows[T][] };

const year = 365 * 86_400_000;
/** Midnight in the time zone of the company (+05:30). */
const end = Date.UTC(2026, 5, 30, 18, 30);

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const encode = (value: number, length: number): string => {
  let text = '';
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32))
    text = alphabet[rest % 32] + text;
  return text;
};

/** An id of the same form and order as the product's: time, then a kind and a number. */
export const madeId = (at: number, kind: number, n: number): string =>
  encode(at, 10) + encode(kind, 4) + encode(n, 12);

/** A generator of whole numbers below `most`, seeded by the lead's number. */
const dice = (seed: number) => {
  let state = (seed * 2_654_435_761 + 97) >>> 0;
  return (most: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % most;
  };
};

const firsts = [
  'Aarav',
  'Diya',
  'Kabir',
  'Meera',
  'Rohan',
  'Sana',
  'Vikram',
  'Zoya',
  'Ishaan',
  'Nisha',
  'Arjun',
];
const lasts = [
  'Sharma',
  'Patel',
  'Khan',
  'Iyer',
  'Reddy',
  'Gupta',
  'Nair',
  'Bose',
  'Mehta',
  'Rao',
  'Das',
  'Jain',
];
const cities = [
  'Mumbai',
  'Delhi',
  'Pune',
  'Chennai',
  'Kolkata',
  'Jaipur',
  'Surat',
  'Indore',
  'Kochi',
  'Nagpur',
];
export const sources = [
  'Website',
  'Referral',
  'Google Ads',
  'Facebook',
  'Walk-in',
  'Partner',
  'Event',
  'Phone',
];
const products = ['Basic', 'Standard', 'Premium', 'Enterprise'];

const paths: number[][] = [
  [0, 1, 2],
  [0, 1, 2, 3],
  [0, 1, 2, 3, 5],
  [0, 1, 2, 3, 4, 6],
  [0, 1, 2, 3, 2, 3, 5],
];

/** Lead `n` of `count`, and its stage entries. On average a lead has entered five stages. */
const leadOf = (
  n: number,
  count: number,
  cast: Cast,
): { lead: LeadState; entries: Tables['lead_stage_history'][] } => {
  const roll = dice(n);
  const pick = <T>(list: T[]): T => list[roll(list.length)] as T;
  const createdAt = end - year + Math.floor(((n + 0.5) / count) * year);
  const path = paths[n % paths.length] ?? [];
  const id = madeId(createdAt, 1, n);
  const step = Math.floor((end - createdAt) / 10);
  const entries = path.map((stage, i) => ({
    id: madeId(createdAt + i * step, 2 + i, n),
    lead_id: id,
    from_status_id: i === 0 ? null : (cast.stages[path[i - 1] ?? 0] ?? ''),
    to_status_id: cast.stages[stage] ?? '',
    at: createdAt + i * step,
    actor_id: cast.salespeople[0] ?? '',
  }));
  const last = path.at(-1) ?? 0;
  const stageSince = createdAt + (path.length - 1) * step;
  const kind = last === 5 ? 'won' : last === 6 ? 'lost' : 'open';
  const name = `${pick(firsts)} ${pick(lasts)}`;
  const value = (roll(500) + 1) * 100_000;
  const lead: LeadState = {
    id,
    name,
    organisation: roll(3) === 0 ? '' : `${pick(lasts)} ${pick(products)} ${roll(5000)}`,
    emails: [`lead${n}@mail${roll(500)}.example`],
    phones: [`+9198${String(n).padStart(8, '0')}`],
    source: pick(sources),
    campaign: `Campaign ${roll(40)}`,
    product: pick(products),
    city: pick(cities),
    state: '',
    country: 'India',
    valueMinor: value,
    currency: 'INR',
    stageId: cast.stages[last] ?? '',
    stageKind: kind,
    stageSince,
    ownerId: roll(20) === 0 ? null : pick(cast.salespeople),
    warriorId: roll(5) === 0 ? pick(cast.warriors) : null,
    partnerId: roll(10) === 0 ? pick(cast.partners) : null,
    tags: roll(5) === 0 ? [`tag${roll(30)}`] : [],
    custom: {},
    nextFollowupAt: kind === 'open' && roll(3) > 0 ? end + roll(30 * 86_400) * 1000 : null,
    lastActivityAt: roll(4) > 0 ? stageSince + roll(86_400_000) : null,
    score: roll(101),
    lostReason: kind === 'lost' ? 'Price' : '',
    wonValueMinor: kind === 'won' ? value : null,
    wonOn: kind === 'won' ? new Date(stageSince).toISOString().slice(0, 10) : null,
    externalId: null,
    importId: null,
    createdBy: cast.salespeople[0] ?? null,
    createdAt,
    updatedAt: stageSince + roll(86_400_000),
    deletedAt: null,
    version: path.length,
  };
  return { lead, entries };
};

/** All rows of `count` leads, `size` leads at a time, in the order of their ids. */
export function* leadBatches(count: number, cast: Cast, size = 1000): Generator<Batch> {
  for (let from = 0; from < count; from += size) {
    const batch: Batch = {
      leads: [],
      lead_contact: [],
      lead_tag: [],
      lead_share: [],
      lead_search: [],
      lead_logs: [],
      lead_stage_history: [],
    };
    for (let n = from; n < Math.min(count, from + size); n += 1) {
      const { lead, entries } = leadOf(n, count, cast);
      const { id, createdAt: at } = lead;
      batch.leads.push(rowOf(lead));
      for (const value of lead.emails) batch.lead_contact.push({ kind: 'email', value, lead_id: id });
      for (const value of lead.phones) batch.lead_contact.push({ kind: 'phone', value, lead_id: id });
      for (const tag of lead.tags) batch.lead_tag.push({ tag, lead_id: id });
      if (n % 100 === 0) {
        const user_id = cast.salespeople[(n / 100) % cast.salespeople.length] ?? '';
        batch.lead_share.push({ lead_id: id, user_id, created_at: at });
      }
      const body = searchBody([lead.name, lead.organisation, lead.city, ...lead.emails], lead.phones);
      batch.lead_search.push({ lead_id: id, body });
      batch.lead_logs.push({
        id: madeId(at, 30, n),
        lead_id: id,
        at,
        actor_id: lead.createdBy,
        via: 'api',
        kind: 'created',
        changes: '[]',
        note: '',
        version: 1,
        import_id: null,
      });
      batch.lead_stage_history.push(...entries);
    }
    yield batch;
  }
}
