import type { CustomField } from '@iperform/contract';
import type { Kysely } from 'kysely';
import type { OpenTables } from '../../db/tables.ts';

export const readFields = async (db: Kysely<OpenTables>): Promise<CustomField[]> => {
  const rows = await db
    .selectFrom('custom_field')
    .selectAll()
    .orderBy('position')
    .orderBy('field_key')
    .execute();
  return rows.map((row) => ({
    key: row.field_key,
    label: row.label,
    type: row.type,
    options: JSON.parse(row.options) as string[],
  }));
};

/** Declares a field after those there are. A clash of keys throws a unique violation. */
export const insertField = async (db: Kysely<OpenTables>, field: CustomField): Promise<void> => {
  const last = await db
    .selectFrom('custom_field')
    .select((eb) => eb.fn.max('position').as('position'))
    .executeTakeFirst();
  await db
    .insertInto('custom_field')
    .values({
      field_key: field.key,
      label: field.label,
      type: field.type,
      options: JSON.stringify(field.options),
      position: Number(last?.position ?? 0) + 1,
    })
    .execute();
};
