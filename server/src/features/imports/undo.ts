import type { Stage } from '@iperform/contract';
import { leadScope } from '../../db/scoped.ts';
import { dayOf } from '../../kernel/days.ts';
import { type FieldChange, type LeadState, updateLead, type WriteContext } from '../leads/index.ts';
import { namesOf } from '../people/index.ts';
import { stagesOf } from '../pipeline/index.ts';
import type { UndoCounts } from './store.ts';
import {
  type ImportLog,
  leadsForUndo,
  logAt,
  logsOfImport,
  logsOfLeads,
  stageEntries,
  statesIn,
} from './store-match.ts';
import { insertKept, type KeptRow } from './store-rows.ts';
import { advance, Stopped, type Work } from './work.ts';

// Undoing goes by what the log says the import did: what it created is deleted, what it changed gets its old values back,
// and what somebody changed since is left alone.

const logsAtOnce = 200;

/** A field as it was before a change. */
const revertField = (lead: LeadState, { field, from }: FieldChange): LeadState => {
  if (!field.startsWith('custom.')) return { ...lead, [field]: from };
  const { [field.slice('custom.'.length)]: _gone, ...rest } = lead.custom;
  return {
    ...lead,
    custom: from === null ? rest : { ...rest, [field.slice(7)]: from as string | number | boolean },
  };
};

/** A lead as it was before an import changed it, from the import's own log rows; stage and time of entry follow the stage. */
const revert = (
  lead: LeadState,
  logs: Pick<ImportLog, 'changes'>[],
  stages: Stage[],
  enteredAt: (stageId: string) => number,
): LeadState | null => {
  let before = lead;
  for (const log of logs.toReversed()) {
    for (const change of JSON.parse(log.changes) as FieldChange[]) before = revertField(before, change);
  }
  if (before.stageId === lead.stageId) return before;
  const stage = stages.find((s) => s.id === before.stageId);
  return stage === undefined ? null : { ...before, stageKind: stage.kind, stageSince: enteredAt(stage.id) };
};

/** The log row of somebody else's change since the import touched a lead; null where there is none. */
const changedSince = (lead: LeadState, logs: ImportLog[], importId: string): ImportLog | null => {
  const first = logs.find((log) => log.import_id === importId);
  const later = logs.filter((log) => first !== undefined && log.version > first.version);
  const other = later.findLast((log) => log.import_id !== importId || log.kind === 'undone');
  if (other !== undefined) return other;
  return (logs.at(-1)?.version ?? 0) === lead.version ? null : (logs.at(-1) ?? null);
};

/** Undoes what is left to undo of an import, some leads in each transaction. */
export const undoImport = async (work: Work): Promise<void> => {
  const { db, company, actor, item } = work;
  const scope = leadScope(actor, 'lead:update');
  const [stages, names] = await Promise.all([stagesOf(db), namesOf(db)]);
  let progress = item.progress;
  let counts: UndoCounts = item.undo ?? { deleted: 0, restored: 0, kept: 0 };
  let after = progress === 0 ? '' : await logAt(db, item.id, progress);

  const step = async (page: ImportLog[]): Promise<UndoCounts> =>
    db.transaction(async (tx) => {
      const sum = { ...counts };
      const at = work.now();
      const write: WriteContext = { actorId: actor.userId, via: 'import', at, importId: item.id };
      const inPage = new Set(page.map((log) => log.id));
      const ids = [...new Set(page.map((log) => log.lead_id))].sort();
      const reach = new Set((await statesIn(db, tx, scope, ids, true)).map((lead) => lead.id));
      const leads = await leadsForUndo(db, tx, ids);
      const logs = Map.groupBy(await logsOfLeads(tx, ids), (log) => log.lead_id);
      const entries = Map.groupBy(await stageEntries(tx, ids), (entry) => entry.lead_id);
      const kept: KeptRow[] = [];
      for (const lead of leads) {
        const all = logs.get(lead.id) ?? [];
        const ours = all.filter((log) => log.import_id === item.id && log.kind !== 'undone');
        const first = ours[0];
        // A lead that the import touched several times is undone once, at the first of them.
        if (first === undefined || !inPage.has(first.id)) continue;
        const keep = (message: string, name = lead.name) => {
          sum.kept += 1;
          kept.push({
            row: sum.kept,
            outcome: 'kept',
            leadId: lead.id,
            name,
            reasons: [{ column: '', message }],
            cells: [],
          });
        };
        const other = changedSince(lead, all, item.id);
        if (other !== null) {
          const who = other.actor_id === null ? 'the program' : (names.get(other.actor_id) ?? 'somebody');
          keep(
            `changed by ${who} on ${dayOf(other.at, company.timeZone)}`,
            reach.has(lead.id) || lead.deletedAt !== null ? lead.name : '',
          );
          continue;
        }
        if (!reach.has(lead.id)) {
          keep('you may not change it', '');
          continue;
        }
        if (first.version === 1) {
          // The external id is given back, so that the file can be imported again.
          await updateLead(tx, write, lead, { ...lead, deletedAt: at, externalId: null }, 'undone');
          sum.deleted += 1;
          continue;
        }
        const entered = (stageId: string) =>
          entries
            .get(lead.id)
            ?.sort((a, b) => (a.id < b.id ? -1 : 1))
            .findLast((e) => e.to_status_id === stageId)?.at ?? at;
        const before = revert(lead, ours, stages, entered);
        if (before === null) {
          keep('the stage it was in does not exist any more');
          continue;
        }
        await updateLead(tx, write, lead, before, 'undone');
        sum.restored += 1;
      }
      await insertKept(tx, item.id, 'undo', kept);
      await advance(
        tx,
        work,
        { state: 'undoing', progress },
        { progress: progress + page.length, undo: sum },
      );
      return sum;
    });

  for (;;) {
    const page = await logsOfImport(db, item.id, after, logsAtOnce);
    const last = page.at(-1);
    if (last === undefined) break;
    if (work.stopping()) throw new Stopped();
    counts = await step(page);
    progress += page.length;
    after = last.id;
    work.report(true);
  }
  const ended = { state: 'undone', undo: counts, finishedAt: work.now() } as const;
  await db.transaction((tx) => advance(tx, work, { state: 'undoing', progress }, ended));
  work.report(true);
};
