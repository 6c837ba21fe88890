import type { Database } from '../db/database.ts';
import { insertRows } from '../db/insert.ts';
import type { LeadsTable, OpenTables, Tables } from '../db/tables.ts';
import { newId } from '../kernel/id.ts';

// Rows for tests of analytics, written as they lie in the database: facts are made from rows, whoever wrote them.

/** A lead with nothing special about it. */
export const leadRow = (some: Partial<LeadsTable>): LeadsTable => ({
  id: newId(),
  name: 'Asha Rao',
  name_sort: 'asha rao',
  organisation: '',
  organisation_sort: '',
  emails: '[]',
  phones: '[]',
  source: '',
  campaign: '',
  product: '',
  city: '',
  state: '',
  country: '',
  value_minor: 0,
  currency: 'INR',
  status_id: newId(),
  status_kind: 'open',
  status_since: 0,
  salesperson_id: null,
  warrior_id: null,
  partner_id: null,
  tags: '[]',
  custom: '{}',
  next_followup_at: null,
  last_activity_at: null,
  score: 0,
  lost_reason: '',
  won_value_minor: null,
  won_on: null,
  external_id: null,
  import_id: null,
  created_by: null,
  created_at: 0,
  updated_at: 0,
  deleted_at: null,
  version: 1,
  ...some,
});

type Entry = Tables['lead_stage_history'];

/** An entry of a lead into a stage. */
export const entryRow = (
  lead: Pick<LeadsTable, 'id'>,
  to: string,
  at: number,
  from: string | null = null,
): Entry => ({
  id: newId(),
  lead_id: lead.id,
  from_status_id: from,
  to_status_id: to,
  at,
  actor_id: null,
});

/** Writes rows in one transaction. */
export const seed = async (
  db: Database<OpenTables>,
  rows: { [T in keyof Tables]?: Tables[T][] },
): Promise<void> => {
  await db.transaction(async (tx) => {
    for (const [table, some] of Object.entries(rows)) {
      await insertRows(tx, table as keyof Tables, some as Tables[keyof Tables][]);
    }
  });
};
