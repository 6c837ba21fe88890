import type { CustomField, CustomType, ImportColumn, ImportTarget } from '@iperform/contract';
import { fold } from '../../db/search.ts';
import { guessByHeader, squash } from './headers.ts';
import type { Scan, ScannedColumn } from './scan.ts';

/** What a company brings to the guess. Names and addresses are folded. */
export interface Known {
  stages: Set<string>;
  owners: Set<string>;
  warriors: Set<string>;
  partners: Set<string>;
  custom: CustomField[];
  /** Target by header, as this company mapped it last time. */
  memory: Map<string, string>;
  /** Whether new custom fields may be proposed: only who may declare them is offered any. */
  mayDeclare: boolean;
}

type Suggestion = ImportColumn['suggestion'];
type Target = Suggestion['target'];

const several = new Set<string>(['ignore', 'email', 'phone', 'tags', 'note']);
const mostNewFields = 60;
const mostChoices = 60;

const enough = 0.5;

const mostlyIn = (column: ScannedColumn, set: Set<string>): boolean => {
  const values = column.values ?? column.samples;
  return values.length > 0 && values.filter((v) => set.has(fold(v))).length >= values.length * enough;
};

/** Whether what a column holds can be what its header says. An empty column can be anything. */
const plausible = (target: ImportTarget, column: ScannedColumn, known: Known): boolean => {
  if (column.filled === 0) return true;
  switch (target) {
    case 'email':
      return column.emails >= enough;
    case 'phone':
      return column.phones >= enough || (column.allNumbers && column.longest >= 6);
    case 'value':
    case 'wonValue':
      return column.amounts >= enough;
    case 'score':
      return column.allNumbers && column.longest <= 3;
    case 'createdAt':
    case 'wonOn':
    case 'nextFollowupAt':
      return column.allDates;
    case 'currency':
      return column.longest === 3;
    case 'stage':
      return mostlyIn(column, known.stages);
    case 'owner':
      return mostlyIn(column, known.owners);
    case 'warrior':
      return mostlyIn(column, known.warriors);
    case 'partner':
      return mostlyIn(column, known.partners);
    case 'tags':
      return column.longestPart <= 40;
    case 'name':
      // Names differ from row to row; a few words that repeat are a kind of something.
      return (
        !column.allNumbers &&
        (column.filled < 20 || column.values === null || column.values.length * 5 > column.filled)
      );
    case 'organisation':
      return !column.allBooleans && !column.allDates && column.longest <= 200;
    case 'source':
    case 'campaign':
    case 'product':
    case 'city':
    case 'state':
    case 'country':
      return !column.allBooleans && !column.allDates && !column.allNumbers && column.longest <= 200;
    case 'externalId':
      // A key names one row: values that repeat are none.
      return column.longest <= 100 && (column.values === null || column.values.length === column.filled);
    default:
      return true;
  }
};

/** The type of a custom field that would hold a column. */
const typeOfColumn = (column: ScannedColumn, complete: boolean): CustomType => {
  const bits = column.allNumbers && column.values?.length !== 2;
  if (column.allBooleans && !bits) return 'boolean';
  if (column.allNumbers) return 'number';
  if (column.allDates) return 'date';
  const few = column.values !== null && column.values.length <= mostChoices;
  return complete && few && (column.values?.length ?? 0) * 3 <= column.filled ? 'choice' : 'text';
};

/** A key for a new field from its header: `Page Views Per Visit` → `page_views_per_visit`. */
export const keyOfHeader = (header: string, taken: Set<string>): string => {
  const plain = fold(header.replace(/([a-z])([A-Z])/g, '$1_$2'))
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '')
    .slice(0, 36)
    .replace(/_+$/, '');
  // `constructor` is a name that every object has.
  const base = plain === '' ? 'field' : plain === 'constructor' ? 'constructor_field' : plain;
  for (let n = 1; ; n += 1) {
    const key = n === 1 ? base : `${base}_${n}`;
    if (!taken.has(key)) return key;
  }
};

const byContent = (column: ScannedColumn): ImportTarget | null => {
  if (column.emails >= 0.8) return 'email';
  return column.phones >= 0.8 ? 'phone' : null;
};

const customByHeader = (column: ScannedColumn, known: Known): CustomField | undefined => {
  const key = squash(column.header);
  return known.custom.find((field) => squash(field.label) === key || squash(field.key) === key);
};

/** Whether what a header meant last time can hold what its column holds this time. */
const stillFits = (target: Target, column: ScannedColumn, known: Known): boolean => {
  if (target.startsWith('custom.')) return known.custom.some((field) => `custom.${field.key}` === target);
  // Who a row is about is for people to know.
  return target === 'name' || target === 'externalId' || plausible(target as ImportTarget, column, known);
};

/**
 * What each column probably becomes: as this company mapped it before, by its header, by what it holds, and else a custom
 * field of a fitting type. A field that takes one column goes to the one that names it best.
 */
export const suggest = (scan: Scan, known: Known): ImportColumn[] => {
  const chosen = new Map<number, Suggestion>();
  const used = new Set<string>();
  const choose = (column: ScannedColumn, target: Target, reason: Suggestion['reason']) => {
    if (chosen.has(column.index) || (used.has(target) && !several.has(target))) return;
    used.add(target);
    chosen.set(column.index, { target, reason, newField: null });
  };
  const declared = new Set(known.custom.map((field) => field.key));

  for (const column of scan.columns) {
    const saved = known.memory.get(squash(column.header)) as Target | undefined;
    if (saved !== undefined && stillFits(saved, column, known)) choose(column, saved, 'saved');
  }
  for (const column of scan.columns) {
    const field = customByHeader(column, known);
    if (field !== undefined) choose(column, `custom.${field.key}`, 'header');
  }
  const guesses = scan.columns
    .map((column) => ({ column, guess: guessByHeader(column.header) }))
    .filter(({ column, guess }) => guess !== null && plausible(guess.target, column, known))
    // An empty column leaves the field to one that holds something.
    .sort((a, b) => {
      const empty = Number(a.column.filled === 0) - Number(b.column.filled === 0);
      return empty || (a.guess?.rank ?? 0) - (b.guess?.rank ?? 0) || a.column.index - b.column.index;
    });
  const whole = used.has('name') || guesses.some(({ guess }) => guess?.target === 'name');
  for (const { column, guess } of guesses) {
    if (guess === null) continue;
    // A whole name beside its halves would be the same said twice.
    const half = guess.target === 'firstName' || guess.target === 'lastName';
    if (half && whole) choose(column, 'ignore', 'header');
    else choose(column, guess.target, 'header');
  }
  for (const column of scan.columns) {
    const target = byContent(column);
    if (target !== null) choose(column, target, 'content');
  }

  const taken = new Set(declared);
  let proposed = 0;
  return scan.columns.map((column): ImportColumn => {
    const { index, header, samples } = column;
    const suggestion = chosen.get(index);
    if (suggestion !== undefined) return { index, header, samples, suggestion };
    const room = known.mayDeclare && column.filled > 0 && proposed < mostNewFields;
    if (!room) {
      return { index, header, samples, suggestion: { target: 'ignore', reason: 'none', newField: null } };
    }
    proposed += 1;
    const key = keyOfHeader(header, taken);
    taken.add(key);
    const newField = { key, label: header.slice(0, 100), type: typeOfColumn(column, scan.complete) };
    return { index, header, samples, suggestion: { target: `custom.${key}`, reason: 'content', newField } };
  });
};
