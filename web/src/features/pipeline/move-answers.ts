import { m } from '../../paraglide/messages.js';
import { instantOf, toMinor } from '../../ui/format.ts';
import type { MoveFields, MoveNeed } from './move-needs.ts';

/** The form of a move as typed; `clock` goes with the day of the next step. */
export type Answers = Partial<Record<MoveNeed | 'clock', string>>;

const amountOf = (text: string | undefined): number | null => {
  const plain = (text ?? '').replace(/[,\s₹]/g, '');
  return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
};

const words: Record<MoveNeed, () => string> = {
  organisation: m.move_needs_organisation,
  email: m.move_needs_email,
  phone: m.move_needs_phone,
  product: m.move_needs_product,
  value: m.move_needs_value,
  owner: m.move_needs_owner,
  nextFollowupAt: m.move_needs_next_step,
  lostReason: m.move_needs_lost_reason,
  wonValue: m.move_needs_won_value,
  wonOn: m.move_needs_won_on,
  note: m.move_needs_note,
};

/** What is still missing or cannot be right, per field. */
export const checkAnswers = (
  needs: MoveNeed[],
  answers: Answers,
  today: string,
): Partial<Record<MoveNeed, string>> => {
  const wrong: Partial<Record<MoveNeed, string>> = {};
  for (const need of needs) {
    const answer = answers[need]?.trim();
    const amount = amountOf(answer);
    if (!answer) wrong[need] = words[need]();
    else if (need === 'value' && !amount) wrong.value = words.value();
    else if (need === 'wonValue' && amount === null) wrong.wonValue = words.wonValue();
    else if (need === 'wonOn' && answer > today) wrong.wonOn = m.move_won_in_future();
  }
  return wrong;
};

/** The answers as the request wants them. They have been checked. */
export const bodyOf = (
  needs: MoveNeed[],
  answers: Answers,
  { timeZone, currency }: { timeZone: string; currency: string },
): { note?: string; fields?: MoveFields } => {
  const text = (need: MoveNeed): string => answers[need]?.trim() ?? '';
  const fields: MoveFields = {};
  for (const need of needs) {
    if (need === 'organisation' || need === 'product' || need === 'lostReason' || need === 'wonOn')
      fields[need] = text(need);
    else if (need === 'email') fields.emails = [text('email')];
    else if (need === 'phone') fields.phones = [text('phone')];
    else if (need === 'owner') fields.ownerId = text('owner');
    else if (need === 'value') fields.valueMinor = toMinor(amountOf(answers.value) ?? 0, currency);
    else if (need === 'wonValue') fields.wonValueMinor = toMinor(amountOf(answers.wonValue) ?? 0, currency);
    else if (need === 'nextFollowupAt')
      fields.nextFollowupAt = instantOf(text('nextFollowupAt'), answers.clock || '10:00', timeZone);
  }
  return {
    ...(text('note') ? { note: text('note') } : {}),
    ...(Object.keys(fields).length ? { fields } : {}),
  };
};
