/** What the DDL of an installation differs in; the text of a step stands once. */
export interface Placeholders {
  database: string;
  /** ` ON CLUSTER 'x'`, or nothing. */
  onCluster: string;
  /** `Replicated` where a cluster keeps copies, or nothing: stands before `ReplacingMergeTree`. */
  replicated: string;
}

/** One step of statements that may run again. A released step is never edited; a new one follows it. */
export interface AnalyticsStep {
  name: string;
  up: (placeholders: Placeholders) => string[];
}
