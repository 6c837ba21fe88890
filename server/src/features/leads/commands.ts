import { createHash } from 'node:crypto';
import type { CustomField, LeadChange, LeadMove, NewLead, Permission, Stage } from '@iperform/contract';
import { scopeOf } from '../../access/policy.ts';
import type { Database } from '../../db/database.ts';
import { isUniqueViolation } from '../../db/dialect.ts';
import { leadScope } from '../../db/scoped.ts';
import type { OpenTables } from '../../db/tables.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Actor, Company } from '../../kernel/context.ts';
import { dayOf } from '../../kernel/days.ts';
import { AppError, invalidField, notFound } from '../../kernel/errors.ts';
import { newId } from '../../kernel/id.ts';
import { customFieldsOf } from '../fields/index.ts';
import { assignable, readPartners } from '../people/index.ts';
import { stagesOf } from '../pipeline/index.ts';
import { normalEmails, normalPhones } from './contacts.ts';
import { checkCustom } from './custom.ts';
import { decideMove, type MoveFields } from './rules.ts';
import { changesBetween, type LeadState, stateOf } from './state.ts';
import { findKey, findLead, lockLead } from './store-read.ts';
import {
  insertActivity,
  insertLeads,
  staleVersion,
  type Tx,
  takeKey,
  updateLead,
  type WriteContext,
} from './store-write.ts';

// What can be done to a lead. Every way in comes through here: the API, the command line, imports and the demo.

/** In whose name and where a command runs. */
export interface LeadContext {
  db: Database<OpenTables>;
  company: Company;
  actor: Actor;
  clock: Clock;
}

const writeContext = ({ actor, clock }: LeadContext): WriteContext => ({
  actorId: actor.userId,
  via: actor.via,
  at: clock(),
});

/** The stage with an id. @throws AppError VALIDATION_FAILED naming `stageId` */
const stageById = (stages: Stage[], id: string): Stage => {
  const stage = stages.find((s) => s.id === id);
  if (stage === undefined) throw invalidField('stageId', 'is no stage of this company');
  return stage;
};

const firstOpen = (stages: Stage[]): Stage => {
  const stage = stages.find((s) => s.kind === 'open');
  if (stage === undefined) throw new Error('the company has no open stage');
  return stage;
};

/** A database, or the transaction one is in. */
type Reader = LeadContext['db']['read'];

interface Holders {
  ownerId?: string | null | undefined;
  warriorId?: string | null | undefined;
  partnerId?: string | null | undefined;
}

/** Refuses an owner, warrior or partner that the actor may not set. What stays as it was is not asked about. */
const checkHolders = async (
  context: LeadContext,
  read: Reader,
  wanted: Holders,
  before: Holders,
): Promise<void> => {
  const changed = (key: keyof Holders) => wanted[key] !== undefined && wanted[key] !== (before[key] ?? null);
  if (changed('ownerId') || changed('warriorId')) {
    const may = await assignable(read, context.actor);
    const all = scopeOf(context.actor.role, 'lead:assign') === 'all';
    const refuse = (field: 'ownerId' | 'warriorId', list: { id: string }[]) => {
      const id = wanted[field];
      if (!changed(field)) return;
      // Taking a lead away from everybody would hide it from whoever may only give it within a tree.
      const fine =
        id === null ? all || (field === 'warriorId' && list.length > 0) : list.some((p) => p.id === id);
      if (!fine) throw invalidField(field, 'is nobody you may give this lead to');
    };
    refuse('ownerId', may.owners);
    refuse('warriorId', may.warriors);
  }
  if (changed('partnerId')) {
    const scope = scopeOf(context.actor.role, 'lead:assign');
    const known = wanted.partnerId === null || (await partnerExists(read, wanted.partnerId as string));
    if (!known || (scope !== 'all' && scope !== 'team')) {
      throw invalidField('partnerId', 'is no partner you may give this lead to');
    }
  }
};

const partnerExists = async (read: Reader, id: string): Promise<boolean> => {
  return (await readPartners(read)).some((partner) => partner.id === id);
};

/** Applies fields as written by a caller to a lead: contacts normalised, custom fields checked and merged. */
const applyFields = (
  lead: LeadState,
  fields: Omit<LeadChange, 'version'>,
  declared: CustomField[],
): LeadState => {
  const { emails, phones, custom, tags, ...rest } = fields;
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return {
    ...lead,
    ...given,
    ...(emails ? { emails: normalEmails(emails) } : {}),
    ...(phones ? { phones: normalPhones(phones) } : {}),
    ...(tags ? { tags: [...new Set(tags)].sort() } : {}),
    ...(custom ? { custom: checkCustom(lead.custom, custom, declared) } : {}),
  };
};

