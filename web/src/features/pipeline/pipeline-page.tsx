import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element';
import type { Lead } from '@iperform/contract';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type CSSProperties, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { ApiError } from '../../api.ts';
import { errorText } from '../../error-text.ts';
import { m } from '../../paraglide/messages.js';
import { useSession } from '../../session.tsx';
import { useShortcut } from '../../shortcuts.ts';
import { type PaintedStage, useStages } from '../../stages.ts';
import { Page, PageHeader } from '../../ui/page.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import {
  chosenStages,
  FilterBar,
  LayoutLink,
  type LeadSearch,
  LeadTotal,
  useLeadSummary,
  ViewTabs,
  withStages,
} from '../leads/index.ts';
import { BoardColumn, type PendingMove } from './board-column.tsx';
import { settleMove } from './board-query.ts';
import './board.css';
import { useMoveLead } from './use-move-lead.tsx';
import { walkCards } from './walk-cards.ts';

const route = getRouteApi('/app/pipeline');

/** The board: the same leads as the list, one column per stage. */
export const PipelinePage = () => {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: Partial<LeadSearch>, replace: boolean) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace, resetScroll: false });
  return (
    <Page fill>
      <PageHeader title={m.pipeline_title()} aside={<LeadTotal search={search} />} />
      <ViewTabs to="/pipeline" view={search.view ?? 'all'} />
      <FilterBar search={search} onChange={(next, { replace }) => change(next, replace)}>
        <LayoutLink to="/leads" search={search} />
      </FilterBar>
      <Board search={search} />
    </Page>
  );
};

const Board = ({ search }: { search: LeadSearch }) => {
  const { company, may } = useSession();
  const client = useQueryClient();
  const { stages, byId, error, refetch } = useStages();
  const { move, dialog } = useMoveLead();
  const board = useRef<HTMLDivElement>(null);
  const [pending, setPending] = useState<PendingMove[]>([]);
  const [said, setSaid] = useState('');
  // A card that changes its column is made anew there; whoever moved it by keyboard goes along.
  const refocus = useRef<string | null>(null);
  const summary = useLeadSummary({ ...search, filter: withStages(search.filter, []) });
  const sums = new Map(summary.data?.stages.map((sum) => [sum.stageId, sum]));

  const latest = useRef(search);
  latest.current = search;
  const onMove = useCallback(
    async (lead: Lead, to: PaintedStage): Promise<void> => {
      const from = byId.get(lead.stageId);
      if (!from || from.id === to.id) return;
      refocus.current = lead.id;
      setPending((before) => [...before, { lead, from: from.id, to: to.id }]);
      const moved = await move(lead, to);
      refocus.current = lead.id;
      if (moved) settleMove(client, company.id, latest.current, from.id, moved);
      setPending((before) => before.filter((one) => one.lead.id !== lead.id));
      setSaid(
        moved
          ? m.moved({ name: lead.name, stage: to.name })
          : m.not_moved({ name: lead.name, stage: from.name }),
      );
      // Going back to a closed stage, or out of one, asks for more than one click: no Undo there.
      if (moved)
        toast(m.moved({ name: lead.name, stage: to.name }), {
          action:
            from.kind === 'open' && to.kind === 'open'
              ? { label: m.undo(), run: () => void onMove(moved, from) }
              : undefined,
        });
    },
    [byId, client, company.id, move],
  );

  useLayoutEffect(() => {
    const id = refocus.current;
    if (!id || document.querySelector('[role="dialog"]')) return;
    const within =
      document.activeElement === document.body || board.current?.contains(document.activeElement);
    if (within)
      board.current?.querySelector<HTMLElement>(`[data-card="${id}"] a`)?.focus({ preventScroll: false });
    refocus.current = null;
  });

  useEffect(() => {
    if (!board.current) return;
    return combine(
      autoScrollForElements({ element: board.current }),
      monitorForElements({
        onDrop: ({ source, location }) => {
          const to = byId.get(String(location.current.dropTargets[0]?.data.stageId));
          const lead = source.data.lead;
          if (to && isLead(lead)) void onMove(lead, to);
        },
      }),
    );
  }, [byId, onMove]);

  const walk = (columnBy: number, cardBy: number) => () => walkCards(board.current, columnBy, cardBy);
  useShortcut('ArrowDown', m.shortcut_next_card(), walk(0, 1));
  useShortcut('ArrowUp', m.shortcut_previous_card(), walk(0, -1));
  useShortcut('ArrowRight', m.shortcut_next_column(), walk(1, 0));
  useShortcut('ArrowLeft', m.shortcut_previous_column(), walk(-1, 0));
  useShortcut('alt+ArrowRight', m.shortcut_move_card(), null, may('lead:move'));
  useShortcut('alt+ArrowLeft', m.shortcut_move_card(), null, may('lead:move'));

  if (error && stages.length === 0)
    return (
      <ErrorState
        text={errorText(error)}
        requestId={error instanceof ApiError ? error.requestId : ''}
        onRetry={() => void refetch()}
      />
    );
  const chosen = chosenStages(search.filter);
  const shown = chosen.length ? stages.filter(({ id }) => chosen.includes(id)) : stages;
  return (
    <>
      <div
        ref={board}
        className="board"
        role="group"
        aria-label={m.pipeline_title()}
        style={{ '--columns': shown.length } as CSSProperties}
      >
        {shown.map((stage) => (
          <BoardColumn
            key={stage.id}
            stage={stage}
            stages={stages}
            search={search}
            sum={summary.data && (sums.get(stage.id) ?? { count: 0, valueMinor: 0 })}
            pending={pending}
            outside={search.view !== undefined && stage.kind !== 'open'}
            onMove={onMove}
          />
        ))}
      </div>
      <p className="visually-hidden" role="status">
        {said}
      </p>
      {dialog}
    </>
  );
};

const isLead = (value: unknown): value is Lead =>
  typeof value === 'object' && value !== null && 'stageId' in value;
