import { parentPort } from 'node:worker_threads';
import { AppError, messageOf } from '../../kernel/errors.ts';
import { detect } from './detect.ts';
import type { Answer, Task } from './in-thread.ts';

// The thread in which files are read and imports run, so that the event loop of the process stays free whatever is in a
// file. It does one task after the other.

let stopping = false;

const send = (answer: Answer) => parentPort?.postMessage(answer);

const failure = (error: unknown): Answer => {
  if (error instanceof AppError) {
    return { kind: 'refused', code: error.code, detail: error.detail ?? '', fields: error.fields };
  }
  const name = error instanceof Error ? error.name : '';
  if (name === 'Stopped') return { kind: 'stopped' };
  if (name === 'LeaseLost') return { kind: 'lost' };
  return {
    kind: 'failed',
    message: messageOf(error),
    stack: error instanceof Error ? error.stack : undefined,
  };
};

const run = async (task: Task): Promise<Answer> => {
  stopping = false;
  try {
    if (task.kind === 'detect') {
      return { kind: 'detected', detected: await detect(task.path, task.fileName, task.sheet) };
    }
    // Looking at a file needs no database; what does is loaded with the first import.
    const { doWork } = await import('./thread-work.ts');
    await doWork(
      task,
      (leads) => send({ kind: 'step', leads }),
      () => stopping,
    );
    return { kind: 'done' };
  } catch (error) {
    return failure(error);
  }
};

parentPort?.on('message', async (message: Task | 'stop') => {
  if (message === 'stop') stopping = true;
  else send(await run(message));
});
