import type { Stage } from '@iperform/contract';
import type { LogKind, Tables } from '../../db/tables.ts';
import { changesBetween, decideMove, type LeadState, type MoveFields } from '../../features/leads/index.ts';
import type { Dice } from './dice.ts';

// The story of one lead as the product would have written it, had everything been done through it at its time. Every act
// raises the version by one and leaves one log row, and every move is decided by the rules of the product.

export interface Chronicle {
  lead: LeadState;
  logs: Tables['lead_logs'][];
  history: Tables['lead_stage_history'][];
  activities: Tables['followup_activity'][];
  shares: Tables['lead_share'][];
}

interface Act {
  /** null: the program itself. */
  actorId: string | null;
  at: number;
}

const logOf = (
  dice: Dice,
  lead: LeadState,
  { actorId, at }: Act,
  kind: LogKind,
  changes: string,
  note: string,
): Tables['lead_logs'] => ({
  id: dice.id(at),
  lead_id: lead.id,
  at,
  actor_id: actorId,
  via: 'demo',
  kind,
  changes,
  note,
  version: lead.version,
  import_id: null,
});

const entryOf = (
  dice: Dice,
  leadId: string,
  from: string | null,
  to: string,
  { actorId, at }: Act,
): Tables['lead_stage_history'] => ({
  id: dice.id(at),
  lead_id: leadId,
  from_status_id: from,
  to_status_id: to,
  at,
  actor_id: actorId,
});

/** Opens the story of a lead that was just created. */
export const begin = (dice: Dice, lead: LeadState): Chronicle => {
  const act = { actorId: lead.createdBy, at: lead.createdAt };
  return {
    lead,
    logs: [logOf(dice, lead, act, 'created', '[]', '')],
    history: [entryOf(dice, lead.id, null, lead.stageId, act)],
    activities: [],
    shares: [],
  };
};

const write = (
  dice: Dice,
  story: Chronicle,
  wanted: LeadState,
  { actorId, at: wantedAt }: Act,
  kind: LogKind,
  note = '',
): number => {
  const before = story.lead;
  // Ids of one lead rise with time only if no two acts share a millisecond.
  const at = Math.max(wantedAt, before.updatedAt + 1);
  const after = { ...wanted, updatedAt: at, version: before.version + 1 };
  if (after.stageId !== before.stageId) {
    after.stageSince = at;
    story.history.push(entryOf(dice, after.id, before.stageId, after.stageId, { actorId, at }));
  }
  const changes = JSON.stringify(changesBetween(before, after));
  story.logs.push(logOf(dice, after, { actorId, at }, kind, changes, note));
  story.lead = after;
  return at;
};

/** Changes fields of the lead, not its stage. */
export const change = (dice: Dice, story: Chronicle, act: Act, fields: Partial<LeadState>): void => {
  write(dice, story, { ...story.lead, ...fields }, act, 'changed');
};

/** Something happened: a call, a visit, a note. `next`: when the next step is planned; undefined leaves it. */
export const happen = (
  dice: Dice,
  story: Chronicle,
  act: Act,
  { kind, text, next }: { kind: string; text: string; next?: number | null | undefined },
): void => {
  const { lead } = story;
  const at = Math.max(act.at, lead.updatedAt + 1);
  const nextFollowupAt = next === undefined ? lead.nextFollowupAt : next;
  const logKind = nextFollowupAt === lead.nextFollowupAt ? 'activity' : 'changed';
  story.activities.push({
    id: dice.id(at),
    lead_id: lead.id,
    kind,
    text,
    due_at: null,
    at,
    actor_id: act.actorId,
  });
  write(dice, story, { ...lead, nextFollowupAt, lastActivityAt: at }, { ...act, at }, logKind);
};

/** Moves the lead. @throws where the rules of the product refuse: then the story is told wrongly */
export const move = (
  dice: Dice,
  story: Chronicle,
  act: Act,
  { to, fields, note = '', today }: { to: Stage; fields: MoveFields; note?: string; today: string },
): void => {
  const decided = decideMove(story.lead, { to, fields, note, at: act.at, today });
  if (!decided.ok) throw new Error(`the demo tells an impossible story: ${decided.detail}`);
  write(dice, story, decided.lead, act, 'moved', note);
};

/** Deletes the lead softly. */
export const remove = (dice: Dice, story: Chronicle, act: Act): void => {
  const at = Math.max(act.at, story.lead.updatedAt + 1);
  write(dice, story, { ...story.lead, deletedAt: at }, { ...act, at }, 'deleted');
};

export const restore = (dice: Dice, story: Chronicle, act: Act): void => {
  write(dice, story, { ...story.lead, deletedAt: null }, act, 'restored');
};

/** Shares the lead with another salesperson. */
export const share = (story: Chronicle, userId: string, at: number): void => {
  story.shares.push({ lead_id: story.lead.id, user_id: userId, created_at: at });
};
