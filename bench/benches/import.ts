import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ImportCounts } from '@iperform/contract';
import { openAnalytics } from '../../server/src/analytics/engine.ts';
import { callerOf, funnelPath, readingBeside } from '../calls.ts';
import { copyOf, relayElsewhere } from '../copies.ts';
import { csvOf } from '../csv.ts';
import { fillFacts } from '../facts.ts';
import type { Bench, Figure } from '../figure.ts';
import { fixtureOf, generated } from '../generate.ts';
import { beginImport, importDone, runImport } from '../imports.ts';
import { insertBare } from '../inserts.ts';
import { peakMemory } from '../memory.ts';
import { type Product, startProduct } from '../sides.ts';

/** Rows of the smaller file; the larger one has three times as many. BENCH_IMPORT_ROWS makes both smaller. */
const rows = Number(process.env.BENCH_IMPORT_ROWS ?? 100_000);
const factLeads = 1_000_000;
const quietMs = 8000;
const mb = 1e6;

interface Imported {
  folder: string;
  counts: ImportCounts;
  cpuSeconds: number;
  seconds: number;
  peak: number;
}

/** Imports a file into a copy of generated data, with nothing beside it. */
const importAlone = async (base: string, count: number): Promise<Imported> => {
  const folder = copyOf(base);
  relayElsewhere(join(folder, fixtureOf(folder).database));
  const product = await startProduct({ folder });
  const id = await beginImport(product, csvOf(count));
  const before = await product.ask('cpu');
  const started = performance.now();
  await runImport(product, id);
  const counts = await importDone(product, id);
  const seconds = (performance.now() - started) / 1000;
  const cpuSeconds = ((await product.ask('cpu')) - before) / 1e6;
  const peak = peakMemory(product.pid);
  await product.stop();
  return { folder, counts, cpuSeconds, seconds, peak };
};

/** Four heavy reports at a time, again and again, until `work` ends; answers how many there were. */
const reportsBeside = async (product: Product, work: Promise<unknown>): Promise<number> => {
  const call = callerOf(product);
  let going = true;
  let reports = 0;
  const ended = work.finally(() => {
    going = false;
  });
  const ask = async () => {
    for (; going; reports += 1) await call('GET', funnelPath('generated'));
  };
  await Promise.all([ended, ask(), ask(), ask(), ask()]);
  return reports;
};

/** Goals 5 and 10: who only reads one lead, beside an import and four heavy reports. */
const beside = async (base: string): Promise<Figure[]> => {
  const folder = copyOf(base);
  const { companyId, stages, sample } = fixtureOf(folder);
  const analytics = openAnalytics({ kind: 'embedded', path: join(folder, 'analytics') });
  await fillFacts(analytics, companyId, stages, factLeads);
  await analytics.close();
  const product = await startProduct({ folder });
  const id = await beginImport(product, csvOf(rows));
  const wait = new Promise((resolve) => setTimeout(resolve, quietMs));
  await product.ask('lag');
  const quiet = await readingBeside(product, sample, wait);
  const idleLag = await product.ask('lag');
  const some = new Promise((resolve) => setTimeout(resolve, quietMs));
  const [besideReports] = await Promise.all([
    readingBeside(product, sample, some),
    reportsBeside(product, some),
  ]);
  await product.ask('lag');
  await runImport(product, id);
  const done = importDone(product, id);
  const [busy, reports] = await Promise.all([
    readingBeside(product, sample, done),
    reportsBeside(product, done),
  ]);
  const lag = await product.ask('lag');
  await product.stop();
  rmSync(folder, { recursive: true, force: true });
  const besides = `${rows.toLocaleString('en')} rows and ${reports} funnels over ${factLeads.toLocaleString('en')} leads, four at a time`;
  return [
    {
      goal: '',
      what: 'p99 of point reads beside four heavy reports alone',
      value: besideReports.p99 / quiet.p99,
      unit: '×',
      limit: null,
      detail: `${besideReports.p99.toFixed(0)} ms (${besideReports.reads} reads)`,
    },
    {
      goal: '5',
      what: 'p99 of point reads beside import and four heavy reports',
      value: busy.p99 / quiet.p99,
      unit: '×',
      limit: 3,
      detail: `${busy.p99.toFixed(0)} ms (${busy.reads} reads) against ${quiet.p99.toFixed(0)} ms (${quiet.reads}); ${besides}`,
    },
    {
      goal: '10',
      what: 'event-loop lag p99.9 beside import and four heavy reports',
      value: lag.p999 / idleLag.p999,
      unit: '×',
      limit: 10,
      detail: `${lag.p999.toFixed(0)} ms (max ${lag.max.toFixed(0)}) against ${idleLag.p999.toFixed(0)} ms (max ${idleLag.max.toFixed(0)}) with the reads alone`,
    },
  ];
};

/** Goals 5, 6 and 10 for the import. */
export const imports: Bench = {
  name: 'import',
  on: `SQLite, 10,000 leads, files of ${rows.toLocaleString('en')} and ${(3 * rows).toLocaleString('en')} rows, FULL`,
  run: async () => {
    const base = await generated(10_000);
    const { database } = fixtureOf(base);
    const small = await importAlone(base, rows);
    const bareCpu = insertBare(copyOf(base), small.folder, database);
    const large = await importAlone(base, 3 * rows);
    for (const { folder } of [small, large]) rmSync(folder, { recursive: true, force: true });
    const ours = small.counts.created / small.cpuSeconds;
    const bare = small.counts.created / bareCpu;
    const { read, created, duplicate, rejected } = small.counts;
    return [
      {
        goal: '6',
        what: 'imported rows a CPU second against bare inserts of the same rows',
        value: ours / bare,
        unit: '×',
        limit: 0.7,
        least: true,
        detail: `${ours.toFixed(0)}/s against ${bare.toFixed(0)}/s; ${read} read, ${created} created, ${duplicate} duplicate, ${rejected} rejected in ${small.seconds.toFixed(0)} s`,
      },
      {
        goal: '6',
        what: 'peak memory of the larger file against the smaller one',
        value: large.peak / small.peak,
        unit: '×',
        limit: 1.2,
        detail: `${(large.peak / mb).toFixed(0)} MB against ${(small.peak / mb).toFixed(0)} MB; ${large.counts.created} created in ${large.seconds.toFixed(0)} s`,
      },
      ...(await beside(base)),
    ];
  },
};
