import type { Lead, Ref, StageKind } from '@iperform/contract';
import { sortKey } from '../../db/search.ts';
import type { LeadsTable } from '../../db/tables.ts';

/** A value of a custom field as it is kept; a field without a value is absent. */
export type CustomValues = Record<string, string | number | boolean>;

/** A lead in memory: the row with its JSON read and its columns under the names of the domain. */
export interface LeadState {
  id: string;
  name: string;
  organisation: string;
  emails: string[];
  phones: string[];
  source: string;
  campaign: string;
  product: string;
  city: string;
  state: string;
  country: string;
  valueMinor: number;
  currency: string;
  stageId: string;
  stageKind: StageKind;
  stageSince: number;
  ownerId: string | null;
  warriorId: string | null;
  partnerId: string | null;
  tags: string[];
  custom: CustomValues;
  nextFollowupAt: number | null;
  lastActivityAt: number | null;
  score: number;
  lostReason: string;
  wonValueMinor: number | null;
  wonOn: string | null;
  externalId: string | null;
  importId: string | null;
  createdBy: string | null;
  createdAt: number;
  updatedAt: number;
  deletedAt: number | null;
  version: number;
}

// Most leads have no tags and no custom values: the commonest texts are not parsed again and again.
const list = (text: string): string[] => (text === '[]' ? [] : (JSON.parse(text) as string[]));
const values = (text: string): CustomValues => (text === '{}' ? {} : (JSON.parse(text) as CustomValues));

export const stateOf = (row: LeadsTable): LeadState => ({
  id: row.id,
  name: row.name,
  organisation: row.organisation,
  emails: list(row.emails),
  phones: list(row.phones),
  source: row.source,
  campaign: row.campaign,
  product: row.product,
  city: row.city,
  state: row.state,
  country: row.country,
  valueMinor: row.value_minor,
  currency: row.currency,
  stageId: row.status_id,
  stageKind: row.status_kind,
  stageSince: row.status_since,
  ownerId: row.salesperson_id,
  warriorId: row.warrior_id,
  partnerId: row.partner_id,
  tags: list(row.tags),
  custom: values(row.custom),
  nextFollowupAt: row.next_followup_at,
  lastActivityAt: row.last_activity_at,
  score: row.score,
  lostReason: row.lost_reason,
  wonValueMinor: row.won_value_minor,
  wonOn: row.won_on,
  externalId: row.external_id,
  importId: row.import_id,
  createdBy: row.created_by,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  deletedAt: row.deleted_at,
  version: row.version,
});

export const rowOf = (lead: LeadState): LeadsTable => ({
  id: lead.id,
  name: lead.name,
  name_sort: sortKey(lead.name),
  organisation: lead.organisation,
  organisation_sort: sortKey(lead.organisation),
  emails: JSON.stringify(lead.emails),
  phones: JSON.stringify(lead.phones),
  source: lead.source,
  campaign: lead.campaign,
  product: lead.product,
  city: lead.city,
  state: lead.state,
  country: lead.country,
  value_minor: lead.valueMinor,
  currency: lead.currency,
  status_id: lead.stageId,
  status_kind: lead.stageKind,
  status_since: lead.stageSince,
  salesperson_id: lead.ownerId,
  warrior_id: lead.warriorId,
  partner_id: lead.partnerId,
  tags: JSON.stringify(lead.tags),
  custom: JSON.stringify(lead.custom),
  next_followup_at: lead.nextFollowupAt,
  last_activity_at: lead.lastActivityAt,
  score: lead.score,
  lost_reason: lead.lostReason,
  won_value_minor: lead.wonValueMinor,
  won_on: lead.wonOn,
  external_id: lead.externalId,
  import_id: lead.importId,
  created_by: lead.createdBy,
  created_at: lead.createdAt,
  updated_at: lead.updatedAt,
  deleted_at: lead.deletedAt,
  version: lead.version,
});

/** A lead as the API shows it: names in place of ids. */
export const present = (lead: LeadState, names: Map<string, string>, coSales: string[]): Lead => {
  const ref = (id: string | null): Ref | null => (id === null ? null : { id, name: names.get(id) ?? '' });
  return {
    id: lead.id,
    name: lead.name,
    organisation: lead.organisation,
    emails: lead.emails,
    phones: lead.phones,
    source: lead.source,
    campaign: lead.campaign,
    product: lead.product,
    city: lead.city,
    state: lead.state,
    country: lead.country,
    valueMinor: lead.valueMinor,
    currency: lead.currency,
    stageId: lead.stageId,
    stageSince: lead.stageSince,
    owner: ref(lead.ownerId),
    warrior: ref(lead.warriorId),
    partner: ref(lead.partnerId),
    coSales: coSales.map((id) => ({ id, name: names.get(id) ?? '' })),
    tags: lead.tags,
    custom: lead.custom,
    nextFollowupAt: lead.nextFollowupAt,
    lastActivityAt: lead.lastActivityAt,
    score: lead.score,
    lostReason: lead.lostReason,
    wonValueMinor: lead.wonValueMinor,
    wonOn: lead.wonOn,
    externalId: lead.externalId,
    createdAt: lead.createdAt,
    updatedAt: lead.updatedAt,
    deletedAt: lead.deletedAt,
    version: lead.version,
  };
};

/** One field that changed, as the log keeps it. */
export interface FieldChange {
  field: string;
  from: unknown;
  to: unknown;
}

const unlogged = new Set<keyof LeadState>([
  'updatedAt',
  'version',
  'stageKind',
  'stageSince',
  'lastActivityAt',
]);

/** The fields in which two states of a lead differ; custom fields one by one, as `custom.<key>`. */
export const changesBetween = (before: LeadState, after: LeadState): FieldChange[] => {
  const changes: FieldChange[] = [];
  for (const field of Object.keys(before) as (keyof LeadState)[]) {
    if (unlogged.has(field)) continue;
    if (field === 'custom') {
      const keys = new Set([...Object.keys(before.custom), ...Object.keys(after.custom)]);
      for (const key of keys) {
        const from = before.custom[key] ?? null;
        const to = after.custom[key] ?? null;
        if (from !== to) changes.push({ field: `custom.${key}`, from, to });
      }
      continue;
    }
    const from = before[field];
    const to = after[field];
    if (from !== to && JSON.stringify(from) !== JSON.stringify(to)) changes.push({ field, from, to });
  }
  return changes;
};
