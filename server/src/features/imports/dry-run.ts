import type { Decision } from './decide.ts';
import { contactKeys, type Found, type Wanted } from './found.ts';
import type { Scratch, ScratchLead } from './store-scratch.ts';

// What a dry run sees is the database with what the earlier rows of the file would have made laid over it.

const externalKey = (externalId: string): string => `external:${externalId}`;

/** Adds what the scratch knows to what the database holds. */
export const overlay = async (found: Found, scratch: Scratch, wanted: Wanted): Promise<Found> => {
  const keys = [
    ...wanted.externals.map(externalKey),
    ...wanted.emails.map((value) => `email:${value}`),
    ...wanted.phones.map((value) => `phone:${value}`),
  ];
  const entries = await scratch.idsOf(keys);
  const ids = new Set([...entries.map((entry) => entry.lead_id), ...found.leads.keys()]);
  for (const [id, { state, notes, pending }] of await scratch.leads([...ids])) {
    const known = found.leads.get(id)?.notes ?? [];
    found.leads.set(id, { state, notes: new Set([...known, ...notes]), pending });
  }
  for (const { name, lead_id } of entries) {
    if (name.startsWith('external:')) {
      found.externals.set(name.slice('external:'.length), lead_id);
      continue;
    }
    const before = found.contacts.get(name) ?? [];
    if (!before.includes(lead_id)) found.contacts.set(name, [...before, lead_id]);
  }
  return found;
};

/** Keeps what the rows of a batch would have made of the leads in `found`. */
export const keep = async (
  scratch: Scratch,
  decisions: Decision[],
  found: Found,
  byContact: boolean,
): Promise<void> => {
  const touched = new Set(decisions.filter((d) => d.create ?? d.update).map((d) => d.leadId));
  const leads: { lead: ScratchLead; keys: string[] }[] = [];
  for (const id of touched) {
    const lead = found.leads.get(id ?? '');
    if (lead === undefined) continue;
    const { state, notes, pending } = lead;
    const keys = byContact ? contactKeys(state) : [];
    if (state.externalId !== null) keys.push(externalKey(state.externalId));
    if (keys.length > 0) leads.push({ lead: { state, notes: [...notes], pending }, keys });
  }
  if (leads.length > 0) await scratch.put(leads);
};
