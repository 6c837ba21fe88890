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

const outOfMemory = (error: unknown): boolean =>
  (error as { code?: unknown }).code === 'ERR_WORKER_OUT_OF_MEMORY';

const tooLarge = (cause: unknown) =>
  new AppError('UNPROCESSABLE_FILE', {
    detail: 'Reading this file takes more memory than a file may. Save it as CSV, or in parts.',
    cause,
  });

/** Starts a thread, hears it, and ends with its last word. */
const inThread = <T>(
  task: Task,
  signal: AbortSignal | null,
  hear: (answer: Answer, settle: { resolve: (value: T) => void; reject: (error: unknown) => void }) => void,
): Promise<T> =>
  new Promise<T>((resolve, reject) => {
    const thread = new Worker(new URL('./thread.ts', import.meta.url), {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: mostMegabytes },
    });
    const stop = () => thread.postMessage('stop');
    signal?.addEventListener('abort', stop, { once: true });
    thread.on('message', (answer: Answer) => {
      if (answer.kind === 'refused') {
        reject(new AppError(answer.code, { detail: answer.detail, fields: answer.fields }));
      } else if (answer.kind === 'failed') {
        reject(Object.assign(new Error(answer.message), { stack: answer.stack }));
      } else hear(answer, { resolve, reject });
    });
    thread.on('error', (error) => reject(outOfMemory(error) ? tooLarge(error) : error));
    thread.on('exit', () => {
      signal?.removeEventListener('abort', stop);
      reject(new Error('the import thread ended without a word'));
    });
  });

/** Looks at a file in a thread. @throws AppError UNPROCESSABLE_FILE */
export const detectInThread = (task: DetectTask): Promise<Detected> =>
  inThread(task, null, (answer, { resolve }) => {
    if (answer.kind === 'detected') resolve(answer.detected);
  });

/**
 * Works on an import in a thread until it is done; when `signal` is aborted it ends after the step it is in.
 * @throws LeaseLost where the job is not ours any more
 */
export const workInThread = (
  task: WorkTask,
  signal: AbortSignal,
  step: (leads: boolean) => void,
): Promise<void> =>
  inThread(task, signal, (answer, { resolve, reject }) => {
    if (answer.kind === 'step') step(answer.leads);
    else if (answer.kind === 'lost') reject(new LeaseLost(task.jobId));
    else if (answer.kind === 'stopped') reject(new Error('stopped between two steps'));
    else resolve();
  });
