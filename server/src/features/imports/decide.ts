import type { ImportOptions, RowOutcome, Stage } from '@iperform/contract';
import type { Company } from '../../kernel/context.ts';
import { dayOf, startOfDay } from '../../kernel/days.ts';
import {
  blankLead,
  changesBetween,
  decideMove,
  type LeadState,
  type NewLeadRow,
  normalEmails,
  type StageEntry,
} from '../leads/index.ts';
import type { Converted } from './convert.ts';
import { contactKeys, type Found, remember } from './found.ts';
import type { Reason, RowValues } from './values.ts';

// What each row does: the same decision in a dry run and in a run. Pure but for the ids of new leads.

/** What deciding needs to know besides the row. */
export interface Terms {
  company: Company;
  stages: Stage[];
  options: ImportOptions;
  importId: string;
  actorId: string;
  /** Owner of new leads that nobody is named for. */
  defaultOwnerId: string | null;
  /** Header of the column that names the stage. */
  stageColumn: string;
  /** Names of stages, people and partners by id. */
  names: Map<string, string>;
  at: number;
}

export interface Decision {
  row: number;
  outcome: RowOutcome;
  leadId: string | null;
  /** Whether the lead was made by this file, so that a dry run knows no such lead. */
  pending: boolean;
  name: string;
  reasons: Reason[];
  cells: string[];
  create?: NewLeadRow;
  update?: { before: LeadState; after: LeadState; moved: boolean; note: string };
}

type Applied = { ok: true; lead: LeadState } | { ok: false; reasons: Reason[] };

const union = (before: string[], more: string[]): string[] =>
  more.length === 0 ? before : [...new Set([...before, ...more])];

/** A lead with what a row says written over it; contacts and tags are added to, never taken away. */
const overwrite = (before: LeadState, values: RowValues): LeadState => {
  const {
    name,
    nameMade,
    emails,
    phones,
    tags,
    custom,
    note: _note,
    externalId,
    stageId: _stageId,
    createdAt: _at,
    lostReason: _lost,
    wonValueMinor: _won,
    wonOn: _on,
    ...fields
  } = values;
  return {
    ...before,
    ...fields,
    name: nameMade && before.name !== '' ? before.name : name,
    emails: emails.length === 0 ? before.emails : normalEmails([...before.emails, ...emails]),
    phones: union(before.phones, phones),
    tags: tags.length === 0 ? before.tags : union(before.tags, tags).sort(),
    custom: { ...before.custom, ...custom },
    // A lead found by its e-mail keeps the key that another system knows it by.
    externalId: before.externalId ?? externalId ?? null,
  };
};

const tooMany = ({ emails, phones, tags, custom }: LeadState): Reason[] => {
  const most: [string, number, number][] = [
    ['e-mail addresses', emails.length, 20],
    ['phone numbers', phones.length, 20],
    ['tags', tags.length, 50],
    ['custom fields', Object.keys(custom).length, 200],
  ];
  return most
    .filter(([, count, limit]) => count > limit)
    .map(([what, , limit]) => ({ column: '', message: `the lead would have more than ${limit} ${what}` }));
};

/** Writes a row over a lead, through the transition engine where it names another stage. */
const apply = (before: LeadState, values: RowValues, terms: Terms): Applied => {
  const next = overwrite(before, values);
  const many = tooMany(next);
  if (many.length > 0) return { ok: false, reasons: many };
  const { lostReason, wonValueMinor, wonOn, note } = values;
  const column = terms.stageColumn;
  const to = terms.stages.find((stage) => stage.id === values.stageId);
  if (to !== undefined && to.id !== before.stageId) {
    // What a deal was worth is what it was won for, unless the file says otherwise.
    const value = to.kind === 'won' && next.valueMinor > 0 ? next.valueMinor : undefined;
    const won = wonValueMinor ?? value;
    const fields = {
      ...(lostReason === undefined ? {} : { lostReason }),
      ...(won === undefined ? {} : { wonValueMinor: won }),
      ...(wonOn === undefined ? {} : { wonOn }),
    };
    const today = dayOf(terms.at, terms.company.timeZone);
    const moved = decideMove(next, { to, fields, note, at: terms.at, today });
    if (!moved.ok) return { ok: false, reasons: [{ column, message: moved.detail }] };
    return { ok: true, lead: moved.lead };
  }
  const reasons: Reason[] = [];
  const belongs = (what: string, kind: Stage['kind'], given: unknown) => {
    if (given !== undefined && next.stageKind !== kind) {
      reasons.push({
        column,
        message: `${what} belongs to a ${kind} stage, and the lead is ${next.stageKind}`,
      });
    }
  };
  belongs('a reason why it was lost', 'lost', lostReason);
  belongs('a value that was won', 'won', wonValueMinor);
  belongs('a day on which it was won', 'won', wonOn);
  if (reasons.length > 0) return { ok: false, reasons };
  return {
    ok: true,
    lead: {
      ...next,
      lostReason: lostReason ?? next.lostReason,
      wonValueMinor: wonValueMinor ?? next.wonValueMinor,
      wonOn: wonOn ?? next.wonOn,
    },
  };
};

