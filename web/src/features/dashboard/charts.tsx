import type { Report } from '@iperform/contract';
import { useNavigate } from '@tanstack/react-router';
import { m } from '../../paraglide/messages.js';
import { useFormat } from '../../session.tsx';
import { useStages } from '../../stages.ts';
import { BarChart } from '../../ui/chart-bars.tsx';
import { DayChart } from '../../ui/chart-days.tsx';
import { stageColour } from '../../ui/tags.tsx';
import { figureText, ReportFigure, rowLabel } from './figures.tsx';
import { ReportPanel } from './report-panel.tsx';
import type { useReports } from './use-reports.ts';

/** Bars beyond this many are for the table. */
const MOST_BARS = 10;

type Row = Report['rows'][number];
const amountOf = (row: Row, key: string): number => row.values[key]?.value ?? 0;
const sumOf = (report: Report, key: string): number =>
  report.rows.reduce((sum, row) => sum + amountOf(row, key), 0);
const largest = (report: Report, key: string): Row | undefined =>
  report.rows.reduce<Row | undefined>(
    (best, row) => (best === undefined || amountOf(row, key) > amountOf(best, key) ? row : best),
    undefined,
  );

/** The charts of the dashboard, one for each report. */
export const Charts = ({ reports }: { reports: ReturnType<typeof useReports> }) => {
  const { funnel, sources, winRate, newLeads, pipeline } = reports;
  const format = useFormat();
  const navigate = useNavigate();
  const { byId } = useStages();
  const colour = (id: string) => {
    const stage = byId.get(id);
    return stage && stageColour(stage);
  };
  const figure = (report: Report, row: Row, measure: string) => (
    <ReportFigure report={report} measure={measure} figure={row.values[measure]} format={format} />
  );
  const total = (report: Report, key: string) => report.totals[key]?.value ?? 0;
  const more = (report: Report) =>
    report.rows.length > MOST_BARS && (
      <p className="mt-2 text-[13px] text-muted">
        {m.dash_more_rows({ count: report.rows.length - MOST_BARS })}
      </p>
    );
  const panel = (id: Report['id']) => ({
    title: m.dash_report({ id }),
    definition: m.dash_report_definition({ id }),
  });

  return (
    <div className="dash-charts">
      <ReportPanel
        {...panel('lead-funnel')}
        query={funnel}
        empty={(report) => sumOf(report, 'entered') === 0}
        summary={(report) => {
          const first = report.rows[0];
          const won = report.rows.find(({ key }) => byId.get(key)?.kind === 'won');
          return m.dash_funnel_summary({
            first: format.number(first ? amountOf(first, 'entered') : 0),
            from: first?.label ?? '',
            won: format.number(won ? amountOf(won, 'entered') : 0),
            to: won?.label ?? '',
          });
        }}
      >
        {(report) => (
          <BarChart
            label={m.dash_report({ id: report.id })}
            rows={report.rows.map((row) => ({
              key: row.key,
              name: row.label,
              size: amountOf(row, 'entered'),
              colour: colour(row.key),
              figure: (
                <span className="dash-two">
                  <b>{figure(report, row, 'entered')}</b>
                  <span className="text-muted">
                    {row.values.conversion?.value === null ? '' : figure(report, row, 'conversion')}
                  </span>
                </span>
              ),
            }))}
          />
        )}
      </ReportPanel>
      <ReportPanel
        {...panel('open-pipeline')}
        query={pipeline}
        empty={(report) => total(report, 'leads') === 0}
        summary={(report) =>
          m.dash_pipeline_summary({
            count: total(report, 'leads'),
            number: format.number(total(report, 'leads')),
            value: format.compactMoney(total(report, 'value')),
            stage: largest(report, 'value')?.label ?? '',
          })
        }
      >
        {(report) => (
          <BarChart
            label={m.dash_report({ id: report.id })}
            rows={report.rows.map((row) => ({
              key: row.key,
              name: row.label,
              size: amountOf(row, 'value'),
              colour: colour(row.key),
              figure: (
                <span className="dash-two">
                  <b>{figure(report, row, 'value')}</b>
                  <span className="text-muted">{figure(report, row, 'leads')}</span>
                </span>
              ),
            }))}
          />
        )}
      </ReportPanel>
      <ReportPanel
        {...panel('new-leads-by-day')}
        wide
        query={newLeads}
        empty={(report) => total(report, 'leads') === 0}
        summary={(report) => {
          const best = largest(report, 'leads');
          return m.dash_days_summary({
            count: total(report, 'leads'),
            number: format.number(total(report, 'leads')),
            days: format.number(report.rows.length),
            most: format.number(best ? amountOf(best, 'leads') : 0),
            day: best ? format.day(best.key) : '',
          });
        }}
      >
        {(report) => (
          <DayChart
            label={m.dash_report({ id: report.id })}
            points={report.rows.map((row) => ({ day: row.key, value: amountOf(row, 'leads') }))}
            words={({ day, value }) => `${format.day(day)}: ${format.number(value)}`}
            tick={(day) => format.day(day).slice(0, -5)}
            number={format.number}
            onPick={({ day }) => {
              const opens = report.rows.find(({ key }) => key === day)?.values.leads?.opens;
              if (opens) void navigate({ to: '/leads', search: { filter: opens } });
            }}
          />
        )}
      </ReportPanel>
      <ReportPanel
        {...panel('leads-by-source')}
        query={sources}
        empty={(report) => total(report, 'leads') === 0}
        summary={(report) => {
          const best = largest(report, 'leads');
          return m.dash_sources_summary({
            source: best ? rowLabel(report, best, format) : '',
            most: format.number(best ? amountOf(best, 'leads') : 0),
            number: format.number(total(report, 'leads')),
          });
        }}
      >
        {(report) => (
          <>
            <BarChart
              label={m.dash_report({ id: report.id })}
              rows={report.rows.slice(0, MOST_BARS).map((row) => ({
                key: row.key,
                name: rowLabel(report, row, format),
                size: amountOf(row, 'leads'),
                figure: <b>{figure(report, row, 'leads')}</b>,
              }))}
            />
            {more(report)}
          </>
        )}
      </ReportPanel>
      <ReportPanel
        {...panel('win-rate')}
        query={winRate}
        empty={(report) => total(report, 'won') + total(report, 'lost') === 0}
        summary={(report) =>
          m.dash_win_summary({
            won: format.number(total(report, 'won')),
            closed: format.number(total(report, 'won') + total(report, 'lost')),
            rate: figureText(report.totals.winRate?.value, 'percent', format),
          })
        }
      >
        {(report) => (
          <>
            <BarChart
              label={m.dash_report({ id: report.id })}
              max={100}
              rows={report.rows.slice(0, MOST_BARS).map((row) => ({
                key: row.key,
                name: rowLabel(report, row, format),
                size: row.values.winRate?.value ?? null,
                colour: { className: 'stage-won', style: {} },
                figure: (
                  <span className="dash-two">
                    <b>{figure(report, row, 'winRate')}</b>
                    <span className="text-muted">
                      {figure(report, row, 'won')} : {figure(report, row, 'lost')}
                    </span>
                  </span>
                ),
              }))}
            />
            {more(report)}
          </>
        )}
      </ReportPanel>
    </div>
  );
};
