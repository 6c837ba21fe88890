import type { ImportColumn, ImportMapping, LeadImport } from '@iperform/contract';
import { importTargets } from '../../contract.ts';
import { m } from '../../paraglide/messages.js';

export type MappedColumn = ImportMapping['columns'][number];
export type Target = MappedColumn['target'];

/** The field of a lead behind a target that is named otherwise. */
const fieldOf: Record<string, string> = { tags: 'tag' };
const ownWords = new Set(['ignore', 'firstName', 'lastName', 'currency', 'note']);

/** What a target is called; custom ones by the label of their field. */
export const targetLabel = (target: string): string =>
  ownWords.has(target) ? m.imp_target({ target }) : m.field_label({ field: fieldOf[target] ?? target });

/** Every target but custom fields, in the order of the contract. */
export const plainTargets = importTargets.filter((target) => target !== 'ignore');

/** Targets that more than one column may feed. */
const several = new Set<string>(['ignore', 'email', 'phone', 'tags', 'note']);

/** For each column that fights over a target with an earlier one: the index of the earlier one. */
export const clashes = (columns: MappedColumn[]): Map<number, number> => {
  const first = new Map<string, number>();
  const found = new Map<number, number>();
  for (const { index, target } of columns) {
    const earlier = first.get(target);
    if (earlier === undefined) first.set(target, index);
    else if (!several.has(target)) found.set(index, earlier);
  }
  return found;
};

/** A key for a new custom field that no other has: `What matters most` → `what_matters_most`. */
export const keyFor = (label: string, taken: Set<string>): `custom.${string}` => {
  const plain = label
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 36);
  const stem = plain || 'field';
  let key = stem;
  for (let n = 2; taken.has(key); n++) key = `${stem}_${n}`;
  return `custom.${key}`;
};

const suggested = ({ index, suggestion }: ImportColumn): MappedColumn => ({
  index,
  target: suggestion.target,
  ...(suggestion.newField
    ? { newField: { label: suggestion.newField.label, type: suggestion.newField.type } }
    : {}),
});

/** What the wizard starts from: what was chosen before, else what the server suggests. */
export const startMapping = ({ columns, mapping, emptyValues }: LeadImport): ImportMapping => ({
  columns: columns.map(
    (column) => mapping?.columns.find(({ index }) => index === column.index) ?? suggested(column),
  ),
  options: mapping?.options ?? {
    onMatch: 'skip',
    ownerId: null,
    source: '',
    emptyValues,
  },
});
