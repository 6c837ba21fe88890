import type { ErrorCode, FieldProblem, LeadMove, Stage, StageField } from '@iperform/contract';
import type { LeadState } from './state.ts';

// The transition engine: the one place that says whether a lead may enter a stage, and what it looks like there. Pure, so
// that drag, form, API, import and demo refuse in the same way.

/** What a move brings along, with contacts already normalised. */
export type MoveFields = NonNullable<LeadMove['fields']>;

export interface MoveRequest {
  to: Stage;
  fields: MoveFields;
  note: string;
  at: number;
  /** Today in the company's time zone. */
  today: string;
}

export type MoveDecision =
  | { ok: true; lead: LeadState }
  | { ok: false; code: ErrorCode; detail: string; fields: FieldProblem[] };

const fieldOf: Record<
  StageField,
  { path: keyof MoveFields; missing: (lead: LeadState) => boolean; ask: string }
> = {
  organisation: { path: 'organisation', missing: (l) => l.organisation === '', ask: 'name the organisation' },
  email: { path: 'emails', missing: (l) => l.emails.length === 0, ask: 'give an e-mail address' },
  phone: { path: 'phones', missing: (l) => l.phones.length === 0, ask: 'give a phone number' },
  product: { path: 'product', missing: (l) => l.product === '', ask: 'say which product' },
  value: { path: 'valueMinor', missing: (l) => l.valueMinor === 0, ask: 'give the value of the deal' },
  owner: { path: 'ownerId', missing: (l) => l.ownerId === null, ask: 'choose an owner' },
  nextFollowupAt: {
    path: 'nextFollowupAt',
    missing: (l) => l.nextFollowupAt === null,
    ask: 'plan the next step',
  },
  lostReason: { path: 'lostReason', missing: (l) => l.lostReason === '', ask: 'say why it was lost' },
  wonValue: { path: 'wonValueMinor', missing: (l) => l.wonValueMinor === null, ask: 'give the value won' },
  wonOn: { path: 'wonOn', missing: (l) => l.wonOn === null, ask: 'give the day it was won' },
};

const refuse = (code: ErrorCode, detail: string, fields: FieldProblem[]): MoveDecision => ({
  ok: false,
  code,
  detail,
  fields,
});

/** Fields that only one kind of stage takes. */
const belongs = (to: Stage, fields: MoveFields): FieldProblem[] => {
  const problems: FieldProblem[] = [];
  const only = (field: keyof MoveFields, kind: Stage['kind']) => {
    if (fields[field] !== undefined && to.kind !== kind) {
      problems.push({
        field: `fields.${field}`,
        message: `belongs to a ${kind} stage; ${to.name} is ${to.kind}`,
      });
    }
  };
  only('lostReason', 'lost');
  only('wonValueMinor', 'won');
  only('wonOn', 'won');
  return problems;
};

/**
 * Whether `lead` may enter a stage with what the caller brings along, and the lead as it then is.
 * Codes: TRANSITION_REFUSED, VALIDATION_FAILED, STAGE_REQUIREMENTS (every field that is missing, at once).
 */
export const decideMove = (lead: LeadState, { to, fields, note, at, today }: MoveRequest): MoveDecision => {
  if (lead.deletedAt !== null)
    return refuse('TRANSITION_REFUSED', 'A deleted lead cannot be moved; restore it first.', []);
  if (lead.stageId === to.id) return refuse('TRANSITION_REFUSED', `The lead is in ${to.name} already.`, []);
  const misplaced = belongs(to, fields);
  if (misplaced.length > 0)
    return refuse('VALIDATION_FAILED', 'Some fields do not belong to this stage.', misplaced);
  if (fields.wonOn !== undefined && fields.wonOn > today) {
    const field = { field: 'fields.wonOn', message: 'must not be in the future' };
    return refuse('VALIDATION_FAILED', 'The day it was won is still to come.', [field]);
  }
  const reopened = lead.stageKind !== 'open' && to.kind === 'open';
  if (reopened && note.trim() === '') {
    const field = { field: 'note', message: 'say why the lead is opened again' };
    return refuse('STAGE_REQUIREMENTS', 'Opening a closed lead again needs a note.', [field]);
  }
  // What was said of one ending does not hold for another; a closed lead has no next step.
  const cleared: Partial<LeadState> = { lostReason: '', wonValueMinor: null, wonOn: null };
  if (to.kind !== 'open') cleared.nextFollowupAt = null;
  const { emails, phones, ...rest } = fields;
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const next: LeadState = {
    ...lead,
    ...cleared,
    ...given,
    ...(emails ? { emails } : {}),
    ...(phones ? { phones } : {}),
    stageId: to.id,
    stageKind: to.kind,
    stageSince: at,
  };
  const missing = to.requires
    .map((name) => fieldOf[name])
    .filter((field) => field.missing(next))
    .map((field) => ({ field: `fields.${field.path}`, message: field.ask }));
  if (missing.length > 0) {
    const asks = missing.map((m) => m.message).join(', ');
    return refuse('STAGE_REQUIREMENTS', `To enter ${to.name}: ${asks}.`, missing);
  }
  return { ok: true, lead: next };
};
