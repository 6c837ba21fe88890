import { setTimeout as sleep } from 'node:timers/promises';
import type { ImportCounts } from '@iperform/contract';
import { isUniqueViolation } from '../../db/dialect.ts';
import { type LeadScope, leadScope } from '../../db/scoped.ts';
import { insertLeads, updateLead, type WriteContext } from '../leads/index.ts';
import { batches } from './batches.ts';
import { type Converted, converter } from './convert.ts';
import { type Decision, decideRows, type Terms } from './decide.ts';
import { findLeads, wantedBy } from './found.ts';
import { addCounts, noCounts, rowsToKeep } from './rules.ts';
import { settingOf } from './setting.ts';
import type { Tx } from './store.ts';
import { insertKept, readFixes } from './store-rows.ts';
import { advance, mappingOf, Stopped, untilCancelled, type Work } from './work.ts';

// Rows of one transaction: as many as keep it short, for SQLite has one writer and others wait for it.
const fewest = 100;
const most = 1000;
const longMs = 80;
const shortMs = 40;

const nextSize = (size: number, ms: number): number => {
  if (ms > longMs) return Math.max(fewest, Math.floor(size / 2));
  return ms < shortMs ? Math.min(most, Math.ceil(size * 1.25)) : size;
};

/** Left between two transactions, so that whoever waits for the writer gets a turn. */
const pauseMs = 6;

const clashes = 3;

const writeDecisions = async (tx: Tx, write: WriteContext, decisions: Decision[]): Promise<void> => {
  await insertLeads(
    tx,
    write,
    decisions.flatMap((decision) => decision.create ?? []),
  );
  for (const { update } of decisions) {
    if (update === undefined) continue;
    await updateLead(
      tx,
      write,
      update.before,
      update.after,
      update.moved ? 'moved' : 'imported',
      update.note,
    );
  }
};

/** Writes one batch with its counts and the place reached, all or nothing. */
const writeBatch = async (
  work: Work,
  scope: LeadScope,
  rows: Converted[],
  terms: Terms,
  before: ImportCounts,
): Promise<ImportCounts> => {
  const { db, item, actor } = work;
  const write: WriteContext = { actorId: actor.userId, via: 'import', at: terms.at, importId: item.id };
  const wanted = wantedBy(
    rows.flatMap((row) => (row.ok ? row.values : [])),
    terms.options.onMatch !== 'create',
  );
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction(async (tx) => {
        const found = await findLeads(db, tx, scope, wanted, true);
        const decisions = decideRows(rows, found, terms);
        const counts = addCounts(
          before,
          decisions.map((d) => d.outcome),
        );
        await writeDecisions(tx, write, decisions);
        await insertKept(tx, item.id, 'run', rowsToKeep(before, decisions));
        const change = { progress: counts.read, result: counts };
        await advance(tx, work, { state: 'running', progress: before.read }, change);
        return counts;
      });
    } catch (error) {
      // Somebody took an external id between our look and our write: looking again finds it.
      if (attempt > clashes || !isUniqueViolation(error)) throw error;
    }
  }
};

/**
 * Imports the rest of a file, from the place that is on disk: every batch commits with its place, so that a crash at any
 * moment neither loses nor doubles a row.
 */
export const runImport = (work: Work): Promise<void> =>
  untilCancelled(work, async () => {
    const { db, company, actor, item, source } = work;
    const mapping = mappingOf(item);
    const { setting, terms } = await settingOf(db, company, actor, item, mapping, work.now());
    const convert = converter(mapping, setting);
    const scope = leadScope(actor, 'lead:update');
    let counts = item.result ?? noCounts;
    let size = 500;
    const fixes = await readFixes(db.read, item.id);
    const options = { headerRow: item.layout.headerRow, skip: counts.read, fixes, size: () => size };
    for await (const rows of batches(source, options)) {
      if (work.stopping()) throw new Stopped();
      const converted = rows.map(convert);
      const started = performance.now();
      counts = await writeBatch(work, scope, converted, { ...terms, at: work.now() }, counts);
      size = nextSize(size, performance.now() - started);
      work.report(true);
      await sleep(pauseMs);
    }
    const ended = { state: 'done', rows: counts.read, finishedAt: work.now() } as const;
    await db.transaction((tx) => advance(tx, work, { state: 'running', progress: counts.read }, ended));
    work.report(true);
  });
