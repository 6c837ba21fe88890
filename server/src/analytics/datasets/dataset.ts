/** What reports count rows of: where they come from, and which columns there are. */
export interface Dataset {
  name: string;
  /** The fact table. It carries the columns that a scope is asked of. */
  table: string;
  /** What is read of the fact table, and the only columns a report may name where there is no `expand`. */
  columns: readonly string[];
  /** The time that a period is asked of, as epoch ms; absent where `expand` asks it itself. */
  time?: Record<string, string>;
  /**
   * The SELECT around the scoped rows, named `fact`, that makes the rows counted out of them. It may use the parameters
   * `from_ms` and `to_ms`.
   */
  expand?: (fact: string) => string;
}
