import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { runProcess } from '../../server/src/testing/process.ts';
import { copyOf } from '../copies.ts';
import { csvOf } from '../csv.ts';
import type { Bench } from '../figure.ts';
import { fixtureOf, generated, productEnv } from '../generate.ts';
import { beginImport, importDone, runImport } from '../imports.ts';
import { median } from '../measure.ts';
import { type Product, startProduct } from '../sides.ts';

const kills = Number(process.env.BENCH_KILLS ?? 20);
const cleanStarts = 5;
const fileRows = 400;

/** Creates leads until the process is gone; answers the names of those that were acknowledged. */
const writeUntilKilled = async (product: Product, round: number, writer: number): Promise<string[]> => {
  const acknowledged: string[] = [];
  for (let n = 0; ; n += 1) {
    const name = `Crash ${round} ${writer} ${n}`;
    const answer = await fetch(`${product.url}/api/v1/leads`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${product.hello.tokens.admin}`,
        'content-type': 'application/json',
        'idempotency-key': name.replaceAll(' ', '-'),
      },
      body: JSON.stringify({ name }),
    }).catch(() => null);
    if (answer === null) return acknowledged;
    if (answer.status !== 201) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
    acknowledged.push(name);
  }
};

/** Goal 11: killed in the middle of an import and of single writes. */
export const crash: Bench = {
  name: 'crash',
  on: `SQLite, 10,000 leads, ${kills} × kill -9, FULL`,
  run: async () => {
    const folder = copyOf(await generated(10_000));
    const { database } = fixtureOf(folder);
    const acknowledged: string[] = [];
    const [after, clean]: [number[], number[]] = [[], []];
    const begun: string[] = [];
    // What was poured in beside the product is not in analytics yet.
    const filled = await runProcess(['analytics', 'rebuild'], productEnv(folder));
    if (filled.code !== 0) throw new Error(filled.text);
    let product = await startProduct({ folder });
    for (let round = 0; round < kills; round += 1) {
      const id = await beginImport(product, csvOf(fileRows, round * fileRows));
      await runImport(product, id);
      begun.push(id);
      const writers = [0, 1, 2].map((writer) => writeUntilKilled(product, round, writer));
      // Moments that differ from round to round and are the same at every run.
      await sleep(100 + ((round * 370) % 1500));
      await product.kill();
      acknowledged.push(...(await Promise.all(writers)).flat());
      product = await startProduct({ folder });
      after.push(product.hello.ready);
    }
    let balanced = 0;
    for (const id of begun) {
      const { read, created, updated, unchanged, duplicate, rejected } = await importDone(product, id);
      if (read === fileRows && read === created + updated + unchanged + duplicate + rejected) balanced += 1;
    }
    await product.stop();
    for (let n = 0; n < cleanStarts; n += 1) {
      const again = await startProduct({ folder });
      clean.push(again.hello.ready);
      await again.stop();
    }
    const db = new DatabaseSync(join(folder, database), { readOnly: true });
    const count = (sql: string): number => Number(db.prepare(sql).get()?.n);
    const names = db.prepare("select name from leads where name like 'Crash %'").all();
    const kept = new Set(names.map(({ name }) => String(name)));
    const lost = acknowledged.filter((name) => !kept.has(name)).length;
    const doubled =
      count("select count(*) - count(distinct name) as n from leads where name like 'Crash %'") +
      count("select count(*) - count(distinct name) as n from leads where name like 'Import %'");
    const imported = count("select count(*) as n from leads where name like 'Import %'");
    const astray = count(
      "select count(*) as n from leads where (select count(*) from lead_logs where lead_id = leads.id and kind in ('created', 'imported')) <> 1",
    );
    db.close();
    const check = await runProcess(['analytics', 'check'], productEnv(folder));
    rmSync(folder, { recursive: true, force: true });
    const ms = (list: number[]): string => median(list).toFixed(0);
    const said = `${acknowledged.length} leads acknowledged, ${imported} imported, ${kills} kills`;
    return [
      { goal: '11', what: 'acknowledged leads lost', value: lost, unit: 'count', limit: 0, detail: said },
      { goal: '11', what: 'leads doubled', value: doubled, unit: 'count', limit: 0, detail: said },
      {
        goal: '11',
        what: 'leads without exactly one log of their creation',
        value: astray,
        unit: 'count',
        limit: 0,
        detail: said,
      },
      {
        goal: '11',
        what: 'killed imports that did not end with numbers that balance',
        value: kills - balanced,
        unit: 'count',
        limit: 0,
        detail: `${begun.length} imports of ${fileRows} rows`,
      },
      {
        goal: '11',
        what: 'analytics check afterwards, exit code',
        value: check.code ?? 1,
        unit: 'count',
        limit: 0,
        detail: check.text.trim().split('\n').at(-1) ?? '',
      },
      {
        goal: '11',
        what: 'restart after a kill to first 200 against a clean one',
        value: median(after) / median(clean),
        unit: '×',
        limit: 3,
        detail: `${ms(after)} ms (worst ${Math.max(...after).toFixed(0)}) against ${ms(clean)} ms`,
      },
    ];
  },
};
