import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element';
import type { Lead } from '@iperform/contract';
import { Plus } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { errorText } from '../../error-text.ts';
import { m } from '../../paraglide/messages.js';
import { useFormat, useSession } from '../../session.tsx';
import type { PaintedStage } from '../../stages.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { stageColour } from '../../ui/tags.tsx';
import { type LeadSearch, openNewLead, useLeadPages } from '../leads/index.ts';
import { BoardCard } from './board-card.tsx';
import { columnQuery } from './board-query.ts';

/** A move that the server has not confirmed yet. */
export interface PendingMove {
  lead: Lead;
  from: string;
  to: string;
}

interface BoardColumnProps {
  stage: PaintedStage;
  stages: PaintedStage[];
  search: LeadSearch;
  /** Sums of the server; undefined while they load. */
  sum: { count: number; valueMinor: number } | undefined;
  pending: PendingMove[];
  /** The view holds open leads only, so this closed stage can take leads but shows none. */
  outside: boolean;
  onMove: (lead: Lead, to: PaintedStage) => void;
}

export const BoardColumn = ({ stage, stages, search, sum, pending, outside, onMove }: BoardColumnProps) => {
  const { may, company } = useSession();
  const format = useFormat();
  const list = useRef<HTMLUListElement>(null);
  const end = useRef<HTMLLIElement>(null);
  const [over, setOver] = useState(false);
  const query = useMemo(() => columnQuery(search, stage.id), [search, stage.id]);
  const { items, error, isPending, isPlaceholderData, hasNextPage, isFetching, fetchNextPage, refetch } =
    useLeadPages(query, !outside);

  useEffect(() => {
    const element = list.current;
    if (!element) return;
    return combine(
      dropTargetForElements({
        element,
        getData: () => ({ stageId: stage.id }),
        onDragEnter: () => setOver(true),
        onDragLeave: () => setOver(false),
        onDrop: () => setOver(false),
      }),
      autoScrollForElements({ element }),
    );
  }, [stage.id]);

  useEffect(() => {
    if (!end.current || !hasNextPage || isFetching || error) return;
    const seen = new IntersectionObserver(([entry]) => entry?.isIntersecting && void fetchNextPage(), {
      root: list.current,
      rootMargin: '400px',
    });
    seen.observe(end.current);
    return () => seen.disconnect();
  }, [hasNextPage, isFetching, error, fetchNextPage]);

  const arriving = pending.filter(({ to }) => to === stage.id);
  const leaving = pending.filter(({ from }) => from === stage.id);
  const movingIds = new Set(pending.map(({ lead }) => lead.id));
  const cards = [...arriving.map(({ lead }) => lead), ...items.filter(({ id }) => !movingIds.has(id))];
  const worth = (moves: PendingMove[]) =>
    moves.reduce((total, { lead }) => total + (lead.currency === company.currency ? lead.valueMinor : 0), 0);
  const count = (sum?.count ?? 0) + arriving.length - leaving.length;
  const value = (sum?.valueMinor ?? 0) + worth(arriving) - worth(leaving);
  const { className, style } = stageColour(stage);

  return (
    <section className={`board-column ${className}`} style={style} aria-labelledby={`stage-${stage.id}`}>
      <header className="board-head">
        <h2 id={`stage-${stage.id}`} className="truncate text-[14px] font-semibold">
          {stage.name}
        </h2>
        <span className="flex flex-none items-center gap-1 text-[13px] text-muted">
          {sum || outside ? (
            <span>
              {format.number(count)} · {format.compactMoney(value)}
            </span>
          ) : (
            <Skeleton width={70} />
          )}
          {stage.kind === 'open' && may('lead:create') && (
            <IconButton
              small
              label={m.new_lead_in({ stage: stage.name })}
              onClick={() => openNewLead({ stageId: stage.id })}
            >
              <Plus size={14} />
            </IconButton>
          )}
        </span>
      </header>
      <ul
        ref={list}
        className={`board-list ${over ? 'over' : ''}`}
        aria-label={m.column_cards({ stage: stage.name })}
        // A list that scrolls must be reachable by keyboard even when it holds no card.
        tabIndex={0}
        aria-busy={isPending && !outside ? true : undefined}
        style={{ opacity: isPlaceholderData ? 0.55 : 1 }}
      >
        {cards.map((lead) => (
          <BoardCard
            key={lead.id}
            lead={lead}
            stage={stage}
            stages={stages}
            format={format}
            mayMove={may('lead:move')}
            moving={movingIds.has(lead.id)}
            onMove={onMove}
          />
        ))}
        {error && items.length === 0 ? (
          <li className="p-3 text-[13px]" role="alert">
            <p className="mb-2 text-danger">{errorText(error)}</p>
            <Button small onClick={() => void refetch()}>
              {m.error_retry()}
            </Button>
          </li>
        ) : isPending && !outside ? (
          <li className="board-card h-[88px]">
            <Skeleton width="70%" />
          </li>
        ) : (
          cards.length === 0 && (
            <li className="p-3 text-[13px] text-muted">{outside ? m.column_outside() : m.column_empty()}</li>
          )
        )}
        {hasNextPage && (
          <li ref={end} className="flex justify-center p-2">
            <Button small look="quiet" busy={isFetching} onClick={() => void fetchNextPage()}>
              {m.more_cards()}
            </Button>
          </li>
        )}
      </ul>
    </section>
  );
};
