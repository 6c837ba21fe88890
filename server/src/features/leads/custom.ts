import type { CustomField } from '@iperform/contract';
import { invalidField } from '../../kernel/errors.ts';
import type { CustomValues } from './state.ts';

const day = /^\d{4}-\d{2}-\d{2}$/;

/** What is wrong with a value for a field, or null. */
const wrong = (field: CustomField, value: string | number | boolean): string | null => {
  switch (field.type) {
    case 'text':
      return typeof value === 'string' ? null : 'must be text';
    case 'number':
      return typeof value === 'number' ? null : 'must be a number';
    case 'boolean':
      return typeof value === 'boolean' ? null : 'must be true or false';
    case 'date':
      return typeof value === 'string' && day.test(value) && !Number.isNaN(Date.parse(value))
        ? null
        : 'must be a day like 2026-11-23';
    case 'choice':
      return typeof value === 'string' && field.options.includes(value)
        ? null
        : `must be one of: ${field.options.join(', ')}`;
  }
};

/**
 * Custom values with some replaced; null or empty text clears one.
 * @throws AppError VALIDATION_FAILED naming `custom.<key>`
 */
export const checkCustom = (
  before: CustomValues,
  given: Record<string, string | number | boolean | null>,
  declared: CustomField[],
): CustomValues => {
  const values = { ...before };
  for (const [key, value] of Object.entries(given)) {
    const field = declared.find((f) => f.key === key);
    if (field === undefined) throw invalidField(`custom.${key}`, 'is no custom field of this company');
    if (value === null || value === '') {
      delete values[key];
      continue;
    }
    const message = wrong(field, value);
    if (message !== null) throw invalidField(`custom.${key}`, message);
    values[key] = value;
  }
  return values;
};
