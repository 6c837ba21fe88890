import type { Condition } from '../access/to-clickhouse.ts';
import { startOfDay } from '../kernel/days.ts';
import type { Parameter, Parameters } from './parameters.ts';
import type { ReportContext, ReportDefinition } from './report.ts';

/** Rows that are shown one by one; what is beyond them is shown together. */
export const rowLimit = 500;

export interface Compiled {
  sql: string;
  parameters: Parameters;
}

const parameterOf = (name: string, value: unknown): Parameter => {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((v) => typeof v === 'string')) return value;
  throw new Error(`a scope binds text and lists of text; ${name} is neither`);
};

/** The parameters of a scope. @throws Error where it does not say which company's rows and which of them */
const scopeParameters = (scope: Condition): Parameters => {
  const company = scope.params.scope_company;
  const [first, ...rest] = scope.sql.split(' AND ');
  if (typeof company !== 'string' || company === '' || first !== 'company_id = {scope_company:String}') {
    throw new Error('a report is of one company: its scope must begin with it');
  }
  if (rest.join('').trim() === '') throw new Error('a report needs a scope, even where that is everything');
  return Object.fromEntries(
    Object.entries(scope.params).map(([name, value]) => [name, parameterOf(name, value)]),
  );
};

const indent = (text: string, by: number): string => text.replaceAll('\n', `\n${' '.repeat(by)}`);

/**
 * The SQL of a report for one scope. The scope stands in the innermost FROM, so that no part of the report sees a row
 * outside it; every value is a bound parameter. Rows come as `row_key`, `is_total` and `part_…`: names no column has, for
 * ClickHouse would take an alias for a column of the same name.
 * @throws Error without a company and a scope
 */
export const compileReport = (
  report: ReportDefinition,
  context: ReportContext,
  scope: Condition,
  database: string,
): Compiled => {
  const { dataset, dimension } = report;
  const parameters: Record<string, Parameter> = { ...scopeParameters(scope) };
  const conditions = [scope.sql, 'deleted = 0'];
  if (context.ownerId !== null) {
    conditions.push('owner_id = {owner_id:String}');
    parameters.owner_id = context.ownerId;
  }
  const expand = 'expand' in dataset ? dataset.expand : undefined;
  if (expand !== undefined || report.period !== null) {
    parameters.from_ms = startOfDay(context.from, context.company.timeZone);
    parameters.to_ms = startOfDay(context.to, context.company.timeZone);
  }
  if (expand === undefined && report.period !== null) {
    const time = dataset.time?.[report.period];
    if (time === undefined) throw new Error(`${dataset.name} has no time ${report.period}`);
    conditions.push(`${time} >= {from_ms:Int64} AND ${time} < {to_ms:Int64}`);
  }
  if (report.only !== undefined) conditions.push(report.only);

  const fact = `(
  SELECT ${dataset.columns.join(', ')}
  FROM ${database}.${dataset.table} FINAL
  WHERE ${conditions.join('\n    AND ')}
) AS fact`;
  const rows = expand === undefined ? fact : `(\n  ${expand(indent(fact, 4))}\n) AS entry`;
  const [order] = Object.keys(report.parts);
  const parts = Object.entries(report.parts).map(([name, sql]) => `${sql} AS part_${name}`);
  const sql = `SELECT
  ${[`${dimension.sql} AS row_key`, `${report.total ? 'grouping(row_key) = 1' : '0'} AS is_total`, ...parts].join(',\n  ')}
FROM ${rows}
GROUP BY ${report.total ? 'GROUPING SETS ((row_key), ())' : 'row_key'}
ORDER BY is_total DESC, part_${order} DESC, row_key${dimension.rows === undefined ? `\nLIMIT ${rowLimit + 2}` : ''}`;
  return { sql, parameters: { ...parameters, ...report.parameters?.(context) } };
};
