import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { callerOf, funnelPath, readingBeside } from '../calls.ts';
import { startChild } from '../child.ts';
import { copyOf } from '../copies.ts';
import type { Bench } from '../figure.ts';
import { benchPassword, fixtureOf, generated } from '../generate.ts';
import { median, underLoad } from '../measure.ts';
import { type Product, startProduct, variantsOn } from '../sides.ts';

const rounds = 3;
const seconds = 6;
const mb = 1e6;

/** Signs in as `at` people at once, again and again; answers how often. */
const signIns = async (product: Product, at: number, until: number): Promise<number> => {
  let done = 0;
  const one = async (n: number) => {
    for (; performance.now() < until; done += 1) {
      const answer = await fetch(`${product.url}/api/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: `warrior1-${n}@bench.example`, password: benchPassword }),
      });
      await answer.text();
      if (answer.status !== 200) throw new Error(`sign-in: ${answer.status}`);
    }
  };
  await Promise.all(Array.from({ length: at }, (_, n) => one(n)));
  return done;
};

interface Start {
  ready: number;
  /** Resident a moment after the start, and after the engine was used, in bytes. */
  idle: number;
  open: number;
}

const startOurs = async (folder: string): Promise<Start> => {
  const product = await startProduct({ folder });
  await sleep(1000);
  const idle = await product.ask('memory');
  await callerOf(product)('GET', funnelPath('today'));
  await sleep(1000);
  const open = await product.ask('memory');
  await product.stop();
  return { ready: product.hello.ready, idle, open };
};

const startBare = async (directory: string): Promise<Start> => {
  const [plain, engine] = [
    await startChild<{ url: string; ready: number }>('bare.ts', []),
    await startChild<{ url: string; ready: number }>('bare.ts', [directory]),
  ];
  await sleep(1000);
  const [idle, open] = [await plain.ask('memory'), await engine.ask('memory')];
  await Promise.all([plain.stop(), engine.stop()]);
  return { ready: plain.hello.ready, idle, open };
};

/** Goal 12: what the product costs that does nothing, and what signing in costs the others. */
export const idle: Bench = {
  name: 'idle',
  on: 'SQLite, 10,000 leads, embedded engine',
  run: async () => {
    const folder = copyOf(await generated(10_000));
    const directory = mkdtempSync(join(tmpdir(), 'iperform-bench-bare-'));
    const [ours, bare]: [Start[], Start[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      ours.push(await startOurs(folder));
      bare.push(await startBare(directory));
    }
    const ratio = (of: (start: Start) => number, to = of): number =>
      median(ours.map((start, i) => of(start) / (bare[i] === undefined ? Number.NaN : to(bare[i]))));
    const middle = (list: Start[], of: (start: Start) => number): string => median(list.map(of)).toFixed(0);

    const fixture = fixtureOf(folder);
    const product = await startProduct({ folder });
    const point = variantsOn(fixture).product.point(product);
    await underLoad(point, 1);
    const { cpu } = await underLoad(point, 4);
    const check = await product.ask('sessionCheck');
    const quiet = await readingBeside(product, fixture.sample, sleep(seconds * 1000));
    const signing = signIns(product, 8, performance.now() + seconds * 1000);
    const busy = await readingBeside(product, fixture.sample, signing);
    await product.stop();
    for (const path of [folder, directory]) rmSync(path, { recursive: true, force: true });
    const memory = (list: Start[], field: 'idle' | 'open'): string => middle(list, (s) => s[field] / mb);
    return [
      {
        goal: '12',
        what: 'idle memory against a bare server with an open engine',
        value: ratio(
          (start) => start.idle,
          (start) => start.open,
        ),
        unit: '×',
        limit: 1.4,
        detail: `${memory(ours, 'idle')} MB, engine not loaded yet, against ${memory(bare, 'open')} MB`,
      },
      {
        goal: '12',
        what: 'the same once a report was asked for',
        value: ratio((start) => start.open),
        unit: '×',
        limit: 1.4,
        detail: `${memory(ours, 'open')} MB against ${memory(bare, 'open')} MB; a bare server without engine ${memory(bare, 'idle')} MB`,
      },
      {
        goal: '12',
        what: 'process start to first 200 against a bare server',
        value: ratio((start) => start.ready),
        unit: '×',
        limit: 2,
        detail: `${middle(ours, (s) => s.ready)} ms against ${middle(bare, (s) => s.ready)} ms, which has the analytics client loaded as well`,
      },
      {
        goal: '12',
        what: 'session check, share of the CPU of a point read',
        value: (check / cpu) * 100,
        unit: '%',
        limit: 15,
        detail: `${check.toFixed(1)} µs of ${cpu.toFixed(0)} µs; the same session over and over`,
      },
      {
        goal: '12',
        what: 'p99 of point reads beside 8 parallel sign-ins',
        value: busy.p99 / quiet.p99,
        unit: '×',
        limit: 2,
        detail: `${busy.p99.toFixed(0)} ms (${busy.reads} reads, ${await signing} sign-ins) against ${quiet.p99.toFixed(0)} ms (${quiet.reads} reads)`,
      },
    ];
  },
};
