import type { Database } from '../../db/database.ts';
import type { Executor } from '../../db/prepared.ts';
import type { LeadScope } from '../../db/scoped.ts';
import type { OpenTables } from '../../db/tables.ts';
import { type LeadState, normalEmail } from '../leads/index.ts';
import { contactsIn, externalsIn, notesOf, statesIn } from './store-match.ts';
import type { RowValues } from './values.ts';

/** The leads that the rows of a batch may be about. Rows add to it what they make, so that later rows find it. */
export interface Found {
  /** Lead id by external id. */
  externals: Map<string, string>;
  /** Lead ids by contact (see `contactKeys`), the oldest first. */
  contacts: Map<string, string[]>;
  /** What may be changed: leads in the actor's scope that are not deleted. */
  leads: Map<string, FoundLead>;
}

export interface FoundLead {
  state: LeadState;
  notes: Set<string>;
  /** Made by an earlier row of a dry run: there is no such lead yet. */
  pending: boolean;
}

/** How a lead is found by what is normalised of its e-mails and phones. */
export const contactKeys = ({ emails, phones }: Pick<RowValues, 'emails' | 'phones'>): string[] => [
  ...emails.map((address) => `email:${normalEmail(address)}`),
  ...phones.map((phone) => `phone:${phone}`),
];

/** Puts a lead into what was found, under everything it can be found by. */
export const remember = (found: Found, lead: FoundLead): void => {
  const { state } = lead;
  found.leads.set(state.id, lead);
  if (state.externalId !== null) found.externals.set(state.externalId, state.id);
  for (const key of contactKeys(state)) {
    const ids = found.contacts.get(key);
    if (ids === undefined) found.contacts.set(key, [state.id]);
    else if (!ids.includes(state.id)) ids.push(state.id);
  }
};

export interface Wanted {
  externals: string[];
  emails: string[];
  phones: string[];
  notes: boolean;
}

/** What to look for on behalf of some rows. */
export const wantedBy = (rows: RowValues[], byContact: boolean): Wanted => ({
  externals: [...new Set(rows.flatMap((row) => row.externalId ?? []))],
  emails: byContact ? [...new Set(rows.flatMap((row) => row.emails.map(normalEmail)))] : [],
  phones: byContact ? [...new Set(rows.flatMap((row) => row.phones))] : [],
  notes: rows.some((row) => row.note !== ''),
});

/** Looks into the company's database. `lock`: the leads found are going to be changed in the transaction `on`. */
export const findLeads = async (
  db: Database<OpenTables>,
  on: Executor,
  scope: LeadScope,
  wanted: Wanted,
  lock: boolean,
): Promise<Found> => {
  const found: Found = { externals: new Map(), contacts: new Map(), leads: new Map() };
  const externals = await externalsIn(on, wanted.externals);
  const contacts = await contactsIn(on, wanted.emails, wanted.phones);
  const ids = [...new Set([...externals.map((row) => row.id), ...contacts.map((row) => row.lead_id)])].sort();
  if (ids.length === 0) return found;
  for (const state of await statesIn(db, on, scope, ids, lock)) {
    found.leads.set(state.id, { state, notes: new Set(), pending: false });
  }
  if (wanted.notes) {
    for (const row of await notesOf(on, [...found.leads.keys()]))
      found.leads.get(row.lead_id)?.notes.add(row.note);
  }
  for (const row of externals) found.externals.set(row.external_id, row.id);
  const byAge = contacts.sort((a, b) => (a.lead_id < b.lead_id ? -1 : 1));
  for (const { kind, value, lead_id } of byAge) {
    if (!found.leads.has(lead_id)) continue;
    const key = `${kind}:${value}`;
    found.contacts.set(key, [...(found.contacts.get(key) ?? []), lead_id]);
  }
  return found;
};
