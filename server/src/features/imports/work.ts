import type { ImportMapping, ImportState } from '@iperform/contract';
import type { Database } from '../../db/database.ts';
import type { OpenTables } from '../../db/tables.ts';
import type { Actor, Company } from '../../kernel/context.ts';
import type { Source } from './file.ts';
import { findImport, type Import, type Tx, updateImport } from './store.ts';

/** Background work on one import. */
export interface Work {
  db: Database<OpenTables>;
  company: Company;
  actor: Actor;
  item: Import;
  source: Source;
  /** Proves in a transaction that the work is still ours to do; throws where it is not. */
  hold: (tx: Tx) => Promise<void>;
  /** Tells that another step is on disk. `leads`: whether leads changed. */
  report: (leads: boolean) => void;
  /** Whether the process wants to end; asked between two steps. */
  stopping: () => boolean;
  now: () => number;
}

/** The process wants to end: what is on disk stays, and the work is taken up again later. */
export class Stopped extends Error {
  constructor() {
    super('stopped between two steps');
    this.name = 'Stopped';
  }
}

/** The import is not where this work left it: it was cancelled, or somebody else works on it. */
class Moved extends Error {
  constructor() {
    super('the import has moved on');
    this.name = 'Moved';
  }
}

export const mappingOf = (item: Import): ImportMapping => {
  if (item.mapping === null) throw new Error(`import ${item.id} has no mapping`);
  return item.mapping;
};

/** Writes the next step of an import in a transaction, if nobody moved it meanwhile. */
export const advance = async (
  tx: Tx,
  { item, hold }: Work,
  from: { state: ImportState; progress: number },
  change: Partial<Import>,
): Promise<void> => {
  await hold(tx);
  if (!(await updateImport(tx, item.id, from, change))) throw new Moved();
};

/** After a cancelled check the mapping stands; after a cancelled run what it did stays. */
const whereCancelled = (item: Import): ImportState => (item.result === null ? 'mapped' : 'cancelled');

/** Runs the steps of some work; a cancellation ends them where they are. */
export const untilCancelled = async (work: Work, steps: () => Promise<void>): Promise<void> => {
  try {
    await steps();
  } catch (error) {
    if (!(error instanceof Moved)) throw error;
    const item = await findImport(work.db.read, work.item.id);
    if (item?.state !== 'cancelling') throw error;
    await endCancelled({ ...work, item });
  }
};

/** Ends an import that is being cancelled. */
export const endCancelled = async (work: Work): Promise<void> => {
  const { db, item, now } = work;
  await db.transaction((tx) => advance(tx, work, item, { state: whereCancelled(item), finishedAt: now() }));
  work.report(item.result !== null);
};
