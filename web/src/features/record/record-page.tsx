import type { Lead } from '@iperform/contract';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect } from 'react';
import { ApiError } from '../../api.ts';
import { api } from '../../contract.ts';
import { errorText } from '../../error-text.ts';
import { m } from '../../paraglide/messages.js';
import { PlainLink } from '../../plain-link.tsx';
import { useRead, useSession } from '../../session.tsx';
import { useTitle } from '../../shell/title.ts';
import { type PaintedStage, useStages } from '../../stages.ts';
import { Page } from '../../ui/page.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { useIsPhone } from '../../ui/use-media.ts';
import { rememberLead } from '../leads/index.ts';
import { useMoveLead } from '../pipeline/index.ts';
import { ActivityBox } from './activity-box.tsx';
import { keepLead } from './change-lead.ts';
import { FactList } from './fact-list.tsx';
import { useFacts } from './facts.tsx';
import { LeadHead } from './lead-head.tsx';
import { SetNextStep } from './next-step.tsx';
import './record.css';
import { StageSteps } from './stage-steps.tsx';
import { daysInStages, staysOf } from './stays.ts';
import { Timeline } from './timeline.tsx';
import { useTimeline } from './use-timeline.ts';

const route = getRouteApi('/app/leads/$id');

/** One lead: facts at the left, stage, notes and story at the right; on a phone one below the other. */
export const RecordPage = () => {
  const { id } = route.useParams();
  const { data, error, refetch } = useRead(api.leads.read, { params: { id } });
  if (error instanceof ApiError && (error.status === 404 || error.status === 400 || error.status === 422))
    return <Missing />;
  if (error && !data)
    return (
      <Page>
        <h1 className="visually-hidden">{m.leads_title()}</h1>
        <ErrorState
          text={errorText(error)}
          requestId={error instanceof ApiError ? error.requestId : ''}
          onRetry={() => void refetch()}
        />
      </Page>
    );
  if (!data) return <Loading />;
  return <Record key={id} lead={data} />;
};

const Missing = () => {
  useTitle(m.record_missing());
  return (
    <div className="notice">
      <h1 tabIndex={-1} className="display text-[22px]">
        {m.record_missing()}
      </h1>
      <p className="notice-text">{m.record_missing_text()}</p>
      <PlainLink href="/leads" className="btn">
        {m.record_to_list()}
      </PlainLink>
    </div>
  );
};

const Loading = () => (
  <Page>
    <div className="record" aria-busy="true">
      <div>
        <h1 tabIndex={-1} className="page-title display">
          <span className="visually-hidden">{m.loading()}</span>
          <Skeleton width={220} />
        </h1>
        <Skeleton width={140} />
      </div>
      <div>
        <Skeleton width="100%" />
      </div>
    </div>
  </Page>
);

const Record = ({ lead }: { lead: Lead }) => {
  const { company, may } = useSession();
  const { kind } = route.useSearch();
  const navigate = route.useNavigate();
  const phone = useIsPhone();
  const { stages, byId } = useStages();
  const facts = useFacts();
  const story = useTimeline(lead.id);
  const client = useQueryClient();
  const { move, dialog } = useMoveLead();
  useTitle(lead.name);
  const { id, name, organisation, city } = lead;
  useEffect(() => {
    // The heading that had the focus stood for a lead still on its way, and has left with it.
    if (document.activeElement !== document.body) return;
    document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    rememberLead(company.id, { id, name, detail: [organisation, city].filter(Boolean).join(', ') });
  }, [company.id, id, name, organisation, city]);

  const pick = async (stage: PaintedStage) => {
    const moved = await move(lead, stage);
    if (moved) keepLead(client, company.id, moved);
  };

  const open = byId.get(lead.stageId)?.kind === 'open';
  const stays = staysOf(lead, story.entries, story.isSuccess && !story.hasNextPage);
  const head = <LeadHead lead={lead} facts={facts} open={open} />;
  const factList = <FactList facts={facts.list} lead={lead} />;
  const work = (
    <>
      <StageSteps
        stages={stages}
        currentId={lead.stageId}
        days={daysInStages(stays, Date.now())}
        onPick={may('lead:move') ? pick : undefined}
      />
      {may('activity:create') && (
        <ActivityBox
          lead={lead}
          aside={open && may('lead:update') ? <SetNextStep lead={lead} /> : undefined}
        />
      )}
    </>
  );
  const timeline = (
    <Timeline
      lead={lead}
      story={story}
      stays={stays}
      open={open}
      kind={kind}
      onKind={(next) => void navigate({ search: { kind: next }, replace: true, resetScroll: false })}
    />
  );
  return (
    <Page>
      {phone ? (
        // A thumb wants to see and do before it reads the small print.
        <div className="record">
          {head}
          {work}
          {factList}
          {timeline}
        </div>
      ) : (
        <div className="record">
          <div className="record-side">
            {head}
            {factList}
          </div>
          <div className="record-main">
            {work}
            {timeline}
          </div>
        </div>
      )}
      {dialog}
    </Page>
  );
};
