import type { ActivityKind, Ref, TimelineEntry } from '@iperform/contract';
import type { Database } from '../../db/database.ts';
import type { OpenTables, Tables } from '../../db/tables.ts';
import { namesOf } from '../people/index.ts';
import { packCursor, readCursor } from './cursor.ts';
import type { FieldChange } from './state.ts';
import { readTimeline } from './store-read.ts';

const order = 'timeline';

type Names = (id: string | null) => Ref | null;

const holders = new Set(['ownerId', 'warriorId', 'partnerId']);

/** Who holds a lead is told by name, as everywhere: whoever sees the lead sees who holds it. */
const named = ({ field, from, to }: FieldChange, names: Names): FieldChange =>
  holders.has(field)
    ? { field, from: names(from as string | null), to: names(to as string | null) }
    : { field, from, to };

const ofLog = (row: Tables['lead_logs'], names: Names): TimelineEntry => ({
  id: row.id,
  at: row.at,
  kind: row.kind,
  actor: names(row.actor_id),
  via: row.via,
  changes: (JSON.parse(row.changes) as FieldChange[]).map((change) => named(change, names)),
  activity: null,
  note: row.note,
});

/** An activity as a line of the timeline. */
export const ofActivity = (row: Tables['followup_activity'], actor: Ref | null): TimelineEntry => ({
  id: row.id,
  at: row.at,
  kind: 'activity',
  actor,
  via: '',
  changes: [],
  activity: { kind: row.kind as ActivityKind, text: row.text, dueAt: row.due_at },
  note: '',
});

/** A page of a lead's story, newest first: its log and its activities in one line of time. */
export const timelineOf = async (
  db: Database<OpenTables>,
  leadId: string,
  cursor: string | undefined,
  limit: number,
): Promise<{ items: TimelineEntry[]; next: string | null }> => {
  const from = cursor === undefined ? null : readCursor(cursor, order);
  const before = from === null ? null : { at: Number(from.value), id: from.id };
  const [{ logs, activities }, names] = await Promise.all([
    readTimeline(db, leadId, before, limit + 1),
    namesOf(db),
  ]);
  const ref = (id: string | null): Ref | null => (id === null ? null : { id, name: names.get(id) ?? '' });
  const entries = [
    ...logs.map((row) => ofLog(row, ref)),
    ...activities.map((row) => ofActivity(row, ref(row.actor_id))),
  ].sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
  const items = entries.slice(0, limit);
  const last = items.at(-1);
  return { items, next: entries.length > limit && last ? packCursor(order, last.at, last.id) : null };
};
