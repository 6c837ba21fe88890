import { hostname } from 'node:os';
import type { Logger } from 'pino';
import type { Companies } from '../db/companies.ts';
import { AppError, messageOf } from '../kernel/errors.ts';
import type { AnyJob } from '../kernel/job.ts';
import type { Bell } from './bell.ts';
import { type Claimed, claimJob, endJob, holdJob, LeaseLost, leaseMs } from './claim.ts';
import { type Carry, relayCompany } from './relay.ts';

interface Options {
  companies: Companies;
  bell: Bell;
  jobs: AnyJob[];
  carry: Carry;
  log: Logger;
  /** Who holds leases. A process that has its databases to itself keeps one name, and goes on at once after a crash. */
  holder?: string;
}

export interface Worker {
  /** Stops taking work, aborts what runs, and waits for it to end. */
  close: () => Promise<void>;
}

const relayPauseMs = 100;
const sweepMs = 15_000;
const firstRetryMs = 2000;

/** Wait before try `n + 1`: doubled each time, up to ten minutes, with jitter so that failures do not march in step. */
const backoff = (attempt: number): number =>
  Math.min(600_000, firstRetryMs * 2 ** (attempt - 1)) * (0.75 + Math.random() / 2);

/**
 * Drains the companies that rang: their outbox into analytics, and their jobs one at a time each, so that one company's
 * work never holds up another's.
 */
export const startWorker = ({ companies, bell, jobs, carry, log, ...options }: Options): Worker => {
  const holder =
    options.holder ?? `${hostname()}-${process.pid}-${crypto.randomUUID().slice(0, 8)}`.slice(-60);
  const stop = new AbortController();
  const names = jobs.map((job) => job.name);
  const busy = new Map<string, { again: boolean; done: Promise<void> }>();

  /** Runs `work` for a company, once at a time; a ring meanwhile makes it run once more. */
  const single = (lane: string, companyId: string, work: () => Promise<void>) => {
    const key = `${lane} ${companyId}`;
    const running = busy.get(key);
    if (running !== undefined) {
      running.again = true;
      return;
    }
    const entry = { again: false, done: Promise.resolve() };
    busy.set(key, entry);
    const loop = async () => {
      do {
        entry.again = false;
        try {
          await work();
        } catch (error) {
          log.error({ err: error, companyId, lane }, 'background work failed; it will be tried again');
          if (!stop.signal.aborted) setTimeout(() => drain(companyId), 2000).unref();
        }
      } while (entry.again && !stop.signal.aborted);
      busy.delete(key);
    };
    entry.done = loop();
  };

  const relay = async (companyId: string) => {
    const company = await companies.find(companyId);
    if (company === null) return;
    await relayCompany({ companies, carry, bell, holder, log }, company);
    // Rings that come at once share the next batch: analytics takes few large inserts better than many small ones.
    await new Promise((resolve) => setTimeout(resolve, relayPauseMs));
  };

  const runJob = async (companyId: string, claimed: Claimed) => {
    const job = jobs.find((j) => j.name === claimed.name);
    if (job === undefined) return;
    const db = await companies.database(companyId);
    const lost = new AbortController();
    const signal = AbortSignal.any([stop.signal, lost.signal]);
    const renewal = setInterval(() => {
      db.transaction((tx) => holdJob(tx, claimed.id, claimed.fence, Date.now())).catch((error: unknown) => {
        if (error instanceof LeaseLost) lost.abort(error);
        else log.warn({ err: error, job: claimed.name }, 'the lease could not be renewed');
      });
    }, leaseMs / 3);
    let parsed: { payload: never } | null = null;
    try {
      const payload = job.payload.parse(JSON.parse(claimed.payload)) as never;
      parsed = { payload };
      // A job that took its process with it more often than it may be tried is laid aside.
      if (claimed.attempts > job.attempts) throw new Error('every try of this job ended with its process');
      await job.run({
        companyId,
        jobId: claimed.id,
        payload,
        fence: claimed.fence,
        attempt: claimed.attempts,
        signal,
      });
      await endJob(db, claimed, { state: 'done' });
    } catch (error) {
      if (error instanceof LeaseLost) return;
      if (stop.signal.aborted) {
        // Shutting down is not a failure: the next process takes it up at once.
        await endJob(db, claimed, { state: 'ready', runAt: Date.now(), error: '' });
        return;
      }
      log.error({ err: error, job: claimed.name, attempt: claimed.attempts }, 'job failed');
      // What the caller got wrong does not get better by trying again.
      const final = error instanceof AppError && error.status < 500;
      if (final || claimed.attempts >= job.attempts) {
        await endJob(db, claimed, { state: 'dead', error: messageOf(error) });
        if (parsed !== null) await job.failed?.({ companyId, payload: parsed.payload }, error);
      } else {
        const runAt = Date.now() + backoff(claimed.attempts);
        await endJob(db, claimed, { state: 'ready', runAt, error: messageOf(error) });
        setTimeout(() => drain(companyId), runAt - Date.now() + 50).unref();
      }
    } finally {
      clearInterval(renewal);
    }
  };

  const runJobs = async (companyId: string) => {
    const db = await companies.database(companyId);
    while (!stop.signal.aborted) {
      const claimed = await claimJob(db, names, Date.now());
      if (claimed === null) return;
      await runJob(companyId, claimed);
    }
  };

  const drain = (companyId: string) => {
    if (stop.signal.aborted) return;
    single('relay', companyId, () => relay(companyId));
    if (names.length > 0) single('jobs', companyId, () => runJobs(companyId));
  };

  const sweep = async () => {
    try {
      for (const company of await companies.list()) drain(company.id);
    } catch (error) {
      log.error({ err: error }, 'the sweep failed; it will be tried again');
    }
  };
  const off = bell.onRing(drain);
  const timer = setInterval(() => void sweep(), sweepMs);
  void sweep();
  return {
    close: async () => {
      off();
      clearInterval(timer);
      stop.abort(new Error('shutting down'));
      await Promise.all([...busy.values()].map((entry) => entry.done));
    },
  };
};
