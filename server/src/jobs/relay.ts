import type { Logger } from 'pino';
import type { Companies } from '../db/companies.ts';
import type { Company } from '../kernel/context.ts';
import type { Bell } from './bell.ts';
import { takeLease } from './lease.ts';
import { forget } from './outbox.ts';

/** Carries what changed somewhere else; called with ids only, at least once, in any order. */
export type Carry = (company: Company, leadIds: string[]) => Promise<void>;

const batch = 4000;
const leaseMs = 15_000;

/**
 * Carries the outbox of one company into analytics until it is empty. A batch is forgotten only after it was carried, so a
 * crash in between carries it again; facts carry the version of the row they were read from, so that has no effect.
 * @returns how many events were carried
 */
export const relayCompany = async (
  options: { companies: Companies; carry: Carry; bell: Bell; holder: string; log: Logger },
  company: Company,
): Promise<number> => {
  const { companies, carry, bell, holder } = options;
  const db = await companies.database(company.id);
  let carried = 0;
  for (;;) {
    const rows = await db.read
      .selectFrom('outbox')
      .select(['id', 'subject_id'])
      .orderBy('id')
      .limit(batch)
      .execute();
    if (rows.length === 0) return carried;
    if (!(await takeLease(db, 'relay', holder, leaseMs))) return carried;
    await carry(company, [...new Set(rows.map((row) => row.subject_id))]);
    await db.transaction((tx) =>
      forget(
        tx,
        rows.map((row) => row.id),
      ),
    );
    carried += rows.length;
    bell.tell(company.id, 'analytics');
    if (rows.length < batch) return carried;
  }
};
