import type { LeadCondition } from '@iperform/contract';
import type { Lookups } from '../../lookups.ts';
import { m } from '../../paraglide/messages.js';
import type { Formatter } from '../../session.tsx';
import { addDays } from '../../ui/format.ts';
import { type FieldInfo, fieldInfo } from './fields.ts';

/** The three kinds a stage can be of, in the order they are offered. */
export const stageKindsShown = ['open', 'won', 'lost'] as const;

/** What a value is called: names for ids, words for yes and no. */
export const valueLabel = (field: FieldInfo, value: string | number | boolean, lookups: Lookups): string => {
  if (typeof value === 'boolean') return value ? m.yes() : m.no();
  const text = String(value);
  switch (field.key) {
    case 'stage':
      return lookups.stages.find(({ id }) => id === text)?.name ?? text;
    case 'stageKind':
      return m.stage_kind({ kind: text });
    case 'partner':
      return lookups.partners.find(({ id }) => id === text)?.name ?? text;
    case 'import':
      return m.this_import();
  }
  if (field.type === 'person')
    return text === 'me' ? m.me() : (lookups.people.find(({ id }) => id === text)?.name ?? text);
  return text;
};

const period = (value: { from?: string | undefined; to?: string | undefined }, format: Formatter): string => {
  // `to` is the first day not included; people name the last one that is.
  const last = value.to && addDays(value.to, -1);
  if (value.from && last)
    return value.from === last ? format.day(last) : `${format.day(value.from)} – ${format.day(last)}`;
  return value.from
    ? m.period_from({ day: format.day(value.from) })
    : m.period_until({ day: format.day(last ?? '') });
};

/** A condition as words: the field, what is asked, and the value that stands out. */
export const conditionText = (
  condition: LeadCondition,
  lookups: Lookups,
  format: Formatter,
): { field: string; asks: string; value: string } => {
  const field = fieldInfo(condition.field, lookups.custom);
  const words = (asks: string, value = '') => ({ field: field.label, asks, value });
  if (condition.field === 'entered') {
    const stage = lookups.stages.find(({ id }) => id === condition.value.stageId)?.name ?? '';
    const { from, to } = condition.value;
    return words('', from || to ? `${stage}, ${period(condition.value, format)}` : stage);
  }
  switch (condition.op) {
    case 'empty':
      return words(m.op_empty());
    case 'present':
      return words(m.op_present());
    case 'in':
    case 'notIn': {
      const names = condition.value.map((value) => valueLabel(field, value, lookups));
      const shown =
        names.length > 3 ? `${names.slice(0, 2).join(', ')} +${names.length - 2}` : names.join(', ');
      return words(condition.op === 'in' ? m.op_in() : m.op_not_in(), shown);
    }
    case 'starts':
      return words(m.op_starts(), `“${condition.value}”`);
    case 'gte':
    case 'lt': {
      const value = field.type === 'money' ? format.money(condition.value) : format.number(condition.value);
      return words(condition.op === 'gte' ? m.op_gte() : m.op_lt(), value);
    }
    case 'between':
      return words('', period(condition.value, format));
    case 'is':
      return words(m.op_is(), m.due_state({ state: condition.value }));
  }
};
