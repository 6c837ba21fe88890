import { m } from '../../paraglide/messages.js';
import { useFormat } from '../../session.tsx';
import { KpiStrip } from '../../ui/page.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { FigureLink, figureText } from './figures.tsx';
import type { ReportQuery, useReports } from './use-reports.ts';

/** The figures one asks for first; each leads to its leads. */
export const Kpis = ({ reports }: { reports: ReturnType<typeof useReports> }) => {
  const format = useFormat();
  const { pipeline, winRate, newLeads } = reports;
  const total = ({ data }: ReportQuery, key: string) => data?.totals[key];
  const figure = (query: ReportQuery, key: string, type: 'count' | 'money' | 'percent') =>
    query.data ? (
      <FigureLink figure={total(query, key)}>{figureText(total(query, key)?.value, type, format)}</FigureLink>
    ) : query.error ? (
      '–'
    ) : (
      <Skeleton width={110} />
    );
  const days = newLeads.data?.rows.length ?? 0;
  const created = total(newLeads, 'leads')?.value ?? 0;
  // Figures of the period before, until those asked for are in.
  const old = [pipeline, winRate, newLeads].some(({ isPlaceholderData }) => isPlaceholderData);
  return (
    <div className={old ? 'opacity-55' : ''}>
      <KpiStrip
        label={m.dash_kpis()}
        kpis={[
          {
            key: 'pipeline',
            label: m.dash_open_pipeline(),
            figure: figure(pipeline, 'value', 'money'),
            note: (
              <>
                {figure(pipeline, 'leads', 'count')}{' '}
                {m.leads_word({ count: total(pipeline, 'leads')?.value ?? 0 })}
              </>
            ),
          },
          {
            key: 'won',
            label: m.dash_won(),
            figure: figure(winRate, 'won', 'count'),
            note: (
              <>
                {figure(winRate, 'lost', 'count')} {m.dash_lost_word()}
              </>
            ),
          },
          {
            key: 'rate',
            label: m.dash_win_rate(),
            figure: figure(winRate, 'winRate', 'percent'),
            note: m.dash_of_closed(),
          },
          {
            key: 'new',
            label: m.dash_new_leads(),
            figure: figure(newLeads, 'leads', 'count'),
            note: days > 0 && m.dash_a_day({ number: String(Math.round((created / days) * 10) / 10) }),
          },
        ]}
      />
    </div>
  );
};
