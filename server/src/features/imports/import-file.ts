import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ImportCounts, type ImportMapping, importOptions } from '@iperform/contract';
import { claimJob, endJob, holdJob, leaseMs } from '../../jobs/claim.ts';
import type { Actor, Company } from '../../kernel/context.ts';
import { messageOf, StartError, UsageError } from '../../kernel/errors.ts';
import { actorByEmail } from '../people/index.ts';
import { mapImport, type On, startCheck, startRun, visibleImport } from './acts.ts';
import { importJob, importJobName } from './jobs.ts';
import { isBusy } from './rules.ts';
import type { ImportServices } from './services.ts';
import type { Import } from './store.ts';
import { actorOf, anyAdmin } from './store-actor.ts';
import { openUploads } from './upload.ts';

export interface ImportFileOptions {
  company: Company;
  /** In whose name; null: an administrator of the company. */
  email: string | null;
  path: string;
  dryRun: boolean;
  /** `skip`, `update` or `create`. */
  onMatch: string;
  say: (text: string) => void;
}

const actorFor = async (
  { companies }: ImportServices,
  { company, email }: ImportFileOptions,
): Promise<Actor> => {
  const db = await companies.database(company.id);
  const userId =
    email === null ? await anyAdmin(db.read) : (await actorByEmail(companies, company.id, email))?.userId;
  if (userId === null || userId === undefined) {
    throw new UsageError(
      email === null ? 'the company has no administrator yet' : `nobody in ${company.slug} has ${email}`,
    );
  }
  return actorOf(db.read, company.id, userId);
};

/** The mapping that was suggested, new custom fields and words for "empty" included. */
const suggested = (item: Import, onMatch: string): ImportMapping => {
  const options = importOptions.parse({ onMatch, emptyValues: item.layout.emptyValues });
  return {
    columns: item.layout.columns.map(({ index, suggestion: { target, newField } }) => ({
      index,
      target,
      ...(newField === null ? {} : { newField: { label: newField.label, type: newField.type } }),
    })),
    options,
  };
};

/** Does the waiting work of imports in this process until one of them is at rest, unless another process does it first. */
const workOff = async (on: On): Promise<Import> => {
  const { services, db, actor } = on;
  const job = importJob(services);
  for (;;) {
    const { item } = await visibleImport(services, actor, on.item.id);
    if (!isBusy(item.state)) return item;
    const claimed = await claimJob(db, [importJobName], Date.now());
    if (claimed === null) {
      await sleep(200);
      continue;
    }
    const renewal = setInterval(() => {
      // A lease that was lost is noticed by the work itself, at its next step.
      db.transaction((tx) => holdJob(tx, claimed.id, claimed.fence, Date.now())).catch(() =>
        clearInterval(renewal),
      );
    }, leaseMs / 3);
    const payload = job.payload.parse(JSON.parse(claimed.payload));
    const { id: jobId, fence, attempts: attempt } = claimed;
    try {
      const signal = new AbortController().signal;
      await job.run({ companyId: actor.companyId, jobId, fence, attempt, payload, signal });
      await endJob(db, claimed, { state: 'done' });
    } catch (error) {
      await endJob(db, claimed, { state: 'dead', error: messageOf(error) });
      await job.failed?.({ companyId: actor.companyId, payload }, error);
    } finally {
      clearInterval(renewal);
    }
  }
};

const summary = (counts: ImportCounts | null): string =>
  Object.entries(counts ?? {})
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

/**
 * Imports a file with the suggested mapping from the command line: looks at it, checks it, and, unless it is a dry run,
 * imports it.
 * @returns the exit code
 * @throws UsageError, StartError in one line
 */
export const importFile = async (services: ImportServices, options: ImportFileOptions): Promise<number> => {
  const { path, dryRun, onMatch, say } = options;
  if (!importOptions.shape.onMatch.safeParse(onMatch).success) {
    throw new UsageError('--on-match must be skip, update or create');
  }
  const actor = await actorFor(services, options);
  const file = await open(path).catch((error: unknown) => {
    throw new UsageError(`${path} cannot be read: ${messageOf(error)}`);
  });
  const upload = openUploads(services);
  const item = await upload(actor, file.createReadStream(), basename(path)).catch((error: unknown) => {
    throw new StartError(`${path}: ${messageOf(error)}`, { cause: error });
  });
  const { format, encoding, delimiter } = item;
  say(
    `${item.fileName}: ${format}${format === 'csv' ? `, ${encoding}, "${delimiter}"` : `, sheet ${item.sheet}`}`,
  );
  const at = (id: string) => visibleImport(services, actor, id);
  const mapping = suggested(item, onMatch);
  for (const { header, suggestion } of item.layout.columns) say(`  ${header} → ${suggestion.target}`);
  await mapImport(await at(item.id), mapping);
  await (dryRun ? startCheck : startRun)(await at(item.id));
  const ended = await workOff(await at(item.id));
  if (ended.state === 'failed') throw new StartError(`${path}: ${ended.error}`);
  say(`${dryRun ? 'would be' : 'done'}: ${summary(dryRun ? ended.check : ended.result)}`);
  say(`import ${item.id}`);
  return 0;
};
