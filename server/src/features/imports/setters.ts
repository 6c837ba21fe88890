import { type CustomField, email, type ImportTarget } from '@iperform/contract';
import { fold } from '../../db/search.ts';
import { instantOf, type Moment, momentOfSerial, parseMoment } from './parse-date.ts';
import { parseAmount, parseBoolean, parseNumber } from './parse-values.ts';
import type { RowValues, Setting } from './values.ts';

/** What a row is while its cells are read: amounts wait for the currency. */
export interface Draft {
  values: RowValues;
  first: string;
  last: string;
  value: string | null;
  wonValue: string | null;
  sign: string | null;
}

/** Puts a cell into a draft; answers what is wrong with it, or null. */
export type Setter = (cell: string, draft: Draft) => string | null;

type TextTarget =
  | 'organisation'
  | 'source'
  | 'campaign'
  | 'product'
  | 'city'
  | 'state'
  | 'country'
  | 'lostReason'
  | 'externalId';

const texts: Record<TextTarget, number> = {
  organisation: 200,
  source: 100,
  campaign: 200,
  product: 200,
  city: 100,
  state: 100,
  country: 100,
  lostReason: 100,
  externalId: 100,
};

const isText = (target: ImportTarget): target is TextTarget => target in texts;

const split = (cell: string, by: RegExp): string[] =>
  cell
    .split(by)
    .map((part) => part.trim())
    .filter((part) => part !== '');

const setEmails: Setter = (cell, { values }) => {
  const found = split(cell.replace(/mailto:/gi, ''), /[,;/|\s]+/).map((part) => part.replace(/^<|>$/g, ''));
  const bracketed = /<([^<>\s]+@[^<>\s]+)>/.exec(cell)?.[1];
  const emails = bracketed === undefined ? found : [bracketed];
  const wrong = emails.find((address) => !email.safeParse(address).success);
  if (wrong !== undefined) return `"${wrong.slice(0, 100)}" is no e-mail address`;
  values.emails.push(...emails);
  return values.emails.length > 20 ? 'has more than 20 addresses' : null;
};

// A number that libphonenumber does not know stays as the digits that were typed; only what has hardly any digits, or more
// than any number has, is refused.
const setPhones: Setter = (cell, { values }) => {
  for (const part of split(cell, /[,;|\n]|\s\/\s|\bor\b|\band\b/i)) {
    const digits = part.replace(/\D/g, '').length;
    if (digits < 3) return `"${part.slice(0, 60)}" has no phone number`;
    if (digits > 20) return `"${part.slice(0, 60)}" is too long for a phone number`;
    values.phones.push(part);
  }
  return values.phones.length > 20 ? 'has more than 20 numbers' : null;
};

const setTags: Setter = (cell, { values }) => {
  const tags = split(cell, /[,;|]/);
  const long = tags.find((tag) => tag.length > 40);
  if (long !== undefined) return `the tag "${long.slice(0, 60)}" is longer than 40 characters`;
  values.tags = [...new Set([...values.tags, ...tags])];
  return values.tags.length > 50 ? 'has more than 50 tags' : null;
};

const setText =
  (target: TextTarget): Setter =>
  (cell, { values }) => {
    if (cell.length > texts[target]) return `is longer than ${texts[target]} characters`;
    values[target] = cell;
    return null;
  };

const setAmount =
  (field: 'value' | 'wonValue'): Setter =>
  (cell, draft) => {
    const amount = parseAmount(cell);
    if (amount === null) return `"${cell.slice(0, 60)}" is no amount`;
    draft[field] = amount.decimal;
    draft.sign = amount.currency ?? draft.sign;
    return null;
  };

const setPerson =
  (field: 'ownerId' | 'warriorId' | 'partnerId', people: Map<string, string | null>, what: string): Setter =>
  (cell, { values }) => {
    const id = people.get(fold(cell));
    if (id === undefined) return `"${cell.slice(0, 60)}" is no ${what} you may give leads to`;
    if (id === null) return `"${cell.slice(0, 60)}" is the name of several; use the e-mail address`;
    values[field] = id;
    return null;
  };

