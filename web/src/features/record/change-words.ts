import type { Lead, Ref, TimelineEntry } from '@iperform/contract';
import type { Lookups } from '../../lookups.ts';
import { m } from '../../paraglide/messages.js';
import type { Formatter } from '../../session.tsx';

/** Fields as the log names them, where that is not how people know them. */
const fieldOf: Record<string, string> = {
  stageId: 'stage',
  ownerId: 'owner',
  warriorId: 'warrior',
  partnerId: 'partner',
  valueMinor: 'value',
  wonValueMinor: 'wonValue',
  emails: 'email',
  phones: 'phone',
  tags: 'tag',
};

/** Book-keeping that tells a reader nothing beyond the line it stands on. */
const silent = new Set(['importId', 'createdBy', 'deletedAt', 'externalId']);

/** What the words of a change need to know. */
export interface StoryContext {
  lead: Lead;
  lookups: Lookups;
  format: Formatter;
}

const customWords = (key: string, value: unknown, { lookups, format }: StoryContext): string => {
  const type = lookups.custom.find((field) => field.key === key)?.type;
  if (type === 'boolean') return value ? m.yes() : m.no();
  return type === 'date' ? format.day(String(value)) : String(value);
};

const valueWords = (field: string, value: unknown, context: StoryContext): string => {
  const { lead, lookups, format } = context;
  if (value === null || value === undefined || value === '') return m.record_none();
  if (Array.isArray(value)) return value.length ? value.join(', ') : m.record_none();
  if (field.startsWith('custom.')) return customWords(field.slice('custom.'.length), value, context);
  switch (field) {
    case 'stageId':
      return lookups.stages.find(({ id }) => id === value)?.name ?? m.record_stage_gone();
    case 'ownerId':
    case 'warriorId':
    case 'partnerId':
      return (value as Ref).name || m.record_somebody();
    case 'valueMinor':
      return value === 0 ? m.record_none() : format.money(Number(value), lead.currency);
    case 'wonValueMinor':
      return format.money(Number(value), lead.currency);
    case 'nextFollowupAt':
      return format.dateTime(Number(value));
    case 'wonOn':
      return format.day(String(value));
    default:
      return String(value);
  }
};

/** A change in words: what, from, to. */
export interface ChangeWords {
  field: string;
  label: string;
  from: string;
  to: string;
}

/** The changes of an entry that mean something to a reader, without ids. */
export const changesInWords = (entry: TimelineEntry, context: StoryContext): ChangeWords[] =>
  entry.changes
    .filter(({ field }) => !silent.has(field))
    .map(({ field, from, to }) => ({
      field,
      label: field.startsWith('custom.')
        ? (context.lookups.custom.find(({ key }) => `custom.${key}` === field)?.label ?? field.slice(7))
        : field === 'currency'
          ? m.record_currency()
          : m.field_label({ field: fieldOf[field] ?? field }),
      from: valueWords(field, from, context),
      to: valueWords(field, to, context),
    }));