/** An empty lead of a company in a stage: what creation and import fill in. */
export const blankLead = (company: Company, stage: Stage, at: number): LeadState => ({
  id: newId(),
  name: '',
  organisation: '',
  emails: [],
  phones: [],
  source: '',
  campaign: '',
  product: '',
  city: '',
  state: '',
  country: '',
  valueMinor: 0,
  currency: company.currency,
  stageId: stage.id,
  stageKind: stage.kind,
  stageSince: at,
  ownerId: null,
  warriorId: null,
  partnerId: null,
  tags: [],
  custom: {},
  nextFollowupAt: null,
  lastActivityAt: null,
  score: 0,
  lostReason: '',
  wonValueMinor: null,
  wonOn: null,
  externalId: null,
  importId: null,
  createdBy: null,
  createdAt: at,
  updatedAt: at,
  deletedAt: null,
  version: 1,
});

const hashOf = (body: unknown): string => createHash('sha256').update(JSON.stringify(body)).digest('hex');
const createRoute = 'leads.create';

/** What a repeated call with the same key made the first time, or null where the key is new. */
const replay = async (context: LeadContext, key: string, body: unknown): Promise<LeadState | null> => {
  const seen = await findKey(context.db.read, context.actor.userId, key, createRoute);
  if (seen === undefined) return null;
  if (seen.body_hash !== hashOf(body)) {
    throw new AppError('IDEMPOTENCY_CONFLICT', {
      detail: 'This Idempotency-Key was used for another lead. Send each new lead with a key of its own.',
    });
  }
  // What has gone out of sight since is not shown again either.
  const row = await findLead(context.db, leadScope(context.actor, 'lead:read'), seen.resource_id);
  if (row === undefined) throw notFound('lead');
  return stateOf(row);
};

/**
 * Creates a lead in an open stage. With an idempotency key, a repeated call answers the lead of the first.
 * @throws AppError VALIDATION_FAILED, STAGE_REQUIREMENTS, CONFLICT (external id), IDEMPOTENCY_CONFLICT
 */