/** What a target does with the cells of a column; null for one that is ignored. */
export const setterOf = (target: ImportTarget, column: number, setting: Setting): Setter | null => {
  if (isText(target)) return setText(target);
  const moment = momentReader(column, setting);
  const time =
    (field: 'createdAt' | 'nextFollowupAt'): Setter =>
    (cell, { values }) => {
      const read = moment(cell);
      if (read === null) return notADate(cell);
      const at = instantOf(read, setting.timeZone);
      if (at < 0) return `"${cell.slice(0, 60)}" lies before 1970`;
      if (field === 'createdAt' && at > setting.now) return `"${cell.slice(0, 60)}" lies in the future`;
      values[field] = at;
      return null;
    };
  switch (target) {
    case 'name':
      return (cell, { values }) => {
        values.name = cell.replace(/\s+/g, ' ');
        return values.name.length > 200 ? 'is longer than 200 characters' : null;
      };
    case 'firstName':
      return (cell, draft) => {
        draft.first = cell;
        return cell.length > 100 ? 'is longer than 100 characters' : null;
      };
    case 'lastName':
      return (cell, draft) => {
        draft.last = cell;
        return cell.length > 100 ? 'is longer than 100 characters' : null;
      };
    case 'email':
      return setEmails;
    case 'phone':
      return setPhones;
    case 'tags':
      return setTags;
    case 'value':
    case 'wonValue':
      return setAmount(target);
    case 'currency':
      return (cell, { values }) => {
        values.currency = cell.toUpperCase();
        return /^[A-Z]{3}$/.test(values.currency) ? null : `"${cell.slice(0, 20)}" is no code like INR`;
      };
    case 'stage': {
      const stages = new Map(setting.stages.map((stage) => [fold(stage.name), stage.id]));
      return (cell, { values }) => {
        const id = stages.get(fold(cell));
        if (id === undefined) return `"${cell.slice(0, 60)}" is no stage of this company`;
        values.stageId = id;
        return null;
      };
    }
    case 'owner':
      return setPerson('ownerId', setting.owners, 'person');
    case 'warrior':
      return setPerson('warriorId', setting.warriors, 'warrior');
    case 'partner':
      return setPerson('partnerId', setting.partners, 'partner');
    case 'note':
      return (cell, { values }) => {
        values.note = values.note === '' ? cell : `${values.note}\n${cell}`;
        return values.note.length > 2000 ? 'is longer than 2000 characters' : null;
      };
    case 'score':
      return (cell, { values }) => {
        const score = parseNumber(cell);
        if (score === null || score < 0 || score > 100)
          return `"${cell.slice(0, 60)}" is no score from 0 to 100`;
        values.score = Math.round(score);
        return null;
      };
    case 'wonOn':
      return (cell, { values }) => {
        const read = moment(cell);
        if (read === null) return notADate(cell);
        values.wonOn = read.day;
        return null;
      };
    case 'createdAt':
    case 'nextFollowupAt':
      return time(target);
    default:
      return null;
  }
};

const notADate = (cell: string): string =>
  `"${cell.slice(0, 60)}" is no date; write it like 2026-11-23 or 23/11/2026`;

const momentReader = (column: number, { monthFirst, date1904 }: Setting) => {
  const american = monthFirst.has(column);
  return (cell: string): Moment | null =>
    parseMoment(cell, american) ?? (date1904 === null ? null : momentOfSerial(cell, date1904));
};

/** The same for a custom field. */
export const setCustom = (field: CustomField, column: number, setting: Setting): Setter => {
  const read = momentReader(column, setting);
  const options = new Map(field.options.map((option) => [fold(option), option]));
  const value = (cell: string): string | number | boolean | null => {
    switch (field.type) {
      case 'text':
        return cell.length <= 2000 ? cell : null;
      case 'number':
        return parseNumber(cell);
      case 'boolean':
        return parseBoolean(cell);
      case 'date':
        return read(cell)?.day ?? null;
      case 'choice':
        return field.options.includes(cell) ? cell : (options.get(fold(cell)) ?? null);
    }
  };
  const wrong: Record<CustomField['type'], string> = {
    text: 'is longer than 2000 characters',
    number: 'is no number',
    boolean: 'is neither yes nor no',
    date: 'is no date',
    choice: `is not among the choices of ${field.label}`,
  };
  return (cell, { values }) => {
    const read = value(cell);
    if (read === null)
      return field.type === 'text' ? wrong.text : `"${cell.slice(0, 60)}" ${wrong[field.type]}`;
    values.custom[field.key] = read;
    return null;
  };
};
