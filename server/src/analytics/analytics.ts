import type { Parameters } from './parameters.ts';

export type LaneName = 'light' | 'heavy';

/** A table and the columns that rows name their values by. */
export interface Target {
  table: string;
  columns: readonly string[];
}

export interface Analytics {
  /** Tables are named with it: `${database}.lead_fact`. */
  database: string;
  cluster: string | null;
  /** Rows of a select with bound parameters. A heavy query never takes a light one's turn. */
  query: <T>(sql: string, parameters?: Parameters, options?: { lane?: LaneName }) => Promise<T[]>;
  /**
   * Inserts at most 100,000 rows. The same rows again are dropped, by a deduplication token made from their content,
   * even where they were deleted in between: whoever means to insert them again gives a `salt`.
   */
  insert: (
    target: Target,
    rows: readonly (readonly unknown[])[],
    options?: { salt?: string },
  ) => Promise<void>;
  /** A statement without an answer; returns when it is done on every replica. */
  command: (sql: string, parameters?: Parameters) => Promise<void>;
  /** Opens the engine, or reaches the server, and has it answer. */
  ping: () => Promise<void>;
  /** Ends when what runs has ended. */
  close: () => Promise<void>;
}
