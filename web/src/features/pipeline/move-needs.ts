import type { Lead, LeadMove, StageField } from '@iperform/contract';
import type { PaintedStage } from '../../stages.ts';

/** What a move may have to be told; `note` says why a closed lead is opened again. */
export type MoveNeed = StageField | 'note';
export type MoveFields = NonNullable<LeadMove['fields']>;

const missing: Record<StageField, (lead: Lead, to: PaintedStage) => boolean> = {
  organisation: (lead) => lead.organisation === '',
  email: (lead) => lead.emails.length === 0,
  phone: (lead) => lead.phones.length === 0,
  product: (lead) => lead.product === '',
  value: (lead) => lead.valueMinor === 0,
  owner: (lead) => lead.owner === null,
  // A closed lead has no next step, and what was said of one ending does not hold for another.
  nextFollowupAt: (lead, to) => to.kind !== 'open' || lead.nextFollowupAt === null,
  lostReason: () => true,
  wonValue: () => true,
  wonOn: () => true,
};

/** What the stage asks for that the lead does not have. The server decides; this only saves a round trip. */
export const needsOf = (lead: Lead, from: PaintedStage | undefined, to: PaintedStage): MoveNeed[] => [
  ...to.requires.filter((field) => missing[field](lead, to)),
  ...(from && from.kind !== 'open' && to.kind === 'open' ? (['note'] as const) : []),
];

const needOfField: Record<string, MoveNeed> = {
  organisation: 'organisation',
  emails: 'email',
  phones: 'phone',
  product: 'product',
  valueMinor: 'value',
  ownerId: 'owner',
  nextFollowupAt: 'nextFollowupAt',
  lostReason: 'lostReason',
  wonValueMinor: 'wonValue',
  wonOn: 'wonOn',
  note: 'note',
};

/** `fields.wonValueMinor` of a server's refusal → the field of the form. */
export const needOf = (path: string): MoveNeed | undefined =>
  path
    .split('.')
    .map((part) => needOfField[part])
    .find((need) => need !== undefined);
