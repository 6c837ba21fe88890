import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChild } from '../child.ts';
import type { Bench } from '../figure.ts';
import { cacheRoot } from '../generate.ts';
import { median } from '../measure.ts';

const root = join(import.meta.dirname, '../..');
const rounds = 3;
const limitMs = 180_000;

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return typeof address === 'object' && address !== null ? address.port : 0;
};

const firstOk = async (child: ChildProcess, url: string): Promise<void> => {
  for (const end = performance.now() + limitMs; performance.now() < end; await sleep(10)) {
    if (child.exitCode !== null) throw new Error(`./iperform start ended with ${child.exitCode}`);
    const answer = await fetch(url).catch(() => null);
    await answer?.text();
    if (answer?.status === 200) return;
  }
  throw new Error('./iperform start did not answer in time');
};

/** From `./iperform start` to the first page, in ms. */
const startOnce = async (): Promise<number> => {
  const port = String(await freePort());
  const started = performance.now();
  const child = spawn(join(root, 'iperform'), ['start'], {
    env: {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '',
      DATA_DIR: join(cacheRoot, 'demo'),
      PORT: port,
    },
    stdio: 'ignore',
  });
  await firstOk(child, `http://127.0.0.1:${port}/`);
  const ms = performance.now() - started;
  child.kill('SIGTERM');
  await once(child, 'exit');
  return ms;
};

/** The second start of what a newcomer has: the demo is filled, nothing is left to prepare. */
export const start: Bench = {
  name: 'start',
  on: 'the demo, embedded engines',
  run: async () => {
    const first = await startOnce();
    const [ours, bare]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      ours.push(await startOnce());
      const child = await startChild<{ url: string }>('bare.ts', []);
      bare.push(child.readyMs);
      await child.stop();
    }
    const seconds = (ms: number): string => (ms / 1000).toFixed(2);
    return [
      {
        goal: '',
        what: 'second ./iperform start to the first page',
        value: median(ours) / 1000,
        unit: 's',
        limit: 3,
        detail: `${ours.map(seconds).join(', ')} s; the one before them, which fills the demo where it is missing, ${seconds(first)} s`,
      },
      {
        goal: '',
        what: 'the same against a bare Fastify in its own process',
        value: median(ours.map((ms, i) => ms / (bare[i] ?? Number.NaN))),
        unit: '×',
        limit: null,
        detail: `bare ${bare.map(seconds).join(', ')} s`,
      },
    ];
  },
};
