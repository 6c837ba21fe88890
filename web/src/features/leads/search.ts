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
const viewFilters: Record<LeadView, LeadFilter> = {
  mine: [{ field: 'owner', op: 'in', value: ['me'] }, open],
  today: [{ field: 'nextFollowupAt', op: 'is', value: 'today' }, open],
  overdue: [{ field: 'nextFollowupAt', op: 'is', value: 'overdue' }, open],
  none: [{ field: 'nextFollowupAt', op: 'empty' }, open],
  all: [],
};

/** The order of a list: as chosen, else what is due first where the view is about that, else the newest. */
export const sortOf = ({ sort, view }: Pick<LeadSearch, 'sort' | 'view'>): string =>
  sort ?? (view === 'today' || view === 'overdue' ? 'nextFollowupAt' : '-createdAt');

const isDay = (value: unknown): boolean =>
  value === undefined || (typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value));
const isPeriod = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  isDay(Reflect.get(value, 'from')) &&
  isDay(Reflect.get(value, 'to'));
const isList = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((one) => ['string', 'number', 'boolean'].includes(typeof one));

/** Shape of the value per operator; whether field and operator go together is for the server to say. */
const shapes: Record<LeadCondition['op'], (value: unknown) => boolean> = {
  empty: () => true,
  present: () => true,
  in: isList,
  notIn: isList,
  starts: (value) => typeof value === 'string',
  gte: (value) => typeof value === 'number',
  lt: (value) => typeof value === 'number',
  between: isPeriod,
  is: (value) => value === 'overdue' || value === 'today' || value === 'future',
};

const isCondition = (value: unknown): value is LeadCondition => {
  if (typeof value !== 'object' || value === null || !('field' in value) || !('op' in value)) return false;
  const { field, op } = value;
  if (typeof field !== 'string' || !(field in leadFields || field.startsWith('custom.'))) return false;
  return Object.entries(shapes).some(
    ([name, fits]) => name === op && fits('value' in value ? value.value : undefined),
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
  return {
    view: view === 'all' ? undefined : view,
    q,
    filter: conditions.length ? conditions : undefined,
    sort: oneOf(leadSorts, raw.sort),
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