export const createLead = async (
  context: LeadContext,
  body: NewLead,
  key: string | null,
): Promise<LeadState> => {
  const { db, actor, company } = context;
  if (key !== null) {
    const first = await replay(context, key, body);
    if (first !== null) return first;
  }
  const write = writeContext(context);
  const { stageId, externalId, ...fields } = body;
  const stages = await stagesOf(db);
  const start = firstOpen(stages);
  const target = stageId === undefined ? start : stageById(stages, stageId);
  if (target.kind !== 'open')
    throw invalidField('stageId', `${target.name} is closed; create the lead, then move it`);
  const scope = scopeOf(actor.role, 'lead:create');
  // Whoever sees a part of the leads owns what they create, or it would vanish from their own sight.
  const ownerId = fields.ownerId ?? (scope === 'all' ? null : actor.userId);
  await checkHolders(
    context,
    db.read,
    { ...fields, ownerId },
    { ownerId: scope === 'all' ? null : actor.userId },
  );
  const declared = fields.custom === undefined ? [] : await customFieldsOf(db);
  const blank = {
    ...blankLead(company, start, write.at),
    createdBy: actor.userId,
    externalId: externalId ?? null,
  };
  let lead = applyFields(blank, { ...fields, ownerId }, declared);
  if (target.id !== start.id) {
    const moved = decideMove(lead, {
      to: target,
      fields: {},
      note: '',
      at: write.at,
      today: todayOf(context),
    });
    if (!moved.ok) throw new AppError(moved.code, { detail: moved.detail, fields: moved.fields });
    lead = moved.lead;
  }
  try {
    await db.transaction(async (tx) => {
      if (key !== null) {
        await takeKey(tx, {
          user_id: actor.userId,
          idem_key: key,
          route: createRoute,
          body_hash: hashOf(body),
          resource_id: lead.id,
          at: write.at,
        });
      }
      await insertLeads(tx, write, [{ lead, history: [{ fromId: null, toId: target.id, at: write.at }] }]);
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const first = key === null ? null : await replay(context, key, body);
    if (first !== null) return first;
    throw new AppError('CONFLICT', {
      detail: `There is a lead with the external id ${externalId} already.`,
      fields: [{ field: 'externalId', message: 'is taken' }],
      cause: error,
    });
  }
  return lead;
};

const todayOf = ({ clock, company }: LeadContext): string => dayOf(clock(), company.timeZone);

/** Loads a lead in a scope, decides and writes, all in one transaction. */
const rewriteLead = async (
  context: LeadContext,
  permission: Permission,
  id: string,
  decide: (before: LeadState, tx: Tx, write: WriteContext) => Promise<LeadState>,
  deleted = false,
): Promise<LeadState> => {
  const scope = leadScope(context.actor, permission, deleted);
  return context.db.transaction(async (tx) => {
    const row = await lockLead(context.db, tx, scope, id);
    if (row === undefined) throw notFound('lead');
    const before = stateOf(row);
    // The story of a lead never runs backwards, whatever its clocks do.
    const write = writeContext(context);
    return decide(before, tx, { ...write, at: Math.max(write.at, before.updatedAt + 1) });
  });
};

const checkVersion = (lead: LeadState, version: number): void => {
  if (lead.version !== version) throw staleVersion();
};

/**
 * Changes fields of a lead, not its stage.
 * @throws AppError NOT_FOUND, STALE_VERSION, VALIDATION_FAILED
 */
export const changeLead = async (
  context: LeadContext,
  id: string,
  version: number,
  { version: _inBody, ...fields }: LeadChange,
): Promise<LeadState> => {
  const declared = fields.custom === undefined ? [] : await customFieldsOf(context.db);
  return rewriteLead(context, 'lead:update', id, async (before, tx, write) => {
    checkVersion(before, version);
    await checkHolders(context, tx, fields, before);
    const after = applyFields(before, fields, declared);
    // What changes nothing leaves no trace: no version, no log, no event.
    if (changesBetween(before, after).length === 0) return before;
    return updateLead(tx, write, before, after, 'changed');
  });
};

/**
 * Moves a lead to a stage.
 * @throws AppError NOT_FOUND, STALE_VERSION, STAGE_REQUIREMENTS, TRANSITION_REFUSED, VALIDATION_FAILED
 */
export const moveLead = async (
  context: LeadContext,
  id: string,
  version: number,
  { stageId, fields = {}, note = '' }: LeadMove,
): Promise<LeadState> => {
  const to = stageById(await stagesOf(context.db), stageId);
  const wanted: MoveFields = {
    ...fields,
    ...(fields.emails ? { emails: normalEmails(fields.emails) } : {}),
    ...(fields.phones ? { phones: normalPhones(fields.phones) } : {}),
  };
  return rewriteLead(context, 'lead:move', id, async (before, tx, write) => {
    checkVersion(before, version);
    await checkHolders(context, tx, wanted, before);
    const decided = decideMove(before, { to, fields: wanted, note, at: write.at, today: todayOf(context) });
    if (!decided.ok) throw new AppError(decided.code, { detail: decided.detail, fields: decided.fields });
    return updateLead(tx, write, before, decided.lead, 'moved', note);
  });
};

/** Deletes a lead softly. @throws AppError NOT_FOUND, STALE_VERSION */
export const removeLead = (context: LeadContext, id: string, version: number): Promise<LeadState> =>
  rewriteLead(context, 'lead:delete', id, async (before, tx, write) => {
    checkVersion(before, version);
    return updateLead(tx, write, before, { ...before, deletedAt: write.at }, 'deleted');
  });

/** Restores a deleted lead. @throws AppError NOT_FOUND where it is not deleted, or out of sight */
export const restoreLead = (context: LeadContext, id: string): Promise<LeadState> =>
  rewriteLead(
    context,
    'lead:delete',
    id,
    (before, tx, write) => updateLead(tx, write, before, { ...before, deletedAt: null }, 'restored'),
    true,
  );

export interface ActivityInput {
  kind: string;
  text: string;
  at?: number | undefined;
  nextFollowupAt?: number | null | undefined;
}

/** Logs something that happened on a lead, and with it the next step. @throws AppError NOT_FOUND, VALIDATION_FAILED */
export const addActivity = async (
  context: LeadContext,
  id: string,
  input: ActivityInput,
): Promise<{ id: string; at: number; lead: LeadState }> => {
  const now = context.clock();
  const at = input.at ?? now;
  if (at > now + 60_000) throw invalidField('at', 'must not be in the future; plan it as the next step');
  const activityId = newId();
  const lead = await rewriteLead(context, 'activity:create', id, async (before, tx, write) => {
    await insertActivity(tx, {
      id: activityId,
      lead_id: id,
      kind: input.kind,
      text: input.text,
      due_at: null,
      at,
      actor_id: context.actor.userId,
    });
    const nextFollowupAt = input.nextFollowupAt === undefined ? before.nextFollowupAt : input.nextFollowupAt;
    const after = { ...before, nextFollowupAt, lastActivityAt: Math.max(before.lastActivityAt ?? 0, at) };
    return updateLead(
      tx,
      write,
      before,
      after,
      nextFollowupAt === before.nextFollowupAt ? 'activity' : 'changed',
    );
  });
  return { id: activityId, at, lead };
};
