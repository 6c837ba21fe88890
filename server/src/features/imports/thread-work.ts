import { openCompanies } from '../../db/companies.ts';
import { holdJob } from '../../jobs/claim.ts';
import { checkImport } from './check.ts';
import type { WorkTask } from './in-thread.ts';
import { runImport } from './run.ts';
import { findImport } from './store.ts';
import { actorOf } from './store-actor.ts';
import { undoImport } from './undo.ts';
import { endCancelled, type Work } from './work.ts';

/** Works on an import until it is at rest, with a database handle of its own. */
export const doWork = async (
  { config, companyId, importId, userId, jobId, fence, path }: WorkTask,
  step: (leads: boolean) => void,
  stopping: () => boolean,
): Promise<void> => {
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
      // A check starts over when it was interrupted, so no step of it counts as getting further.
      hold: (tx) => holdJob(tx, jobId, fence, Date.now(), item.state !== 'checking'),
      report: step,
      stopping,
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
