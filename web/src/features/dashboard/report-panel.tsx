import type { Report } from '@iperform/contract';
import { CircleHelp, Table2 } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { ApiError } from '../../api.ts';
import { errorText } from '../../error-text.ts';
import { m } from '../../paraglide/messages.js';
import { useFormat } from '../../session.tsx';
import { PopoverButton } from '../../ui/popup-button.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { ReportFigure, rowLabel } from './figures.tsx';
import type { ReportQuery } from './use-reports.ts';

interface ReportPanelProps {
  query: ReportQuery;
  title: string;
  /** What is counted, in a sentence or two. */
  definition: string;
  /** The chart in one sentence. */
  summary: (report: Report) => string;
  /** Whether there is anything to draw. */
  empty: (report: Report) => boolean;
  wide?: boolean;
  children: (report: Report) => ReactNode;
}

/** A chart with its title, its words, its definition, and the same numbers as a table. */
export const ReportPanel = ({
  query,
  title,
  definition,
  summary,
  empty,
  wide,
  children,
}: ReportPanelProps) => {
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  const { data, error } = query;
  const body = () => {
    if (data && !empty(data)) return asTable ? <ReportTable report={data} title={title} /> : children(data);
    if (data) return <p className="py-6 text-muted">{m.dash_empty()}</p>;
    if (error)
      return (
        <ErrorState
          text={errorText(error)}
          requestId={error instanceof ApiError ? error.requestId : ''}
          onRetry={() => void query.refetch()}
        />
      );
    return (
      <div className="grid gap-3 py-2">
        {['90%', '70%', '55%', '35%'].map((width) => (
          <Skeleton key={width} width={width} />
        ))}
      </div>
    );
  };
  return (
    <section
      className={`panel dash-panel ${wide ? 'dash-wide' : ''}`}
      aria-labelledby={id}
      aria-busy={query.isPending || undefined}
    >
      <div className="flex items-center justify-between gap-2">
        <h2 id={id} className="text-[15px] font-semibold">
          {title}
        </h2>
        <div className="flex flex-none gap-1">
          <PopoverButton
            label={m.dash_definition({ title })}
            popupLabel={m.dash_definition({ title })}
            align="end"
            className="btn btn-quiet btn-icon btn-small"
            button={<CircleHelp size={15} aria-hidden="true" />}
          >
            {() => <p className="max-w-[340px] p-3 text-[13.5px]">{definition}</p>}
          </PopoverButton>
          <button
            type="button"
            className="btn btn-quiet btn-icon btn-small dash-toggle"
            aria-pressed={asTable}
            aria-label={m.dash_as_table({ title })}
            title={m.dash_as_table({ title })}
            onClick={() => setAsTable(!asTable)}
          >
            <Table2 size={15} aria-hidden="true" />
          </button>
        </div>
      </div>
      {data && !empty(data) && <p className="mb-3 text-[13.5px] text-muted">{summary(data)}</p>}
      <div className={query.isPlaceholderData ? 'opacity-55' : ''}>{body()}</div>
    </section>
  );
};

const ReportTable = ({ report, title }: { report: Report; title: string }) => {
  const format = useFormat();
  const label = (key: string, fallback: string) => {
    const known = m.dash_measure({ key: `${report.id}.${key}` });
    return known.includes('.') ? fallback : known;
  };
  const total = Object.keys(report.totals).length > 0;
  return (
    <section className="dash-table" aria-label={title} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{m.dash_dimension({ id: report.id })}</th>
            {report.measures.map((measure) => (
              <th key={measure.key} scope="col" className="text-right">
                {label(measure.key, measure.label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {report.rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">{rowLabel(report, row, format)}</th>
              {report.measures.map(({ key }) => (
                <td key={key} className="text-right">
                  <ReportFigure report={report} measure={key} figure={row.values[key]} format={format} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {total && (
          <tfoot>
            <tr>
              <th scope="row">{m.dash_total()}</th>
              {report.measures.map(({ key }) => (
                <td key={key} className="text-right">
                  <ReportFigure report={report} measure={key} figure={report.totals[key]} format={format} />
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </section>
  );
};
