import type { ImportMapping, ImportTarget } from '@iperform/contract';
import { normalEmails, normalPhones } from '../leads/index.ts';
import type { FileRow } from './file.ts';
import { currencyDigits, minorUnits } from './parse-values.ts';
import { type Draft, setCustom, setterOf } from './setters.ts';
import type { Reason, RowValues, Setting } from './values.ts';

export type Converted =
  | { ok: true; row: number; values: RowValues; cells: string[] }
  | { ok: false; row: number; name: string; reasons: Reason[]; cells: string[] };

/** Sets the amounts of a row, once its currency is known; answers what is wrong with them. */
const setMoney = (draft: Draft, setting: Setting, headerOf: (target: string) => string): Reason[] => {
  const { values, value, wonValue, sign } = draft;
  if (value === null && wonValue === null) return [];
  const currency = values.currency ?? sign ?? setting.currency;
  // An amount is in the currency of its row, and a lead that takes it over takes that over as well.
  if (value !== null) values.currency = currency;
  const digits = currencyDigits(currency);
  const reasons: Reason[] = [];
  const set = (
    target: 'value' | 'wonValue',
    field: 'valueMinor' | 'wonValueMinor',
    decimal: string | null,
  ) => {
    if (decimal === null) return;
    const minor = minorUnits(decimal, digits);
    if (minor === null)
      reasons.push({ column: headerOf(target), message: 'must be neither negative nor beyond 90 trillion' });
    else values[field] = minor;
  };
  set('value', 'valueMinor', value);
  set('wonValue', 'wonValueMinor', wonValue);
  return reasons;
};

/**
 * Compiles a mapping into the function that turns a row into values, or into every reason why it cannot. Text that looks like
 * a formula is data like any other; a leading apostrophe that an export put before it is taken off.
 */
export const converter = (mapping: ImportMapping, setting: Setting): ((row: FileRow) => Converted) => {
  const { headers } = setting;
  const empty = new Set(mapping.options.emptyValues.map((value) => value.trim().toLowerCase()));
  const custom = new Map(setting.custom.map((field) => [`custom.${field.key}`, field]));
  const columns = mapping.columns.flatMap(({ index, target }) => {
    const field = custom.get(target);
    const set =
      field === undefined
        ? setterOf(target as ImportTarget, index, setting)
        : setCustom(field, index, setting);
    return set === null ? [] : [{ index, header: headers[index] ?? `Column ${index + 1}`, target, set }];
  });
  const headerOf = (target: string) => columns.find((column) => column.target === target)?.header ?? '';

  return ({ row, cells, problem }) => {
    const draft: Draft = {
      values: { name: '', nameMade: false, emails: [], phones: [], tags: [], custom: {}, note: '' },
      first: '',
      last: '',
      value: null,
      wonValue: null,
      sign: null,
    };
    const { values } = draft;
    const reasons: Reason[] = problem === null ? [] : [{ column: '', message: problem }];
    if (cells.length > headers.length && cells.slice(headers.length).some((cell) => cell.trim() !== '')) {
      const message = `has ${cells.length} cells and the header ${headers.length}: a value with a delimiter in it needs quotation marks`;
      reasons.push({ column: '', message });
    }
    for (const { index, header, set } of columns) {
      const raw = (cells[index] ?? '').trim();
      const cell = /^'[=+\-@]/.test(raw) ? raw.slice(1) : raw;
      if (cell === '' || (cell.length <= 40 && empty.has(cell.toLowerCase()))) continue;
      const message = set(cell, draft);
      if (message !== null) reasons.push({ column: header, message });
    }
    reasons.push(...setMoney(draft, setting, headerOf));
    values.emails = normalEmails(values.emails);
    values.phones = normalPhones(values.phones);
    if (values.name === '') values.name = [draft.first, draft.last].filter((part) => part !== '').join(' ');
    if (values.name === '') {
      const { organisation, emails, phones, externalId } = values;
      values.nameMade = true;
      values.name =
        organisation ?? emails[0] ?? phones[0] ?? (externalId === undefined ? '' : `Lead ${externalId}`);
    }
    if (values.name === '' && reasons.length === 0) {
      reasons.push({
        column: '',
        message: 'has no name, organisation, e-mail address, phone number or external id',
      });
    }
    return reasons.length === 0
      ? { ok: true, row, values, cells }
      : { ok: false, row, name: values.name.slice(0, 200), reasons, cells };
  };
};
