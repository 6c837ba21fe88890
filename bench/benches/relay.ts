import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Report } from '@iperform/contract';
import { openApp } from '../../server/src/app.ts';
import { readConfig } from '../../server/src/config.ts';
import { insertLeads } from '../../server/src/features/leads/index.ts';
import { callerOf, enteredFirst, funnelPath } from '../calls.ts';
import { copyOf } from '../copies.ts';
import type { Bench, Figure } from '../figure.ts';
import { fixtureOf, generated, productEnv } from '../generate.ts';
import { percentile } from '../measure.ts';
import { bodies, bodyOf, newRowOf } from '../questions.ts';
import { type Product, startProduct } from '../sides.ts';

const seconds = 8;
const perSecond = 500;

interface Seen {
  /** Commit to visible in the funnel, in ms, one a lead. */
  lags: number[];
  /** Leads a second that were written. */
  rate: number;
  reports: number;
}

/** Writes for some seconds and asks for the funnel all the while, until it shows everything that was written. */
const watch = async (
  product: Product,
  write: (until: number, committed: () => void) => Promise<void>,
): Promise<Seen> => {
  const call = callerOf(product);
  const shown = async () => enteredFirst(await call<Report>('GET', funnelPath('today')));
  const base = await shown();
  const commits: number[] = [];
  const lags: number[] = [];
  let reports = 0;
  let writing = true;
  const started = performance.now();
  const end = started + seconds * 1000;
  const work = write(end, () => void commits.push(performance.now())).finally(() => {
    writing = false;
  });
  const look = async () => {
    const limit = end + 60_000;
    while (writing || lags.length < commits.length) {
      const visible = (await shown()) - base;
      reports += 1;
      const now = performance.now();
      // A lead can be visible before its acknowledgement arrived here: then its lag is none.
      while (lags.length < Math.min(visible, commits.length)) lags.push(now - (commits[lags.length] ?? now));
      if (now > limit) throw new Error('the funnel never showed all that was written');
      await sleep(50);
    }
  };
  await Promise.all([work, look()]);
  const last = commits.at(-1) ?? started;
  return { lags, rate: commits.length / ((last - started) / 1000), reports };
};

/** One call a lead, as people and integrations do, at most `perSecond` of them. */
const byCalls = (product: Product) => async (until: number, committed: () => void) => {
  const call = callerOf(product, 'sales');
  const started = performance.now();
  let n = 0;
  const writer = async () => {
    for (; performance.now() < until; ) {
      const turn = started + (n * 1000) / perSecond;
      const body = bodyOf(n % bodies);
      n += 1;
      if (turn > performance.now()) await sleep(turn - performance.now());
      await call('POST', '/api/v1/leads', body);
      committed();
    }
  };
  await Promise.all(Array.from({ length: 16 }, writer));
};

/** Transactions of some leads each from a process of its own. */
const byTransactions = async (folder: string) => {
  const app = await openApp(readConfig(productEnv(folder)), 'tool');
  const fixture = fixtureOf(folder);
  const db = await app.companies.database(fixture.companyId);
  const together = 25;
  return {
    close: app.close,
    write: async (until: number, committed: () => void) => {
      const started = performance.now();
      for (let n = 0; performance.now() < until; n += together) {
        const wait = started + (n * 1000) / perSecond - performance.now();
        if (wait > 0) await sleep(wait);
        const rows = Array.from({ length: together }, (_, i) => newRowOf(fixture, (n + i) % bodies));
        await db.transaction((tx) =>
          insertLeads(tx, { actorId: fixture.people.sales, via: 'api', at: Date.now() }, rows),
        );
        app.bell.ring(fixture.companyId);
        for (let i = 0; i < together; i += 1) committed();
      }
    },
  };
};

const figuresOf = (how: string, { lags, rate, reports }: Seen): Figure[] => {
  const detail = `${lags.length} leads at ${rate.toFixed(0)}/s, the funnel asked ${reports} times meanwhile`;
  const one = (p: number): Figure => ({
    goal: '',
    what: `${how}: commit to visible in the funnel, p${p}`,
    value: percentile(lags, p),
    unit: 'ms',
    limit: 1000,
    detail,
  });
  return [one(50), one(99)];
};

/** From the commit of a lead to the funnel that counts it, at 500 changes a second. */
export const relay: Bench = {
  name: 'relay',
  on: 'SQLite, embedded engine, 10,000 leads, FULL',
  run: async () => {
    const folder = copyOf(await generated(10_000));
    const product = await startProduct({ folder });
    try {
      const calls = await watch(product, byCalls(product));
      const other = await byTransactions(folder);
      const transactions = await watch(product, other.write);
      await other.close();
      return [
        ...figuresOf('one call a lead', calls),
        ...figuresOf('another process, 25 a transaction', transactions),
      ];
    } finally {
      await product.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
