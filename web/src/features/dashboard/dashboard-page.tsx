import { getRouteApi } from '@tanstack/react-router';
import { ApiError } from '../../api.ts';
import { errorText } from '../../error-text.ts';
import { m } from '../../paraglide/messages.js';
import { useSession } from '../../session.tsx';
import { Page, PageHeader } from '../../ui/page.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { Charts } from './charts.tsx';
import './dashboard.css';
import { Kpis } from './kpis.tsx';
import { type DashboardSearch, periodDays } from './period.ts';
import { PeriodBar } from './period-bar.tsx';
import { useReports } from './use-reports.ts';

const route = getRouteApi('/app/dashboard');

/** How the leads one may see are doing; period and owner stand in the address. */
export const DashboardPage = () => {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { company, format } = useSession();
  const days = periodDays(search, format.today(), company.financialYearStart);
  const reports = useReports({ ...days, ...(search.owner ? { ownerId: search.owner } : {}) });
  const all = Object.values(reports);
  const change = (next: DashboardSearch) => void navigate({ search: next, resetScroll: false });

  // One sentence for all when none has anything to show.
  const down = all.every(({ error, data }) => error && !data) ? all[0]?.error : null;
  const asOf = Math.min(...all.flatMap(({ data }) => data?.asOf ?? []));
  return (
    <Page>
      <PageHeader
        title={m.dash_title()}
        aside={
          Number.isFinite(asOf) && (
            <p className="text-[13px] text-muted">
              {m.dash_as_of({ when: format.dateTime(asOf), zone: format.timeZone })}
            </p>
          )
        }
      />
      <PeriodBar search={search} days={days} onChange={change} />
      {down ? (
        <ErrorState
          text={errorText(down)}
          requestId={down instanceof ApiError ? down.requestId : ''}
          onRetry={() => {
            for (const { refetch } of all) void refetch();
          }}
        />
      ) : (
        <>
          <Kpis reports={reports} />
          <Charts reports={reports} />
        </>
      )}
    </Page>
  );
};
