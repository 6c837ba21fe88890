import type { LeadCondition, measureTypes, ReportId, Stage } from '@iperform/contract';
import type { Company } from '../kernel/context.ts';
import type { Dataset } from './datasets/dataset.ts';
import type { Parameters } from './parameters.ts';

/** What a report is asked, and what it may know of the company to answer. */
export interface ReportContext {
  company: Company;
  /** First day, and first day not included any more. */
  from: string;
  to: string;
  ownerId: string | null;
  stages: Stage[];
  /** Names of people and partners by id. */
  names: ReadonlyMap<string, string>;
}

/** Numbers that SQL computed for one row, by the names of `parts`. null: nothing to compute it from. */
export type Parts = Readonly<Record<string, number | null>>;

/** A number of a row. */
export interface Measure {
  key: string;
  label: string;
  type: (typeof measureTypes)[number];
  /** The number from the row's parts; `of` gives the parts of another row. */
  value: (
    parts: Parts,
    row: { key: string | null; of: (key: string) => Parts },
    context: ReportContext,
  ) => number | null;
  /**
   * What the lead list is asked besides the row's own conditions to show exactly the leads behind the number. null where it
   * is no set of leads, or, by these parts, none that a filter can say.
   */
  opens: (context: ReportContext, key: string | null, parts: Parts) => LeadCondition[] | null;
}

/** What a report has a row for. */
export interface Dimension {
  /** A column of the dataset, or an expression over its columns. */
  sql: string;
  /** The key of a row from what `sql` gave, where that is not the key itself. */
  key?: (value: string, context: ReportContext) => string;
  /** Rows in their order, also those without leads. Absent: whatever there is, the largest first. */
  rows?: (context: ReportContext) => string[];
  label: (key: string, context: ReportContext) => string;
  /** Leads of one row, for the lead list. */
  where: (key: string, context: ReportContext) => LeadCondition[];
}

/** A report is data: what is counted over which rows, and how each number opens. */
export interface ReportDefinition {
  id: ReportId;
  title: string;
  /** What is counted, in a sentence. */
  definition: (context: ReportContext) => string;
  dataset: Dataset;
  /** Which time of the dataset the period is asked of; null: the report is of now. Ignored where the dataset expands. */
  period: string | null;
  /** More conditions on the rows of the dataset. */
  only?: string;
  dimension: Dimension;
  /** Aggregates over the columns of the dataset, by name. The first one orders rows that have no order of their own. */
  parts: Readonly<Record<string, string>>;
  measures: readonly Measure[];
  /** Whether parts of all rows together mean something: a lead is in one row only. */
  total: boolean;
  /** What `parts`, `only` and the dimension bind. */
  parameters?: (context: ReportContext) => Parameters;
  lane: 'light' | 'heavy';
}

/** Declares a report. @throws Error where it names a part that is none of SQL's plain words */
export const defineReport = (definition: ReportDefinition): ReportDefinition => {
  for (const name of Object.keys(definition.parts)) {
    if (!/^[a-z][a-z_]*$/.test(name)) throw new Error(`${definition.id}: bad name of a part: ${name}`);
  }
  return definition;
};
