import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { id } from '@iperform/contract';
import { z } from 'zod';
import { AppError } from '../../kernel/errors.ts';
import { defineJob, type Job } from '../../kernel/job.ts';
import { workInThread } from './in-thread.ts';
import { isBusy } from './rules.ts';
import { type ImportServices, importPath } from './services.ts';
import { findImport, updateImport } from './store.ts';

export const importJobName = 'imports.work';

const payload = z.object({ importId: id, userId: id });
export type ImportPayload = z.output<typeof payload>;

const tellEveryMs = 400;

/** Tells screens and the relay of steps, at most every now and then. */
const teller = ({ bell }: ImportServices, companyId: string) => {
  let told = 0;
  let changed = false;
  const tell = () => {
    told = Date.now();
    bell.tell(companyId, 'imports');
    if (!changed) return;
    bell.ring(companyId);
    bell.tell(companyId, 'leads');
    changed = false;
  };
  return {
    step: (leads: boolean) => {
      changed ||= leads;
      if (Date.now() - told >= tellEveryMs) tell();
    },
    end: tell,
  };
};

/** Checks, runs or undoes an import, whichever its state says, and goes on where an earlier try was interrupted. */
export const importJob = (services: ImportServices): Job<ImportPayload> => {
  const { config, companies, clock, log } = services;
  return defineJob<ImportPayload>({
    name: importJobName,
    payload,
    attempts: 3,
    run: async ({ companyId, jobId, fence, payload: { importId, userId }, signal }) => {
      const db = await companies.database(companyId);
      const before = await findImport(db.read, importId);
      if (before === null || !isBusy(before.state)) return;
      const path = importPath(config, companyId, importId);
      if (before.state !== 'undoing' && before.state !== 'cancelling' && !existsSync(path)) {
        throw new AppError('UNPROCESSABLE_FILE', {
          detail:
            'The file of this import is not here any more: files are kept for 30 days, in the DATA_DIR that all processes share. Upload it again.',
        });
      }
      const { step, end } = teller(services, companyId);
      const task = { kind: 'work', config, companyId, importId, userId, jobId, fence, path } as const;
      await workInThread(task, signal, step).finally(end);
      const after = await findImport(db.read, importId);
      // Everything that is still asked for is in the database now: the rejected rows with their cells.
      if (after?.state === 'done' || after?.state === 'undone') await rm(path, { force: true });
    },
    failed: async ({ companyId, payload: { importId } }, error) => {
      const db = await companies.database(companyId);
      const item = await findImport(db.read, importId);
      if (item === null || !isBusy(item.state)) return;
      const told = error instanceof AppError && error.status < 500 ? (error.detail ?? error.code) : null;
      if (told === null) log.error({ err: error, importId }, 'an import failed');
      const change = {
        state: 'failed',
        error: told ?? 'A fault of ours stopped this import; what it did so far stands. Try again.',
        finishedAt: clock(),
      } as const;
      await db.transaction((tx) => updateImport(tx, importId, { state: item.state }, change));
      services.bell.tell(companyId, 'imports');
    },
  });
};
