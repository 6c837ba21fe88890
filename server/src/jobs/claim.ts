import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../db/database.ts';
import type { OpenTables } from '../db/tables.ts';
import { newId } from '../kernel/id.ts';

// The queue is a table of the company's own database: a job is enqueued in the transaction that causes it, and claimed by
// one conditional update. The fence rises with every claim, so that a worker that slept past its lease cannot write.

/** How long a claim holds without being renewed. */
export const leaseMs = 30_000;

/** The job was claimed by somebody else meanwhile, or was cancelled. */
export class LeaseLost extends Error {
  constructor(jobId: string) {
    super(`job ${jobId} is not ours any more`);
    this.name = 'LeaseLost';
  }
}

/** Enqueues a job in the caller's transaction. Ring the company's bell after the commit. */
export const enqueue = async (
  tx: Transaction<OpenTables>,
  name: string,
  payload: Record<string, unknown>,
  runAt: number,
): Promise<string> => {
  const id = newId();
  await tx
    .insertInto('job')
    .values({
      id,
      name,
      payload: JSON.stringify(payload),
      state: 'ready',
      run_at: runAt,
      attempts: 0,
      fence: 0,
      lease_until: 0,
      error: '',
      created_at: runAt,
    })
    .execute();
  return id;
};

export interface Claimed {
  id: string;
  name: string;
  payload: string;
  fence: number;
  attempts: number;
}

/** Claims the next job that is due, or whose worker has gone quiet; null where there is none. */
export const claimJob = async (
  db: Database<OpenTables>,
  names: string[],
  now: number,
): Promise<Claimed | null> => {
  for (;;) {
    const due = await db.read
      .selectFrom('job')
      .select(['id', 'name', 'payload', 'fence', 'attempts'])
      .where('state', 'in', ['ready', 'running'])
      .where('run_at', '<=', now)
      .where('lease_until', '<', now)
      .where('name', 'in', names)
      .orderBy('run_at')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst();
    if (due === undefined) return null;
    const fence = due.fence + 1;
    const attempts = due.attempts + 1;
    const claimed = await db.transaction((tx) =>
      tx
        .updateTable('job')
        .set({ state: 'running', fence, attempts, lease_until: now + leaseMs })
        .where('id', '=', due.id)
        .where('fence', '=', due.fence)
        .where('state', 'in', ['ready', 'running'])
        .executeTakeFirst(),
    );
    if (claimed.numUpdatedRows === 1n) return { ...due, fence, attempts };
  }
};

/**
 * Proves, inside a transaction of the job, that it is still ours, and renews the lease. `advanced`: the transaction takes the
 * job further, so that the tries before it do not count against it; what dies without getting anywhere is poison.
 * @throws LeaseLost which rolls that transaction back
 */
export const holdJob = async (
  tx: Kysely<OpenTables>,
  jobId: string,
  fence: number,
  now: number,
  advanced = false,
): Promise<void> => {
  const held = await tx
    .updateTable('job')
    .set({ lease_until: now + leaseMs, ...(advanced ? { attempts: 0 } : {}) })
    .where('id', '=', jobId)
    .where('fence', '=', fence)
    .where('state', '=', 'running')
    .executeTakeFirst();
  if (held.numUpdatedRows !== 1n) throw new LeaseLost(jobId);
};

/** Ends a claim: done (and forgotten), again later, or dead. A claim that was lost ends nothing. */
export const endJob = async (
  db: Database<OpenTables>,
  claimed: Pick<Claimed, 'id' | 'fence'>,
  end:
    | { state: 'done' }
    | { state: 'dead'; error: string }
    | { state: 'ready'; runAt: number; error: string },
): Promise<void> => {
  await db.transaction(async (tx) => {
    if (end.state === 'done') {
      await tx.deleteFrom('job').where('id', '=', claimed.id).where('fence', '=', claimed.fence).execute();
      return;
    }
    await tx
      .updateTable('job')
      .set({
        state: end.state,
        lease_until: 0,
        error: end.error.slice(0, 2000),
        ...(end.state === 'ready' ? { run_at: end.runAt } : {}),
      })
      .where('id', '=', claimed.id)
      .where('fence', '=', claimed.fence)
      .execute();
  });
};
