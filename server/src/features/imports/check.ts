import type { ImportCounts } from '@iperform/contract';
import { leadScope } from '../../db/scoped.ts';
import { batches } from './batches.ts';
import { converter } from './convert.ts';
import { type Decision, decideRows } from './decide.ts';
import { keep, overlay } from './dry-run.ts';
import { findLeads, wantedBy } from './found.ts';
import { addCounts, noCounts, rowsToKeep } from './rules.ts';
import { settingOf } from './setting.ts';
import { deleteKept, insertKept, type KeptRow, readFixes } from './store-rows.ts';
import { openScratch } from './store-scratch.ts';
import { advance, mappingOf, Stopped, untilCancelled, type Work } from './work.ts';

const rowsAtOnce = 1000;

/** A decision as it is kept to be looked at; leads that do not exist yet have no id to show. */
const shown = ({ row, outcome, leadId, pending, name, reasons, cells }: Decision): KeptRow => ({
  row,
  outcome,
  leadId: pending ? null : leadId,
  name,
  reasons,
  cells,
});

/**
 * The dry run: every row is decided as a run would decide it, and nothing of it is written to leads. Starts over after an
 * interruption: it changes nothing, and what it had laid aside is gone with it.
 */
export const checkImport = (work: Work): Promise<void> =>
  untilCancelled(work, async () => {
    const { db, company, actor, item, source } = work;
    const mapping = mappingOf(item);
    const { setting, terms } = await settingOf(db, company, actor, item, mapping, work.now());
    const convert = converter(mapping, setting);
    const scope = leadScope(actor, 'lead:update');
    const byContact = mapping.options.onMatch !== 'create';
    let counts: ImportCounts = noCounts;
    let progress = 0;
    await deleteKept(db, item.id, 'check');
    await db.transaction((tx) => advance(tx, work, item, { progress, check: counts, startedAt: work.now() }));
    const scratch = await openScratch(`${source.path}.scratch`);
    try {
      const fixes = await readFixes(db.read, item.id);
      const { headerRow } = item.layout;
      for await (const rows of batches(source, { headerRow, skip: 0, fixes, size: () => rowsAtOnce })) {
        if (work.stopping()) throw new Stopped();
        const converted = rows.map(convert);
        const wanted = wantedBy(
          converted.flatMap((row) => (row.ok ? row.values : [])),
          byContact,
        );
        const found = await overlay(await findLeads(db, db.read, scope, wanted, false), scratch, wanted);
        const decisions = decideRows(converted, found, terms);
        await keep(scratch, decisions, found, byContact);
        const kept = rowsToKeep(counts, decisions).map(shown);
        counts = addCounts(
          counts,
          decisions.map((d) => d.outcome),
        );
        await db.transaction(async (tx) => {
          await insertKept(tx, item.id, 'check', kept);
          await advance(tx, work, { state: 'checking', progress }, { progress: counts.read, check: counts });
        });
        progress = counts.read;
        work.report(false);
      }
    } finally {
      await scratch.close();
    }
    await db.transaction((tx) =>
      advance(
        tx,
        work,
        { state: 'checking', progress },
        { state: 'checked', rows: progress, finishedAt: work.now() },
      ),
    );
    work.report(false);
  });
