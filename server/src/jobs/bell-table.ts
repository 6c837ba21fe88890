import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import type { MagentaTables } from '../db/tables.ts';
import type { Between, Chime } from './between.ts';

const pollMs = 1000;
const flushMs = 250;
const heardMs = 60_000;

type Column = 'rung_at' | 'relayed_at';

/**
 * Carries chimes through the company's row of the table `bell`: many within a quarter of a second are one. `relayed_at` moves
 * when analytics did, `rung_at` with everything else.
 */
export const throughTable = (
  magenta: Database<MagentaTables>,
  hear: (chime: Chime) => void,
  log: Logger,
): Between => {
  const due = new Map<string, Set<Column>>();
  const heard = new Map<string, Record<Column, number>>();

  const flush = async (): Promise<void> => {
    const marks = [...due];
    due.clear();
    for (const [companyId, columns] of marks) {
      for (const column of columns) {
        const now = Date.now();
        await magenta.transaction((tx) =>
          tx
            .updateTable('bell')
            // Always forward, also past the clock of another machine: whoever polls sees a new value.
            .set((eb) => ({
              [column]: eb
                .case()
                .when(column, '>=', now)
                .then(eb(column, '+', 1))
                .else(now)
                .end(),
            }))
            .where('company_id', '=', companyId)
            .execute(),
        );
      }
    }
  };

  const poll = async (): Promise<void> => {
    const rows = await magenta.read
      .selectFrom('bell')
      .selectAll()
      .where('rung_at', '>', Date.now() - heardMs)
      .execute();
    for (const { company_id: companyId, rung_at, relayed_at } of rows) {
      const last = heard.get(companyId);
      heard.set(companyId, { rung_at, relayed_at });
      if (last !== undefined && rung_at > last.rung_at) {
        for (const topic of ['', 'leads', 'imports'] as const) hear({ companyId, topic });
      }
      if (last !== undefined && relayed_at > last.relayed_at) hear({ companyId, topic: 'analytics' });
      // Of a company first seen now nothing is known yet: better one ring too many.
      if (last === undefined) hear({ companyId, topic: '' });
    }
  };

  const trouble = (error: unknown) =>
    log.warn({ err: error }, 'the bell is out of reach; the sweep will find the work');
  /** Repeats an act, never two at once. */
  const every = (ms: number, act: () => Promise<void>) => {
    let busy = false;
    return setInterval(async () => {
      if (busy) return;
      busy = true;
      await act().catch(trouble);
      busy = false;
    }, ms).unref();
  };
  const timers = [every(flushMs, flush), every(pollMs, poll)];

  return {
    send: ({ companyId, topic }) => {
      const columns = due.get(companyId) ?? new Set<Column>();
      due.set(companyId, columns.add(topic === 'analytics' ? 'relayed_at' : 'rung_at'));
    },
    close: async () => {
      for (const timer of timers) clearInterval(timer);
      await flush().catch(trouble);
    },
  };
};
