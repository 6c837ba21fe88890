import type { CustomField, LeadCondition, LeadField } from '@iperform/contract';
import { leadFields } from '../../contract.ts';
import { m } from '../../paraglide/messages.js';

export type FieldType =
  | 'text'
  | 'contact'
  | 'choice'
  | 'person'
  | 'number'
  | 'money'
  | 'date'
  | 'entered'
  | 'boolean';
export type Operator = LeadCondition['op'];

/** A field as filters and columns see it; custom fields have the key `custom.<key>`. */
export interface FieldInfo {
  key: string;
  label: string;
  type: FieldType;
  /** A condition may not ask a day range of it: custom dates are kept as text. */
  custom: boolean;
  options: string[];
}

const money = new Set<string>(['value', 'wonValue']);
const isLeadField = (key: string): key is LeadField => key in leadFields;

const customType: Record<CustomField['type'], FieldType> = {
  text: 'text',
  number: 'number',
  boolean: 'boolean',
  date: 'text',
  choice: 'choice',
};

/** Describes a field by its key; a custom field that is gone shows its key. */
export const fieldInfo = (key: string, custom: CustomField[]): FieldInfo => {
  if (isLeadField(key)) {
    const type = money.has(key) ? 'money' : leadFields[key].type;
    return { key, label: m.field_label({ field: key }), type, custom: false, options: [] };
  }
  const field = custom.find((one) => `custom.${one.key}` === key);
  return {
    key,
    label: field?.label ?? key.replace('custom.', ''),
    type: field ? customType[field.type] : 'text',
    custom: true,
    options: field?.options ?? [],
  };
};

// Ids of imports come by links from the import page; nobody types one.
const hidden = new Set(['import']);

/** Every field that can be asked about. */
export const filterFields = (custom: CustomField[]): FieldInfo[] => [
  ...Object.keys(leadFields)
    .filter((key) => !hidden.has(key))
    .map((key) => fieldInfo(key, custom)),
  ...custom.map((field) => fieldInfo(`custom.${field.key}`, custom)),
];

/** An operator as the builder offers it; `is` splits into the three things a day can be. */
export type Question = Exclude<Operator, 'is'> | 'overdue' | 'today' | 'future';

const questions: Record<FieldType, Question[]> = {
  text: ['starts', 'in', 'notIn', 'empty', 'present'],
  contact: ['starts', 'in', 'empty', 'present'],
  choice: ['in', 'notIn', 'empty', 'present'],
  person: ['in', 'notIn', 'empty', 'present'],
  boolean: ['in', 'empty', 'present'],
  number: ['gte', 'lt'],
  money: ['gte', 'lt'],
  date: ['between', 'today', 'empty', 'present'],
  entered: ['between'],
};

// A stage is never empty, and neither are the days the system writes.
const neverEmpty = new Set(['stage', 'stageKind', 'createdAt', 'updatedAt', 'stageSince', 'name']);

/** What can be asked of a field, most useful first. */
export const questionsOf = ({ key, type }: FieldInfo): Question[] => {
  const all: Question[] =
    key === 'nextFollowupAt'
      ? ['overdue', 'today', 'future', 'between', 'empty', 'present']
      : questions[type];
  return neverEmpty.has(key) ? all.filter((q) => q !== 'empty' && q !== 'present') : all;
};
