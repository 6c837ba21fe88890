import type { LeadCondition, LeadFilter } from '@iperform/contract';
import { leadFields, leadSorts } from '../../contract.ts';

/** The built-in views of leads, in the order of their tabs. */
export const leadViews = ['mine', 'today', 'overdue', 'none', 'all'] as const;
export type LeadView = (typeof leadViews)[number];

/** What a list or board of leads shows, as it stands in the address. Absent means the default. */
export interface LeadSearch {
  view?: Exclude<LeadView, 'all'> | undefined;
  q?: string | undefined;
  filter?: LeadFilter | undefined;
  sort?: string | undefined;
  /** Columns shown, in order. */
  cols?: string[] | undefined;
}

const open: LeadCondition = { field: 'stageKind', op: 'in', value: ['open'] };

/** The conditions that make a view. */
export const viewFilters: Record<LeadView, LeadFilter> = {
  mine: [{ field: 'owner', op: 'in', value: ['me'] }, open],
  today: [{ field: 'nextFollowupAt', op: 'is', value: 'today' }, open],
  overdue: [{ field: 'nextFollowupAt', op: 'is', value: 'overdue' }, open],
  none: [{ field: 'nextFollowupAt', op: 'empty' }, open],
  all: [],
};

export const defaultSort = '-createdAt';

/** Whether the address names a condition we know; its value is judged by the server, which says what is wrong. */
const isCondition = (value: unknown): value is LeadCondition => {
  if (typeof value !== 'object' || value === null || !('field' in value) || !('op' in value)) return false;
  const { field, op } = value;
  return (
    typeof op === 'string' &&
    typeof field === 'string' &&
    (field in leadFields || field.startsWith('custom.'))
  );
};

const oneOf = <T extends string>(values: readonly T[], value: unknown): T | undefined =>
  values.find((known) => known === value);

/** Reads the address; what it does not understand falls back to the default. */
export const parseLeadSearch = (raw: Record<string, unknown>): LeadSearch => {
  const view = oneOf(leadViews, raw.view);
  const q = raw.q === undefined || raw.q === '' ? undefined : String(raw.q).slice(0, 100);
  const conditions = Array.isArray(raw.filter) ? raw.filter.filter(isCondition).slice(0, 20) : [];
  const columns = Array.isArray(raw.cols) ? raw.cols.filter((c) => typeof c === 'string') : [];
  const sort = oneOf(leadSorts, raw.sort);
  return {
    view: view === 'all' ? undefined : view,
    q,
    filter: conditions.length ? conditions : undefined,
    sort: sort === defaultSort ? undefined : sort,
    cols: columns.length ? columns : undefined,
  };
};

/** View and filter of the address as one filter for the server. */
export const filterOf = ({ view, filter }: Pick<LeadSearch, 'view' | 'filter'>): LeadFilter => [
  ...viewFilters[view ?? 'all'],
  ...(filter ?? []),
];

/** The query that list, board and sums have in common. */
export const queryOf = (search: LeadSearch): { filter?: LeadFilter; q?: string } => {
  const filter = filterOf(search);
  return { ...(filter.length ? { filter } : {}), ...(search.q ? { q: search.q } : {}) };
};

/** The stages chosen by a condition of the address, if there is one. */
export const chosenStages = (filter: LeadFilter | undefined): string[] => {
  const condition = filter?.find((c) => c.field === 'stage' && c.op === 'in');
  return condition && 'value' in condition && Array.isArray(condition.value)
    ? condition.value.map(String)
    : [];
};

/** The filter with other stages chosen; none chosen: without the condition. */
export const withStages = (filter: LeadFilter | undefined, stageIds: string[]): LeadFilter | undefined => {
  const rest = (filter ?? []).filter((c) => !(c.field === 'stage' && c.op === 'in'));
  if (stageIds.length) rest.push({ field: 'stage', op: 'in', value: stageIds });
  return rest.length ? rest : undefined;
};
