import type { Database } from '../../db/database.ts';
import type { MagentaTables } from '../../db/tables.ts';

export type KeyRow = MagentaTables['key_ring'];

/** Older keys than these open nothing any more. */
const keysUsed = 5;

/** The keys of a purpose, newest first. */
export const readKeys = (magenta: Database<MagentaTables>, purpose: string): Promise<KeyRow[]> =>
  magenta.read
    .selectFrom('key_ring')
    .selectAll()
    .where('purpose', '=', purpose)
    .orderBy('created_at', 'desc')
    .orderBy('kid', 'desc')
    .limit(keysUsed)
    .execute();

export const insertKey = (magenta: Database<MagentaTables>, row: KeyRow): Promise<void> =>
  magenta.transaction(async (tx) => {
    await tx.insertInto('key_ring').values(row).execute();
  });
