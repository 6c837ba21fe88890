import type { Stage, StageField } from '@iperform/contract';
import type { Kysely } from 'kysely';
import type { OpenTables } from '../../db/tables.ts';

/** The stages of a company, in order. */
export const readStages = async (db: Kysely<OpenTables>): Promise<Stage[]> => {
  const rows = await db.selectFrom('lead_status').selectAll().orderBy('position').orderBy('id').execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    kind: row.kind,
    position: row.position,
    probability: row.probability,
    limitDays: row.limit_days,
    requires: JSON.parse(row.requires) as StageField[],
  }));
};

/** Writes the stages a company starts with. */
export const writeStages = async (db: Kysely<OpenTables>, stages: Stage[]): Promise<void> => {
  await db
    .insertInto('lead_status')
    .values(
      stages.map((stage) => ({
        id: stage.id,
        name: stage.name,
        kind: stage.kind,
        position: stage.position,
        probability: stage.probability,
        limit_days: stage.limitDays,
        requires: JSON.stringify(stage.requires),
      })),
    )
    .execute();
};

const lostReasons = 'lost_reasons';

export const readLostReasons = async (db: Kysely<OpenTables>): Promise<string[]> => {
  const row = await db
    .selectFrom('setting')
    .select('value')
    .where('name', '=', lostReasons)
    .executeTakeFirst();
  return row === undefined ? [] : (JSON.parse(row.value) as string[]);
};

export const writeLostReasons = async (db: Kysely<OpenTables>, reasons: string[]): Promise<void> => {
  await db.deleteFrom('setting').where('name', '=', lostReasons).execute();
  await db
    .insertInto('setting')
    .values({ name: lostReasons, value: JSON.stringify(reasons) })
    .execute();
};
