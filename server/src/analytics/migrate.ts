import { AppError } from '../kernel/errors.ts';
import type { Analytics } from './analytics.ts';
import { facts } from './migrations/0001-facts.ts';
import type { AnalyticsStep, Placeholders } from './migrations/step.ts';

export const analyticsSteps: AnalyticsStep[] = [facts];

/** What fills the DDL for an engine. */
export const placeholdersOf = ({
  database,
  cluster,
}: Pick<Analytics, 'database' | 'cluster'>): Placeholders => ({
  database,
  onCluster: cluster === null ? '' : ` ON CLUSTER '${cluster}'`,
  replicated: cluster === null ? '' : 'Replicated',
});

const createLog = ({ database, onCluster, replicated }: Placeholders): string[] => [
  `CREATE DATABASE IF NOT EXISTS ${database}${onCluster}`,
  `CREATE TABLE IF NOT EXISTS ${database}.migration${onCluster} (step String, at DateTime64(3, 'UTC')) ENGINE = ${replicated}ReplacingMergeTree ORDER BY step`,
];

/**
 * Creates the database and runs the steps that have not run yet, in order; answers their names. Two processes that
 * migrate at once do the same work and agree: every statement can run again.
 * @throws AppError ANALYTICS_UNAVAILABLE
 */
export const migrateAnalytics = async (analytics: Analytics, steps = analyticsSteps): Promise<string[]> => {
  const placeholders = placeholdersOf(analytics);
  const { database } = analytics;
  const run = async (statements: string[]) => {
    for (const statement of statements) await analytics.command(statement);
  };
  // Asked first: on a cluster even `CREATE … IF NOT EXISTS` waits for every server.
  const log = await analytics.query(
    `SELECT name FROM system.tables WHERE database = {database:String} AND name = 'migration'`,
    { database },
  );
  if (log.length === 0) await run(createLog(placeholders));
  const rows = await analytics.query<{ step: string }>(`SELECT DISTINCT step FROM ${database}.migration`);
  const done = new Set(rows.map((row) => row.step));
  const newer = [...done].find((name) => steps.every((step) => step.name !== name));
  if (newer !== undefined) {
    throw new AppError('ANALYTICS_UNAVAILABLE', {
      detail: `Analytics were made by a newer version (step ${newer}). Update this one.`,
    });
  }
  const missing = steps.filter((step) => !done.has(step.name));
  for (const step of missing) {
    await run(step.up(placeholders));
    await analytics.insert({ table: 'migration', columns: ['step', 'at'] }, [[step.name, Date.now()]]);
  }
  return missing.map((step) => step.name);
};
