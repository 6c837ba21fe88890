import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { openAnalytics } from './engine.ts';
import { analyticsSteps, migrateAnalytics, placeholdersOf } from './migrate.ts';

const folder = mkdtempSync(join(tmpdir(), 'iperform-analytics-'));
const analytics = openAnalytics({ kind: 'embedded', path: folder, database: 'helper_test' });
after(async () => {
  await analytics.close();
  rmSync(folder, { recursive: true, force: true });
});

const statements = (cluster: string | null): string[] =>
  analyticsSteps.flatMap((step) => step.up(placeholdersOf({ database: 'helper_test', cluster })));

describe('the tables of analytics', () => {
  it('are there at the first use, in the database that was named, and are made once', async () => {
    const tables = await analytics.query<{ name: string }>(
      'SELECT name FROM system.tables WHERE database = {database:String} ORDER BY name',
      { database: analytics.database },
    );
    assert.deepEqual(
      tables.map((table) => table.name),
      ['lead_fact', 'migration', 'stage_event'],
    );
    assert.deepEqual(await migrateAnalytics(analytics), []);
  });

  it('can be made again after a crash in the middle of a step', async () => {
    for (const statement of statements(null)) await analytics.command(statement);
    const rows = await analytics.query(`SELECT step FROM helper_test.migration FINAL`);
    assert.deepEqual(
      rows,
      analyticsSteps.map(({ name }) => ({ step: name })),
    );
  });

  it('begin every key with the company', async () => {
    const keys = await analytics.query<{ name: string; sorting_key: string }>(
      `SELECT name, sorting_key FROM system.tables WHERE database = 'helper_test' AND name LIKE '%fact%'`,
    );
    assert.ok(keys.length > 0);
    for (const { name, sorting_key } of keys) assert.match(sorting_key, /^company_id\b/, name);
  });

  it('are replicated on a cluster, by the same text', async () => {
    const single = statements(null);
    const cluster = statements('main');
    assert.ok(single.every((sql) => !/ON CLUSTER|Replicated/.test(sql)));
    assert.ok(cluster.every((sql) => sql.includes(` ON CLUSTER 'main'`)));
    assert.deepEqual(
      cluster.map((sql) => sql.replaceAll(` ON CLUSTER 'main'`, '').replaceAll('Replicated', '')),
      single,
    );
    const tables = cluster.filter((sql) => sql.startsWith('CREATE TABLE'));
    assert.ok(tables.every((sql) => /ENGINE = ReplicatedReplacingMergeTree\(version\)/.test(sql)));
    // No keeper here to run it with; the parser must understand it.
    for (const sql of cluster)
      await analytics.query(`SELECT formatQuery({sql:String}) AS formatted`, { sql });
  });

  it('refuse an older program', async () => {
    await analytics.insert({ table: 'migration', columns: ['step', 'at'] }, [['9999-later', 0]]);
    await assert.rejects(migrateAnalytics(analytics), {
      code: 'ANALYTICS_UNAVAILABLE',
      detail: /newer version \(step 9999-later\)/,
    });
  });
});
