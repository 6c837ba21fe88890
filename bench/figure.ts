import type { Outcome } from './measure.ts';

/** One figure of a bench, and the goal it is held against. */
export interface Figure {
  /** Number of the goal in docs/performance.md; '' for a figure that only informs. */
  goal: string;
  what: string;
  value: number;
  unit: '×' | 'ms' | 's' | 'µs' | 'MB' | 'kB' | '%' | 'rows/s' | 'count';
  /** The most it may be, or with `least` the least; null: no goal. */
  limit: number | null;
  least?: boolean;
  /** What it was made from. */
  detail: string;
}

export interface Bench {
  name: string;
  /** Data size and durability, for the table. */
  on: string;
  run: () => Promise<Figure[]>;
}

export const isMet = ({ value, limit, least }: Figure): boolean | null =>
  limit === null ? null : least ? value >= limit : value <= limit;

const short = (value: number): string => value.toFixed(value < 10 ? 2 : 0);

/** A variant against the reference, in one line. */
export const outcomeText = ({ median, spread, ratio }: Outcome, reference: Outcome | undefined): string =>
  [
    `CPU ${short(median.cpu)} µs against ${short(reference?.median.cpu ?? Number.NaN)} µs`,
    `spread ${short(spread[0])}-${short(spread[1])}×`,
    `${short(median.rate)}/s against ${short(reference?.median.rate ?? Number.NaN)}/s`,
    `p50 ${short(median.p50)} ms (${short(ratio.p50)}×)`,
    `p99 ${short(median.p99)} ms (${short(ratio.p99)}×)`,
  ].join(', ');
