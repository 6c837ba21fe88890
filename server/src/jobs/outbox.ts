import type { EventName } from '@iperform/contract';
import { CompiledQuery } from 'kysely';
import { insertRows } from '../db/insert.ts';
import type { Executor } from '../db/prepared.ts';
import { newId } from '../kernel/id.ts';

/** Records events in the transaction that causes them; the relay carries them on after the commit. */
export const publish = async (
  tx: Executor,
  event: EventName,
  subjectIds: string[],
  at: number,
): Promise<void> => {
  await insertRows(
    tx,
    'outbox',
    subjectIds.map((subject_id) => ({ id: newId(), event, subject_id, at })),
  );
};

const chunk = 500;

/** Forgets events that were carried on, by id: a smaller id may commit later and must not be swept away. */
export const forget = async (tx: Executor, ids: string[]): Promise<void> => {
  for (let i = 0; i < ids.length; i += chunk) {
    const some = ids.slice(i, i + chunk);
    const marks = some.map(() => '?').join(',');
    await tx.executeQuery(CompiledQuery.raw(`delete from outbox where id in (${marks})`, some));
  }
};
