import type { EventName } from '@iperform/contract';
import { CompiledQuery, type Transaction } from 'kysely';
import { insertRows } from '../../db/insert.ts';
import { searchBody } from '../../db/search.ts';
import type { LeadsTable, LogKind, OpenTables, Tables } from '../../db/tables.ts';
import { publish } from '../../jobs/outbox.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/id.ts';
import { normalEmail } from './contacts.ts';
import { changesBetween, type FieldChange, type LeadState, rowOf } from './state.ts';

// Every write of a lead: the row, what is derived from it (contacts, tags, search words), its log row, its stage history
// and its outbox row, in the caller's transaction.

/** A transaction of a company's database. */
export type Tx = Transaction<OpenTables>;

/** What a log row says besides the change itself. */
export interface WriteContext {
  /** null: the program itself. */
  actorId: string | null;
  via: string;
  at: number;
  importId?: string | null;
}

/** An entry into a stage, oldest first. */
export interface StageEntry {
  fromId: string | null;
  toId: string;
  at: number;
}

const contactsOf = (lead: LeadState): Tables['lead_contact'][] => {
  const emails = new Set(lead.emails.map(normalEmail));
  return [
    ...Array.from(emails, (value) => ({ kind: 'email' as const, value, lead_id: lead.id })),
    ...Array.from(new Set(lead.phones), (value) => ({ kind: 'phone' as const, value, lead_id: lead.id })),
  ];
};

const tagsOf = (lead: LeadState): Tables['lead_tag'][] => lead.tags.map((tag) => ({ tag, lead_id: lead.id }));

const bodyOf = (lead: LeadState): string =>
  searchBody([lead.name, lead.organisation, lead.city, lead.externalId ?? '', ...lead.emails], lead.phones);

const logRow = (
  lead: LeadState,
  context: WriteContext,
  kind: LogKind,
  changes: FieldChange[],
  note: string,
): Tables['lead_logs'] => ({
  id: newId(),
  lead_id: lead.id,
  at: context.at,
  actor_id: context.actorId,
  via: context.via,
  kind,
  changes: JSON.stringify(changes),
  note,
  version: lead.version,
  import_id: context.importId ?? null,
});

/** A new lead, how it got to its stage, and a note for its log. */
export interface NewLeadRow {
  lead: LeadState;
  history: StageEntry[];
  note?: string;
}

/** Writes the rows of new leads and what follows from them: contacts, tags, search words. No log, no history, no event. */
export const insertLeadRows = async (tx: Tx, leads: LeadState[]): Promise<void> => {
  await insertRows(tx, 'leads', leads.map(rowOf));
  await insertRows(tx, 'lead_contact', leads.flatMap(contactsOf));
  await insertRows(tx, 'lead_tag', leads.flatMap(tagsOf));
  await insertRows(
    tx,
    'lead_search',
    leads.map((lead) => ({ lead_id: lead.id, body: bodyOf(lead) })),
  );
};

/** Writes new leads, many at a time. A clash of ids or external ids throws and leaves nothing. */
export const insertLeads = async (tx: Tx, context: WriteContext, rows: NewLeadRow[]): Promise<void> => {
  const leads = rows.map((row) => row.lead);
  const kind: LogKind = context.importId ? 'imported' : 'created';
  await insertLeadRows(tx, leads);
  await insertRows(
    tx,
    'lead_logs',
    rows.map(({ lead, note }) => logRow(lead, context, kind, [], note ?? '')),
  );
  await insertRows(
    tx,
    'lead_stage_history',
    rows.flatMap(({ lead, history }) =>
      history.map((entry) => ({
        id: newId(),
        lead_id: lead.id,
        from_status_id: entry.fromId,
        to_status_id: entry.toId,
        at: entry.at,
        actor_id: context.actorId,
      })),
    ),
  );
  await publish(
    tx,
    'lead.created',
    leads.map((lead) => lead.id),
    context.at,
  );
};

const eventOf: Record<LogKind, EventName> = {
  created: 'lead.created',
  imported: 'lead.changed',
  changed: 'lead.changed',
  activity: 'lead.changed',
  undone: 'lead.changed',
  moved: 'lead.moved',
  deleted: 'lead.deleted',
  restored: 'lead.restored',
};

const rewrite = async (
  tx: Tx,
  table: 'lead_contact' | 'lead_tag',
  before: Tables['lead_contact'][] | Tables['lead_tag'][],
  after: Tables['lead_contact'][] | Tables['lead_tag'][],
  leadId: string,
): Promise<void> => {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  await tx.executeQuery(CompiledQuery.raw(`delete from ${table} where lead_id = ?`, [leadId]));
  await insertRows(tx, table, after as never);
};

/**
 * Writes a changed lead if it still has the version it was read with, with all that follows from the change.
 * @returns the lead as it now stands
 * @throws AppError STALE_VERSION where somebody changed it meanwhile
 */
export const updateLead = async (
  tx: Tx,
  context: WriteContext,
  before: LeadState,
  wanted: LeadState,
  kind: LogKind,
  note = '',
): Promise<LeadState> => {
  const after: LeadState = { ...wanted, version: before.version + 1, updatedAt: context.at };
  const old = rowOf(before);
  const row = rowOf(after);
  const columns = (Object.keys(row) as (keyof LeadsTable)[]).filter((column) => row[column] !== old[column]);
  const sets = columns.map((column) => `\`${column}\` = ?`).join(', ');
  const written = await tx.executeQuery(
    CompiledQuery.raw(`update leads set ${sets} where id = ? and version = ?`, [
      ...columns.map((column) => row[column]),
      before.id,
      before.version,
    ]),
  );
  if (Number(written.numAffectedRows ?? 0n) !== 1) throw staleVersion();
  await rewrite(tx, 'lead_contact', contactsOf(before), contactsOf(after), after.id);
  await rewrite(tx, 'lead_tag', tagsOf(before), tagsOf(after), after.id);
  const body = bodyOf(after);
  if (body !== bodyOf(before)) {
    await tx.executeQuery(
      CompiledQuery.raw('update lead_search set body = ? where lead_id = ?', [body, after.id]),
    );
  }
  await insertRows(tx, 'lead_logs', [logRow(after, context, kind, changesBetween(before, after), note)]);
  if (after.stageId !== before.stageId) {
    await insertRows(tx, 'lead_stage_history', [
      {
        id: newId(),
        lead_id: after.id,
        from_status_id: before.stageId,
        to_status_id: after.stageId,
        at: context.at,
        actor_id: context.actorId,
      },
    ]);
  }
  await publish(tx, eventOf[kind], [after.id], context.at);
  return after;
};

export const staleVersion = (): AppError =>
  new AppError('STALE_VERSION', {
    detail: 'Somebody changed this lead since you read it. Read it again and repeat your change.',
  });

/** Writes something that happened on a lead; the lead's own row is the caller's to change. */
export const insertActivity = (tx: Tx, row: Tables['followup_activity']): Promise<void> =>
  insertRows(tx, 'followup_activity', [row]);

/** Takes an idempotency key in the transaction of its effect. @throws a unique violation where it is taken */
export const takeKey = (tx: Tx, row: Tables['idempotency']): Promise<void> =>
  insertRows(tx, 'idempotency', [row]);
