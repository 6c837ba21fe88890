import type { Lead, TimelineEntry } from '@iperform/contract';
import { useEffect } from 'react';
import { ApiError } from '../../api.ts';
import { errorText } from '../../error-text.ts';
import { useLookups } from '../../lookups.ts';
import { m } from '../../paraglide/messages.js';
import { useFormat } from '../../session.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { changesInWords, type StoryContext } from './change-words.ts';
import { NextStepMark } from './next-step.tsx';
import { type StoryKind, storyKinds } from './search.ts';
import type { Stay } from './stays.ts';
import type { useTimeline } from './use-timeline.ts';

const fits = (entry: TimelineEntry, kind: StoryKind | undefined): boolean => {
  switch (kind) {
    case undefined:
      return true;
    case 'activity':
      return entry.activity !== null;
    case 'moved':
      return entry.changes.some(({ field }) => field === 'stageId');
    case 'changed':
      return entry.activity === null && entry.kind !== 'moved' && entry.kind !== 'created';
    default:
      return entry.activity?.kind === kind;
  }
};

interface TimelineProps {
  lead: Lead;
  story: ReturnType<typeof useTimeline>;
  stays: Stay[];
  /** A closed lead has no next step. */
  open: boolean;
  kind: StoryKind | undefined;
  onKind: (kind: StoryKind | undefined) => void;
}

/** What happened to a lead and what comes next, newest first. */
export const Timeline = ({ lead, story, stays, open, kind, onKind }: TimelineProps) => {
  const lookups = useLookups();
  const format = useFormat();
  const { entries, hasNextPage, isFetchingNextPage, fetchNextPage } = story;
  // A change of nothing tells nothing.
  const shown = entries.filter(
    (entry) => fits(entry, kind) && (entry.kind !== 'changed' || entry.changes.length > 0),
  );
  const context: StoryContext = { lead, lookups, format };

  // A narrow filter may find nothing in what is loaded: go on until there is something to read, or the story ends.
  const starved = kind !== undefined && shown.length < 5 && hasNextPage && !isFetchingNextPage;
  useEffect(() => {
    if (starved) void fetchNextPage();
  }, [starved, fetchNextPage]);

  return (
    <section aria-labelledby="timeline-title" aria-busy={story.isPending}>
      <div className="mb-2 flex items-center justify-between gap-3">
        <h2 id="timeline-title" className="text-[15px] font-semibold">
          {m.record_timeline()}
        </h2>
        <select
          className="input input-small w-auto! min-w-[150px]"
          aria-label={m.record_show_kind()}
          value={kind ?? ''}
          onChange={(event) => onKind(storyKinds.find((one) => one === event.target.value))}
        >
          <option value="">{m.record_all_kinds()}</option>
          {storyKinds.map((one) => (
            <option key={one} value={one}>
              {m.record_story_kind({ kind: one })}
            </option>
          ))}
        </select>
      </div>
      {story.error && entries.length === 0 ? (
        <ErrorState
          text={errorText(story.error)}
          requestId={story.error instanceof ApiError ? story.error.requestId : ''}
          onRetry={() => void story.refetch()}
        />
      ) : (
        <ol className="record-story">
          {open && kind === undefined && (
            <li className="record-entry record-planned">
              <div className="record-entry-head">
                <b>{m.field_label({ field: 'nextFollowupAt' })}</b>
                <NextStepMark lead={lead} />
              </div>
            </li>
          )}
          {story.isPending &&
            ['70%', '55%', '62%'].map((width) => (
              <li key={width} className="record-entry">
                <Skeleton width={width} />
              </li>
            ))}
          {shown.map((entry) => (
            <Entry key={entry.id} entry={entry} context={context} stays={stays} />
          ))}
        </ol>
      )}
      {!story.isPending && shown.length === 0 && !hasNextPage && (
        <p className="py-2 text-muted">{m.record_story_none()}</p>
      )}
      {hasNextPage && (
        <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {m.record_earlier()}
        </Button>
      )}
    </section>
  );
};

const titleOf = (entry: TimelineEntry, context: StoryContext): string => {
  if (entry.activity) return m.record_activity({ kind: entry.activity.kind });
  const changes = changesInWords(entry, context);
  const move = changes.find(({ field }) => field === 'stageId');
  if (move) return m.record_moved({ from: move.from, to: move.to });
  if (entry.kind === 'changed' && changes.length > 0)
    return changes[1]
      ? m.record_changed({ fields: changes.map(({ label }) => label).join(', ') })
      : m.record_changed_one({ field: changes[0]?.label ?? '' });
  return m.record_event({ kind: entry.kind });
};

interface EntryProps {
  entry: TimelineEntry;
  context: StoryContext;
  stays: Stay[];
}

const Entry = ({ entry, context, stays }: EntryProps) => {
  const { format } = context;
  const changes = changesInWords(entry, context).filter(({ field }) => field !== 'stageId');
  // With one change the title has named the field already.
  const named = entry.kind === 'changed' && entry.changes.length === 1;
  // The stay that this move ended.
  const left = entry.changes.some(({ field }) => field === 'stageId')
    ? stays.find(({ until }) => until === entry.at)
    : undefined;
  const leftName = left && context.lookups.stages.find(({ id }) => id === left.stageId)?.name;
  return (
    <li className="record-entry">
      <div className="record-entry-head">
        <span className="min-w-0">
          <b>{titleOf(entry, context)}</b>{' '}
          <span className="text-muted">
            {entry.actor?.name || m.record_system()}
            {entry.via && entry.via !== 'ui' && ` · ${m.record_via({ via: entry.via })}`}
          </span>
        </span>
        <time className="record-when" dateTime={new Date(entry.at).toISOString()}>
          {format.dateTime(entry.at)}
        </time>
      </div>
      {left && leftName && (
        <p className="text-muted">
          {m.record_after({
            count: Math.floor((entry.at - left.since) / 86_400_000),
            stage: leftName,
          })}
        </p>
      )}
      {entry.activity && <p className="whitespace-pre-wrap break-words">{entry.activity.text}</p>}
      {entry.note && <p className="whitespace-pre-wrap break-words">{entry.note}</p>}
      {changes.length > 0 && (
        <ul>
          {changes.map(({ field, label, from, to }) => (
            <li key={field} className="break-words">
              <span className="text-muted">
                {!named && `${label}: `}
                {from}
              </span>{' '}
              <span aria-hidden="true">→</span> <span className="visually-hidden">{m.record_to()}</span> {to}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
};
