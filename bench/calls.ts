import { setTimeout as sleep } from 'node:timers/promises';
import type { Report } from '@iperform/contract';
import { percentile } from './measure.ts';
import type { Who } from './questions.ts';
import type { Product } from './sides.ts';

// Single calls of the product's API, for what is more than one route under load.

/** Calls as somebody who is signed in. @throws Error for anything but success */
export const callerOf =
  (product: Product, who: Who = 'admin') =>
  async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const file = typeof body === 'string';
    const answer = await fetch(product.url + path, {
      method,
      headers: {
        authorization: `Bearer ${product.hello.tokens[who]}`,
        ...(body === undefined
          ? {}
          : { 'content-type': file ? 'application/octet-stream' : 'application/json' }),
      },
      ...(body === undefined ? {} : { body: file ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text) as T;
  };

const dayMs = 86_400_000;
const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The funnel's path: of leads that move these days, or of the year that is generated. */
export const funnelPath = (what: 'today' | 'generated'): string => {
  const now = Date.now();
  const [from, to] =
    what === 'today' ? [day(now - dayMs), day(now + 2 * dayMs)] : ['2025-07-01', '2026-07-01'];
  return `/api/v1/reports/lead-funnel?from=${from}&to=${to}`;
};

/** Leads that entered the first stage, by the funnel. */
export const enteredFirst = (report: Report): number => report.rows[0]?.values.entered?.value ?? 0;

/** Reads single leads, `readers` at a time, while `work` runs; answers their p99 in ms and how many there were. */
export const readingBeside = async (
  product: Product,
  sample: string[],
  work: Promise<unknown>,
  readers = 4,
): Promise<{ p99: number; reads: number }> => {
  const call = callerOf(product);
  const times: number[] = [];
  let going = true;
  const ended = work.finally(() => {
    going = false;
  });
  const read = async (from: number): Promise<void> => {
    for (let n = from; going; n += readers) {
      const started = performance.now();
      await call('GET', `/api/v1/leads/${sample[n % sample.length]}`);
      times.push(performance.now() - started);
      // A person's pace rather than as fast as it goes: the question is who waits, not how much there is.
      await sleep(10);
    }
  };
  await Promise.all([ended, ...Array.from({ length: readers }, (_, n) => read(n))]);
  return { p99: percentile(times, 99), reads: times.length };
};
