import { addDays } from '../../ui/format.ts';

export const periods = ['month', '30d', '90d', 'quarter', 'year', 'custom'] as const;
export type Period = (typeof periods)[number];
export const defaultPeriod: Period = '90d';

/** What the dashboard shows, as it stands in the address. Absent means the default. */
export interface DashboardSearch {
  period?: Exclude<Period, typeof defaultPeriod> | undefined;
  /** For `custom`: first and last day, both included. */
  from?: string | undefined;
  to?: string | undefined;
  owner?: string | undefined;
}

const dayOf = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))
    ? value
    : undefined;

/** Reads the address; what it does not understand falls back to the default. */
export const parseDashboardSearch = (raw: Record<string, unknown>): DashboardSearch => {
  const period = periods.find((known) => known === raw.period);
  const [from, to] = [dayOf(raw.from), dayOf(raw.to)];
  const owner = typeof raw.owner === 'string' && /^[0-9A-Z]{26}$/.test(raw.owner) ? raw.owner : undefined;
  if (period === 'custom') return from && to && from <= to ? { period, from, to, owner } : { owner };
  return { period: period === defaultPeriod ? undefined : period, owner };
};

/** First day of the month `2026-09-05` is in, moved by months. */
const monthStart = (day: string, months = 0): string => {
  const [year = 0, month = 1] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10);
};

/**
 * The days of a period: from, and `to` the first day not included any more. Periods that are under way end today.
 * @param yearStart 1 to 12, the month the financial year starts in
 */
export const periodDays = (
  search: DashboardSearch,
  today: string,
  yearStart: number,
): { from: string; to: string } => {
  const to = addDays(today, 1);
  const monthsInYear = (Number(today.slice(5, 7)) - yearStart + 12) % 12;
  switch (search.period ?? defaultPeriod) {
    case 'month':
      return { from: monthStart(today), to };
    case '30d':
      return { from: addDays(to, -30), to };
    case '90d':
      return { from: addDays(to, -90), to };
    case 'quarter':
      return { from: monthStart(today, -(monthsInYear % 3)), to };
    case 'year':
      return { from: monthStart(today, -monthsInYear), to };
    case 'custom':
      return { from: search.from ?? today, to: addDays(search.to ?? today, 1) };
  }
};
