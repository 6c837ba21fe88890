import type { Database } from '../db/database.ts';
import { isUniqueViolation } from '../db/dialect.ts';
import type { OpenTables } from '../db/tables.ts';

/** Takes or renews a named lease of a company; false where another process holds it. */
export const takeLease = async (
  db: Database<OpenTables>,
  name: string,
  holder: string,
  forMs: number,
): Promise<boolean> => {
  const now = Date.now();
  return db.transaction(async (tx) => {
    const renewed = await tx
      .updateTable('lease')
      .set((eb) => ({ holder, until: now + forMs, fence: eb('fence', '+', 1) }))
      .where('name', '=', name)
      .where((eb) => eb.or([eb('holder', '=', holder), eb('until', '<', now)]))
      .executeTakeFirst();
    if (renewed.numUpdatedRows === 1n) return true;
    const known = await tx.selectFrom('lease').select('name').where('name', '=', name).executeTakeFirst();
    if (known !== undefined) return false;
    try {
      await tx
        .insertInto('lease')
        .values({ name, holder, fence: 1, until: now + forMs })
        .execute();
      return true;
    } catch (error) {
      if (isUniqueViolation(error)) return false;
      throw error;
    }
  });
};