/** How a new lead came to its stage: captured when it was created, and where it stands now since it was won, or since now. */
const historyOf = (
  lead: LeadState,
  start: Stage,
  values: RowValues,
  terms: Terms,
): { history: StageEntry[]; since: number } => {
  const { createdAt } = values;
  if (lead.stageId === start.id || createdAt === undefined) {
    return { history: [{ fromId: null, toId: lead.stageId, at: lead.createdAt }], since: lead.createdAt };
  }
  const won = lead.wonOn === null ? terms.at : startOfDay(lead.wonOn, terms.company.timeZone);
  const since = Math.min(terms.at, Math.max(createdAt, won));
  const captured: StageEntry = { fromId: null, toId: start.id, at: createdAt };
  return { history: [captured, { fromId: start.id, toId: lead.stageId, at: since }], since };
};

const create = (
  values: RowValues,
  terms: Terms,
): { ok: true; made: NewLeadRow } | { ok: false; reasons: Reason[] } => {
  const start = terms.stages.find((stage) => stage.kind === 'open');
  if (start === undefined) throw new Error('the company has no open stage');
  const blank: LeadState = {
    ...blankLead(terms.company, start, terms.at),
    createdBy: terms.actorId,
    importId: terms.importId,
    ownerId: terms.defaultOwnerId,
    source: terms.options.source,
  };
  const applied = apply(blank, values, terms);
  if (!applied.ok) return applied;
  const dated = { ...applied.lead, createdAt: values.createdAt ?? terms.at };
  const { history, since } = historyOf(dated, start, values, terms);
  return { ok: true, made: { lead: { ...dated, stageSince: since }, history, note: values.note } };
};

const shown = (value: unknown, names: Map<string, string>): string => {
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return '–';
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' ? (names.get(value) ?? value) : String(value);
};

const describe = (before: LeadState, after: LeadState, names: Map<string, string>): Reason[] =>
  changesBetween(before, after).map(({ field, from, to }) => ({
    column: field,
    message: `${shown(from, names).slice(0, 150)} → ${shown(to, names).slice(0, 150)}`,
  }));

const decideRow = (converted: Converted, found: Found, terms: Terms): Decision => {
  const { row, cells } = converted;
  const rejected = (name: string, reasons: Reason[]): Decision => ({
    row,
    outcome: 'rejected',
    leadId: null,
    pending: false,
    name,
    reasons,
    cells,
  });
  if (!converted.ok) return rejected(converted.name, converted.reasons);
  const { values } = converted;
  const external = values.externalId === undefined ? undefined : found.externals.get(values.externalId);
  const contact = contactKeys(values).flatMap((key) => found.contacts.get(key) ?? [])[0];
  const match =
    external === undefined ? (terms.options.onMatch === 'create' ? undefined : contact) : external;

  if (match === undefined) {
    const created = create(values, terms);
    if (!created.ok) return rejected(values.name, created.reasons);
    const { lead } = created.made;
    remember(found, { state: lead, notes: new Set([values.note]), pending: true });
    return {
      row,
      outcome: 'created',
      leadId: lead.id,
      pending: true,
      name: lead.name,
      reasons: [],
      cells,
      create: created.made,
    };
  }

  const lead = found.leads.get(match);
  if (lead === undefined) {
    const message = `a lead that was deleted, or that you may not change, has the external id ${values.externalId}`;
    return rejected(values.name, [{ column: '', message }]);
  }
  const before = lead.state;
  const known = { leadId: before.id, pending: lead.pending, name: before.name, cells, row };
  if (external === undefined && terms.options.onMatch === 'skip') {
    const message = `has the e-mail address or phone number of ${before.name}${before.importId === terms.importId ? ', an earlier row of the file' : ''}`;
    return { ...known, outcome: 'duplicate', reasons: [{ column: '', message }] };
  }
  const applied = apply(before, values, terms);
  if (!applied.ok) return rejected(values.name, applied.reasons);
  const newNote = values.note !== '' && !lead.notes.has(values.note);
  const reasons = describe(before, applied.lead, terms.names);
  if (reasons.length === 0 && !newNote) return { ...known, outcome: 'unchanged', reasons: [] };
  // The state as it stands once the update is written: later rows of the batch go on from it.
  const after = { ...applied.lead, version: before.version + 1, updatedAt: terms.at };
  remember(found, { ...lead, state: after, notes: new Set([...lead.notes, values.note]) });
  const note = newNote ? values.note : '';
  const moved = after.stageId !== before.stageId;
  return { ...known, outcome: 'updated', reasons, update: { before, after, moved, note } };
};

/** Decides a batch, row after row: a row finds what the rows before it made. */
export const decideRows = (rows: Converted[], found: Found, terms: Terms): Decision[] =>
  rows.map((row) => decideRow(row, found, terms));
