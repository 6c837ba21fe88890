import { CompiledQuery, type Kysely } from 'kysely';
import type { Database } from './database.ts';
import { createTable, type DialectName, isUniqueViolation } from './dialect.ts';

/** One step: re-runnable statements. A step that has been released is never edited; a new one follows it. */
export interface Step {
  name: string;
  up: (dialect: DialectName) => string[];
}

interface MigrationTable {
  migration: { step: string; at: number };
}

const exists = (error: unknown): boolean =>
  /already exists|Duplicate (column|key) name|duplicate column/i.test(String((error as Error).message));

/**
 * Runs the steps that have not run yet, in order. DDL commits by itself on MySQL, so each step is recorded by itself and
 * can be run again after a crash in its middle; two processes that migrate at once do the same work and agree.
 */
export const migrate = async <T extends MigrationTable>(
  db: Database<T>,
  steps: Step[],
): Promise<string[]> => {
  const run: string[] = [];
  const execute = async (statement: string) => {
    await db.transaction(async (tx) => {
      await tx.executeQuery(CompiledQuery.raw(statement));
    });
  };
  for (const statement of createTable(db.dialect, 'migration', {
    columns: { step: { key: 60 }, at: 'big' },
    primary: ['step'],
  })) {
    await execute(statement);
  }
  const log = db.read as unknown as Kysely<MigrationTable>;
  const done = new Set((await log.selectFrom('migration').select('step').execute()).map((row) => row.step));
  for (const step of steps) {
    if (done.has(step.name)) continue;
    for (const statement of step.up(db.dialect)) {
      try {
        await execute(statement);
      } catch (error) {
        if (!exists(error)) throw error;
      }
    }
    try {
      await db.transaction(async (tx) => {
        const steps = tx as unknown as Kysely<MigrationTable>;
        await steps.insertInto('migration').values({ step: step.name, at: Date.now() }).execute();
      });
    } catch (error) {
      // Another process ran the same step at the same time and was first to say so.
      if (!isUniqueViolation(error)) throw error;
    }
    run.push(step.name);
  }
  return run;
};
