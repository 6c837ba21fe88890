import type { LeadCondition, Report } from '@iperform/contract';
import { rowLimit } from '../../analytics/compile.ts';
import type { Measure, Parts, ReportContext, ReportDefinition } from '../../analytics/report.ts';

/** A row as SQL gave it. */
export interface SqlRow {
  row_key: string | number;
  is_total: number;
  [part: `part_${string}`]: number | null;
}

const othersKey = '…';

const partsOf = (report: ReportDefinition, row: SqlRow | undefined): Parts =>
  Object.fromEntries(Object.keys(report.parts).map((name) => [name, row?.[`part_${name}`] ?? null]));

/** What is left of a total when the rows shown are taken away. */
const without = (total: Parts, rows: Parts[]): Parts =>
  Object.fromEntries(
    Object.entries(total).map(([name, sum]) => [
      name,
      rows.reduce((left, row) => left - (row[name] ?? 0), sum ?? 0),
    ]),
  );

/** Makes the answer of a report from the rows of its SQL. */
export const answerReport = (
  report: ReportDefinition,
  context: ReportContext,
  rows: SqlRow[],
  asOf: number,
): Report => {
  const { dimension, measures } = report;
  const keyOf = (row: SqlRow): string => {
    const value = String(row.row_key);
    return dimension.key?.(value, context) ?? value;
  };
  const found = new Map(rows.filter((row) => row.is_total === 0).map((row) => [keyOf(row), row]));
  const of = (key: string): Parts => partsOf(report, found.get(key));
  const owner: LeadCondition[] =
    context.ownerId === null ? [] : [{ field: 'owner', op: 'in', value: [context.ownerId] }];

  const values = (key: string | null, parts: Parts, opens: (measure: Measure) => LeadCondition[] | null) =>
    Object.fromEntries(
      measures.map((measure) => [
        measure.key,
        { value: measure.value(parts, { key, of }, context), opens: opens(measure) },
      ]),
    );
  /** The conditions of the row, of the measure and of the question together. */
  const opening = (key: string | null, parts: Parts, where: LeadCondition[]) => (measure: Measure) => {
    const conditions = measure.opens(context, key, parts);
    return conditions === null ? null : [...where, ...conditions, ...owner];
  };

  const total = partsOf(
    report,
    rows.find((row) => row.is_total === 1),
  );
  const keys = dimension.rows?.(context) ?? [...found.keys()].slice(0, rowLimit);
  const shown = keys.map((key) => {
    const parts = of(key);
    return {
      key,
      label: dimension.label(key, context),
      values: values(key, parts, opening(key, parts, dimension.where(key, context))),
    };
  });
  if (dimension.rows === undefined && found.size > rowLimit) {
    const rest = without(total, keys.map(of));
    shown.push({ key: othersKey, label: 'All others', values: values(null, rest, () => null) });
  }
  return {
    id: report.id,
    title: report.title,
    definition: report.definition(context),
    timeZone: context.company.timeZone,
    currency: context.company.currency,
    from: context.from,
    to: context.to,
    asOf,
    measures: measures.map(({ key, label, type }) => ({ key, label, type })),
    rows: shown,
    totals: report.total ? values(null, total, opening(null, total, [])) : {},
  };
};
