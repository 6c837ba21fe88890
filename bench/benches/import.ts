import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { ImportCounts } from '@iperform/contract';
import { openAnalytics } from '../../server/src/analytics/engine.ts';
import { openSqlite } from '../../server/src/db/dialect-sqlite.ts';
import { callerOf, funnelPath, readingBeside } from '../calls.ts';
import { csvOf } from '../csv.ts';
import { fillFacts } from '../facts.ts';
import type { Bench, Figure } from '../figure.ts';
import { fixtureOf, generated } from '../generate.ts';
import { beginImport, importDone, runImport } from '../imports.ts';
import { peakMemory } from '../memory.ts';
import { type Product, startProduct } from '../sides.ts';
import { copyOf, relayElsewhere } from './create.ts';

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

const tables = [
  'leads',
  'lead_contact',
  'lead_tag',
  'lead_search',
  'lead_logs',
  'lead_stage_history',
  'outbox',
];
const perTransaction = 10_000;

/** Inserts what an import made into another copy of the same data, and nothing else; answers the CPU seconds of the inserts. */
const insertBare = (base: string, imported: string, database: string): number => {
  const folder = copyOf(base);
  const from = new DatabaseSync(join(imported, database), { readOnly: true });
  const db = openSqlite(join(folder, database), 'write');
  const made = '(select id from leads where import_id is not null)';
  const ofLead = (table: string): string =>
    table === 'leads' ? `id in ${made}` : `${table === 'outbox' ? 'subject_id' : 'lead_id'} in ${made}`;
  // Table by table in memory first, so that reading is not counted; then lead by lead in the order they came.
  const all = tables.map((table) => from.prepare(`select * from ${table} where ${ofLead(table)}`).all());
  let cpu = 0;
  const statements = all.map(([first], t) => {
    const columns = Object.keys(first ?? {});
    return columns.length === 0
      ? null
      : db.prepare(
          `insert into ${tables[t]} (${columns.join(',')}) values (${columns.map(() => '?').join(',')})`,
        );
  });
  const most = Math.max(...all.map((list) => list.length));
  // References are checked at the commit: rows of a lead may come in any order.
  db.exec('pragma foreign_keys=off');
  for (let at = 0; at < most; at += perTransaction) {
    const started = process.cpuUsage();
    db.exec('begin immediate');
    for (const [t, list] of all.entries()) {
      for (const row of list.slice(at, at + perTransaction)) {
        statements[t]?.run(...(Object.values(row) as SQLInputValue[]));
      }
    }
    db.exec('commit');
    const { user, system } = process.cpuUsage(started);
    cpu += user + system;
  }
  from.close();
  db.close();
  rmSync(folder, { recursive: true, force: true });
  return cpu / 1e6;
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
    const bareCpu = insertBare(base, small.folder, database);
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
