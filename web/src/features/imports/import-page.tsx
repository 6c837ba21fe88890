import type { LeadImport } from '@iperform/contract';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ApiError } from '../../api.ts';
import { errorText } from '../../error-text.ts';
import { m } from '../../paraglide/messages.js';
import { useFormat } from '../../session.tsx';
import { useTitle } from '../../shell/title.ts';
import { Button } from '../../ui/button.tsx';
import { Page, PageHeader } from '../../ui/page.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { CheckStep } from './check-step.tsx';
import { isBusy, rowsToDo, stateText, stepOf } from './import-state.ts';
import './imports.css';
import { MapStep } from './map-step.tsx';
import { ProgressBar } from './progress-bar.tsx';
import { ResultStep } from './result-step.tsx';
import { StepsBar } from './steps-bar.tsx';
import { useImport, useImportActs } from './use-import.ts';

const route = getRouteApi('/app/imports/$id');

/** One import, at whatever step it is: all of it is kept by the server, so one may leave and come back. */
export const ImportPage = () => {
  const { id } = route.useParams();
  const { data, error, refetch } = useImport(id);
  useTitle(data?.fileName);
  const body = () => {
    if (data) return <Wizard item={data} />;
    if (error instanceof ApiError && (error.status === 404 || error.status === 400))
      return (
        <EmptyState
          title={m.imp_missing()}
          actions={
            <Link to="/imports" className="btn">
              {m.imp_to_list()}
            </Link>
          }
        />
      );
    if (error)
      return (
        <ErrorState
          text={errorText(error)}
          requestId={error instanceof ApiError ? error.requestId : ''}
          onRetry={() => void refetch()}
        />
      );
    return <Skeleton width="60%" />;
  };
  return (
    <Page>
      <PageHeader
        title={data?.fileName ?? m.imp_title()}
        above={
          <nav aria-label={m.imp_trail()} className="text-[13px] text-muted">
            <Link to="/imports" className="link text-ink!">
              {m.imp_title()}
            </Link>
          </nav>
        }
        aside={data && <FileFacts item={data} />}
      />
      {body()}
    </Page>
  );
};

const FileFacts = ({ item }: { item: LeadImport }) => {
  const format = useFormat();
  const size =
    item.size < 1_000_000 ? `${Math.ceil(item.size / 1000)} kB` : `${Math.round(item.size / 1e5) / 10} MB`;
  const parts = [
    item.rows !== null && m.imp_rows({ count: item.rows, number: format.number(item.rows) }),
    size,
    item.format === 'csv' ? item.encoding : item.sheet,
    item.createdBy?.name,
    format.dateTime(item.createdAt),
  ];
  return <p className="text-[13px] text-muted">{parts.filter(Boolean).join(' · ')}</p>;
};

const Wizard = ({ item }: { item: LeadImport }) => {
  const { step: wanted } = route.useSearch();
  const navigate = route.useNavigate();
  const { act } = useImportActs(item.id);
  const step = stepOf(item, wanted);
  const go = (to: 'map' | undefined) => void navigate({ search: { step: to }, resetScroll: true });
  const body = () => {
    if (isBusy(item.state)) return <Working item={item} onCancel={() => act.mutate('cancel')} />;
    switch (step) {
      case 'check':
        return <CheckStep item={item} onBack={() => go('map')} />;
      case 'run':
        return <ResultStep item={item} />;
      default:
        // Another sheet has other columns: a form of its own.
        return <MapStep key={item.sheet} item={item} onDone={() => go(undefined)} />;
    }
  };
  return (
    <>
      <StepsBar step={step} />
      {item.error && !isBusy(item.state) && (
        <p role="alert" className="imp-problem">
          {item.error}
        </p>
      )}
      {act.error && (
        <p role="alert" className="imp-problem">
          {errorText(act.error)}
        </p>
      )}
      {body()}
    </>
  );
};

/** The server is at work: how far it has come, and the way out. One may leave the page; it goes on. */
const Working = ({ item, onCancel }: { item: LeadImport; onCancel: () => void }) => {
  const format = useFormat();
  const all = rowsToDo(item);
  const may = item.state === 'checking' || item.state === 'running';
  return (
    <section className="panel max-w-[640px] p-5" aria-labelledby="working-title">
      <h2 id="working-title" className="mb-2 text-[15px] font-semibold">
        {stateText(item)}
      </h2>
      <ProgressBar
        label={stateText(item)}
        share={all ? Math.min(1, item.progress / all) : null}
        text={
          all
            ? m.imp_rows_of({ done: format.number(item.progress), all: format.number(all) })
            : m.imp_rows_so_far({ done: format.number(item.progress) })
        }
      />
      <p className="hint">{m.imp_may_leave()}</p>
      {may && (
        <div className="mt-3">
          <Button onClick={onCancel}>
            {item.state === 'running' ? m.imp_stop_run() : m.imp_stop_check()}
          </Button>
        </div>
      )}
    </section>
  );
};
