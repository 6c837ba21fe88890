import type { CustomField } from '@iperform/contract';
import type { Database } from '../../db/database.ts';
import { isUniqueViolation } from '../../db/dialect.ts';
import type { OpenTables } from '../../db/tables.ts';
import { cached } from '../../kernel/cache.ts';
import { AppError } from '../../kernel/errors.ts';
import { insertField, readFields } from './store.ts';

const fieldsFor = cached(1000, (db: Database<OpenTables>) => readFields(db.read), 2000);

/** The custom fields of a company; at most a second old. */
export const customFieldsOf = (db: Database<OpenTables>): Promise<CustomField[]> => fieldsFor.get(db);

const mostFields = 200;

/** Declares a custom field. @throws AppError CONFLICT where the key is taken, or there are 200 already */
export const declareField = async (db: Database<OpenTables>, field: CustomField): Promise<CustomField> => {
  if ((await readFields(db.read)).length >= mostFields) {
    throw new AppError('CONFLICT', { detail: `A company has at most ${mostFields} custom fields.` });
  }
  try {
    await db.transaction((tx) => insertField(tx, field));
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError('CONFLICT', {
      detail: `There is a field ${field.key} already.`,
      fields: [{ field: 'key', message: 'is taken' }],
      cause: error,
    });
  }
  fieldsFor.drop(db);
  return field;
};
