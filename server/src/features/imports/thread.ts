import { parentPort, workerData } from 'node:worker_threads';
import { openCompanies } from '../../db/companies.ts';
import { holdJob, LeaseLost } from '../../jobs/claim.ts';
import { AppError, messageOf } from '../../kernel/errors.ts';
import { checkImport } from './check.ts';
import { detect } from './detect.ts';
import type { Answer, Task, WorkTask } from './in-thread.ts';
import { runImport } from './run.ts';
import { findImport } from './store.ts';
import { actorOf } from './store-actor.ts';
import { undoImport } from './undo.ts';
import { endCancelled, Stopped, type Work } from './work.ts';

// The thread in which files are read and imports run, so that the event loop of the process stays free whatever is in a
// file. It has a database handle of its own.

let stopping = false;
parentPort?.on('message', () => {
  stopping = true;
});

const send = (answer: Answer) => parentPort?.postMessage(answer);

const doWork = async ({
  config,
  companyId,
  importId,
  userId,
  jobId,
  fence,
  path,
}: WorkTask): Promise<void> => {
  const companies = await openCompanies(config);
  try {
    const company = await companies.find(companyId);
    const db = await companies.database(companyId);
    const item = await findImport(db.read, importId);
    if (company === null || item === null) return;
    const { format, encoding, delimiter, sheet } = item;
    const work: Work = {
      db,
      company,
      actor: await actorOf(db.read, companyId, userId),
      item,
      source: { path, format, encoding, delimiter, sheet },
      hold: (tx) => holdJob(tx, jobId, fence, Date.now()),
      report: (leads) => send({ kind: 'step', leads }),
      stopping: () => stopping,
      now: () => Date.now(),
    };
    // The state says what is to be done; one that is busy with nothing has been dealt with before.
    if (item.state === 'checking') await checkImport(work);
    else if (item.state === 'running') await runImport(work);
    else if (item.state === 'undoing') await undoImport(work);
    else if (item.state === 'cancelling') await endCancelled(work);
  } finally {
    await companies.close();
  }
};

const failure = (error: unknown): Answer => {
  if (error instanceof Stopped) return { kind: 'stopped' };
  if (error instanceof LeaseLost) return { kind: 'lost' };
  if (error instanceof AppError) {
    return { kind: 'refused', code: error.code, detail: error.detail ?? '', fields: error.fields };
  }
  return {
    kind: 'failed',
    message: messageOf(error),
    stack: error instanceof Error ? error.stack : undefined,
  };
};

const task = workerData as Task;
try {
  if (task.kind === 'detect') {
    send({ kind: 'detected', detected: await detect(task.path, task.fileName, task.sheet) });
  } else {
    await doWork(task);
    send({ kind: 'done' });
  }
} catch (error) {
  send(failure(error));
} finally {
  parentPort?.close();
}
