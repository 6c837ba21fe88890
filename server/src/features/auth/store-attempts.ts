import { sql, type Transaction } from 'kysely';
import type { Database } from '../../db/database.ts';
import { upsert } from '../../db/dialect.ts';
import type { MagentaTables } from '../../db/tables.ts';

export type Attempt = MagentaTables['attempt'];

/** Counters as they stand. */
export const readAttempts = (magenta: Database<MagentaTables>, buckets: string[]): Promise<Attempt[]> =>
  magenta.read.selectFrom('attempt').selectAll().where('bucket', 'in', buckets).execute();

const addOne = async (
  tx: Transaction<MagentaTables>,
  bucket: string,
  now: number,
  windowMs: number,
): Promise<boolean> => {
  const over = now - windowMs;
  // `tries` first: MySQL's later assignments see the earlier ones.
  const result = await tx
    .updateTable('attempt')
    .set({
      tries: sql<number>`case when window_start <= ${over} then 1 else tries + 1 end`,
      window_start: sql<number>`case when window_start <= ${over} then ${now} else window_start end`,
    })
    .where('bucket', '=', bucket)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
};

/** Adds one try to each counter, starting it anew where its window is over; answers them as they stand then. */
export const countAttempts = (
  magenta: Database<MagentaTables>,
  buckets: string[],
  now: number,
  windowMs: number,
): Promise<Attempt[]> =>
  magenta.transaction(async (tx) => {
    // Every transaction takes its counters in one order, so that two never wait for one another in a circle.
    for (const bucket of buckets.toSorted()) {
      if (await addOne(tx, bucket, now, windowMs)) continue;
      await upsert<MagentaTables>(
        tx,
        magenta.dialect,
        'attempt',
        { bucket, window_start: now, tries: 0 },
        ['bucket'],
        [],
      );
      await addOne(tx, bucket, now, windowMs);
    }
    return tx.selectFrom('attempt').selectAll().where('bucket', 'in', buckets).execute();
  });

/** What becomes of a counter: gone, one try less, or noted as of now. */
export type Settlement = 'clear' | 'giveBack' | 'note';

/** Settles each counter. */
export const settleAttempts = (
  magenta: Database<MagentaTables>,
  settlements: Record<string, Settlement>,
  now: number,
): Promise<void> =>
  magenta.transaction(async (tx) => {
    for (const [bucket, settlement] of Object.entries(settlements).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      if (settlement === 'clear') {
        await tx.deleteFrom('attempt').where('bucket', '=', bucket).execute();
      } else if (settlement === 'giveBack') {
        await tx
          .updateTable('attempt')
          .set({ tries: sql<number>`tries - 1` })
          .where('bucket', '=', bucket)
          .where('tries', '>', 0)
          .execute();
      } else {
        const row = { bucket, window_start: now, tries: 0 };
        await upsert<MagentaTables>(
          tx,
          magenta.dialect,
          'attempt',
          row,
          ['bucket'],
          ['window_start', 'tries'],
        );
      }
    }
  });

/** Forgets counters whose window began before `counters`, and notes made before `notes`. */
export const forgetAttempts = (
  magenta: Database<MagentaTables>,
  before: { counters: number; notes: number },
): Promise<void> =>
  magenta.transaction(async (tx) => {
    await tx
      .deleteFrom('attempt')
      .where('window_start', '<', before.counters)
      .where((is) => is.or([is('tries', '>', 0), is('window_start', '<', before.notes)]))
      .execute();
  });
