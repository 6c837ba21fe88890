import type { z } from 'zod';

/** A running job: what it works on, and the fence that proves it still holds its lease. */
export interface JobRun<P> {
  companyId: string;
  jobId: string;
  payload: P;
  /** Raised by every claim. A write under an older fence is refused: see `holdJob` in `jobs/claim.ts`. */
  fence: number;
  attempt: number;
  /** Aborted when the process shuts down or the lease is lost. */
  signal: AbortSignal;
}

/** One kind of background work. It may be run again after a crash at any point and must then finish what is left. */
export interface Job<P> {
  name: string;
  payload: z.ZodType<P>;
  /** Tries before the job is laid aside as dead. */
  attempts: number;
  run: (run: JobRun<P>) => Promise<void>;
  /** Told once when the last try has failed, so that the slice can show it. */
  failed?: (run: Pick<JobRun<P>, 'companyId' | 'payload'>, error: unknown) => Promise<void>;
}

/** A job in a list of many: its payload is known only after its own schema has parsed it. */
export interface AnyJob extends Omit<Job<never>, 'payload'> {
  payload: z.ZodType;
}

/** Declares a job and keeps the type of its payload. */
export const defineJob = <P>(job: Job<P>): Job<P> => job;
