import { Worker } from 'node:worker_threads';
import type { ErrorCode, FieldProblem } from '@iperform/contract';
import type { Config } from '../../config.ts';
import { LeaseLost } from '../../jobs/claim.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Detected } from './detect.ts';

/** A look at a file. */
export interface DetectTask {
  kind: 'detect';
  path: string;
  fileName: string;
  sheet: string;
}

/** Work on an import, on behalf of a job that was claimed. */
export interface WorkTask {
  kind: 'work';
  config: Config;
  companyId: string;
  importId: string;
  userId: string;
  jobId: string;
  fence: number;
  path: string;
}

export type Task = DetectTask | WorkTask;

/** What a thread says. */
export type Answer =
  | { kind: 'detected'; detected: Detected }
  | { kind: 'step'; leads: boolean }
  | { kind: 'done' }
  | { kind: 'stopped' }
  | { kind: 'lost' }
  | { kind: 'refused'; code: ErrorCode; detail: string; fields: FieldProblem[] | undefined }
  | { kind: 'failed'; message: string; stack: string | undefined };

/** Memory a file may cost, whatever is in it. */
const mostMegabytes = 768;
/** Rows live for a moment only: room for many of them spares collecting the few that stay. */
const youngMegabytes = 64;

const outOfMemory = (error: unknown): boolean =>
  (error as { code?: unknown }).code === 'ERR_WORKER_OUT_OF_MEMORY';

const tooLarge = (cause: unknown) =>
  new AppError('UNPROCESSABLE_FILE', {
    detail: 'Reading this file takes more memory than a file may. Save it as CSV, or in parts.',
    cause,
  });

// A thread that has done its task waits a little for the next one: starting one costs half a second.
const idleMs = 20_000;
const idle = new Map<Worker, NodeJS.Timeout>();

const startThread = (): Worker => {
  const thread = new Worker(new URL('./thread.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: mostMegabytes, maxYoungGenerationSizeMb: youngMegabytes },
  });
  const forget = () => idle.delete(thread);
  return thread.on('error', forget).on('exit', forget);
};

const takeThread = (): Worker => {
  const waiting = idle.entries().next().value;
  if (waiting !== undefined) {
    const [thread, timer] = waiting;
    idle.delete(thread);
    clearTimeout(timer);
    thread.ref();
    return thread;
  }
  return startThread();
};

const giveBack = (thread: Worker): void => {
  thread.unref();
  idle.set(thread, setTimeout(() => void thread.terminate(), idleMs).unref());
};

/** Lets so many go at once; the others wait in the order they came. */
const openLane = (places: number) => {
  let free = places;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
};

// Looking at a file takes a moment, an import may take an hour: the one never waits for the other, and however many
// companies import at once, the process keeps its memory.
const looking = openLane(2);
const working = openLane(4);

/** Has a thread do a task; answers its last word. `step` hears of what it does meanwhile. */
const inThread = (
  task: Task,
  signal: AbortSignal | null,
  step: (leads: boolean) => void,
): Promise<Exclude<Answer, { kind: 'step' | 'refused' | 'failed' }>> =>
  new Promise((resolve, reject) => {
    const thread = takeThread();
    const stop = () => thread.postMessage('stop');
    const hear = (answer: Answer) => {
      if (answer.kind === 'step') return step(answer.leads);
      end();
      giveBack(thread);
      if (answer.kind === 'refused') {
        reject(new AppError(answer.code, { detail: answer.detail, fields: answer.fields }));
      } else if (answer.kind === 'failed') {
        reject(Object.assign(new Error(answer.message), { stack: answer.stack }));
      } else resolve(answer);
    };
    const fail = (error: unknown) => {
      end();
      reject(outOfMemory(error) ? tooLarge(error) : error);
    };
    const exit = () => fail(new Error('the import thread ended without a word'));
    const end = () => {
      thread.off('message', hear).off('error', fail).off('exit', exit);
      signal?.removeEventListener('abort', stop);
    };
    thread.on('message', hear).on('error', fail).on('exit', exit);
    thread.postMessage(task);
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
  });

/** Looks at a file in a thread. @throws AppError UNPROCESSABLE_FILE */
export const detectInThread = async (task: DetectTask): Promise<Detected> => {
  const answer = await looking(() => inThread(task, null, () => undefined));
  if (answer.kind !== 'detected') throw new Error(`looking at a file ended with ${answer.kind}`);
  return answer.detected;
};

/**
 * Works on an import in a thread until it is done; when `signal` is aborted it ends after the step it is in.
 * @throws LeaseLost where the job is not ours any more
 */
export const workInThread = async (
  task: WorkTask,
  signal: AbortSignal,
  step: (leads: boolean) => void,
): Promise<void> => {
  const answer = await working(() => inThread(task, signal, step));
  if (answer.kind === 'lost') throw new LeaseLost(task.jobId);
  if (answer.kind === 'stopped') throw new Error('stopped between two steps');
};
