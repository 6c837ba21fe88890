import type { LeadCondition } from '@iperform/contract';
import { addDays, toMajor, toMinor } from '../../ui/format.ts';
import type { FieldInfo, Question } from './fields.ts';

/** A condition while it is being put together; texts as typed. */
export interface Draft {
  field: string;
  question: Question;
  values: (string | number | boolean)[];
  text: string;
  /** First and last day, both included. */
  from: string;
  to: string;
}

/** Takes a condition apart for the form. Money is shown in major units. */
export const draftOf = (condition: LeadCondition, currency: string): Draft => {
  const empty = { field: condition.field, values: [], text: '', from: '', to: '' };
  switch (condition.op) {
    case 'in':
    case 'notIn':
      return { ...empty, question: condition.op, values: condition.value };
    case 'starts':
      return { ...empty, question: 'starts', text: condition.value };
    case 'gte':
    case 'lt': {
      const isMoney = condition.field === 'value' || condition.field === 'wonValue';
      const value = isMoney ? toMajor(condition.value, currency) : condition.value;
      return { ...empty, question: condition.op, text: String(value) };
    }
    case 'between': {
      const { from = '', to } = condition.value;
      const values = condition.field === 'entered' ? [condition.value.stageId] : [];
      return { ...empty, question: 'between', from, to: to ? addDays(to, -1) : '', values };
    }
    case 'is':
      return { ...empty, question: condition.value };
    default:
      return { ...empty, question: condition.op };
  }
};

/** A number as people type it: `12,50,000`, `12.5`. Null where it is none. */
const numberOf = (text: string): number | null => {
  const plain = text.replace(/[,\s₹]/g, '');
  const value = Number(plain);
  return plain === '' || !Number.isFinite(value) ? null : value;
};

/** The condition of a draft, or null while something is missing. */
export const buildCondition = (field: FieldInfo, draft: Draft, currency: string): LeadCondition | null => {
  const { question, values, text, from, to } = draft;
  // What may be asked of which field is laid down in `questionsOf`; the server checks it again.
  const condition = (rest: object): LeadCondition => ({ field: field.key, ...rest }) as LeadCondition;
  switch (question) {
    case 'in':
    case 'notIn':
      return values.length ? condition({ op: question, value: values }) : null;
    case 'starts':
      return text.trim() ? condition({ op: 'starts', value: text.trim() }) : null;
    case 'gte':
    case 'lt': {
      const value = numberOf(text);
      if (value === null) return null;
      return condition({ op: question, value: field.type === 'money' ? toMinor(value, currency) : value });
    }
    case 'between': {
      const period = { ...(from ? { from } : {}), ...(to ? { to: addDays(to, 1) } : {}) };
      if (from && to && from > to) return null;
      if (field.type === 'entered')
        return values[0] === undefined
          ? null
          : condition({ op: 'between', value: { stageId: values[0], ...period } });
      return from || to ? condition({ op: 'between', value: period }) : null;
    }
    case 'overdue':
    case 'today':
    case 'future':
      return condition({ op: 'is', value: question });
    default:
      return condition({ op: question });
  }
};
