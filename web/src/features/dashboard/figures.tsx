import type { Report } from '@iperform/contract';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { m } from '../../paraglide/messages.js';
import type { Formatter } from '../../session.tsx';

export type Figure = Report['rows'][number]['values'][string];
type Measure = Report['measures'][number];

/** A figure of a report in words. */
export const figureText = (
  value: number | null | undefined,
  type: Measure['type'],
  format: Formatter,
): string => {
  if (value === null || value === undefined) return '–';
  switch (type) {
    case 'count':
      return format.number(value);
    case 'money':
      return format.compactMoney(value);
    case 'percent':
      return format.percent(value);
    case 'days':
      return m.dash_days({ number: String(Math.round(value * 10) / 10) });
  }
};

/** A figure that leads to exactly the leads it counts, where the server says which they are. */
export const FigureLink = ({ figure, children }: { figure: Figure | undefined; children: ReactNode }) =>
  figure?.opens ? (
    <Link to="/leads" search={{ filter: figure.opens }} className="dash-figure" preload={false}>
      {children}
    </Link>
  ) : (
    <span>{children}</span>
  );

/** A cell of a report: its figure as a link. */
export const ReportFigure = ({
  report,
  measure,
  figure,
  format,
}: {
  report: Report;
  measure: string;
  figure: Figure | undefined;
  format: Formatter;
}) => {
  const type = report.measures.find(({ key }) => key === measure)?.type ?? 'count';
  return <FigureLink figure={figure}>{figureText(figure?.value, type, format)}</FigureLink>;
};

/** Key of the row that sums up what a report does not list. */
const OTHERS = '…';

/** What a row is called; the server's words where it is data, ours where it is not. */
export const rowLabel = (report: Report, row: Report['rows'][number], format: Formatter): string => {
  if (row.key === OTHERS) return m.dash_others();
  if (row.key === '') return report.id === 'win-rate' ? m.dash_no_owner() : m.dash_no_source();
  return report.id === 'new-leads-by-day' ? format.day(row.key) : row.label;
};
