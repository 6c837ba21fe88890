import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { startClickhouse, type TestClickhouse } from '../testing/clickhouse-http.ts';
import { type Analytics, openAnalytics } from './engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'iperform-engine-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const probe = { table: 'probe', columns: ['word', 'n'] };
const createProbe = (analytics: Analytics) =>
  analytics.command(
    `CREATE TABLE IF NOT EXISTS ${analytics.database}.probe (word String, n Int64) ENGINE = MergeTree ORDER BY word SETTINGS non_replicated_deduplication_window = 100`,
  );

/** What holds in both modes. */
const common = (analytics: () => Analytics) => {
  it('answers numbers as numbers, whatever their width', async () => {
    const [row] = await analytics().query(
      "SELECT toUInt64(7) AS a, toInt64(-7) AS b, toDecimal64(1.25, 2) AS c, 0.5 AS d, CAST(NULL, 'Nullable(Int64)') AS e, nan AS f",
    );
    assert.deepEqual(row, { a: 7, b: -7, c: 1.25, d: 0.5, e: null, f: null });
  });

  it('binds every text and every list as it is', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 }).filter((s) => !s.includes('\0'));
    await fc.assert(
      fc.asyncProperty(text, fc.array(text, { maxLength: 5 }), fc.maxSafeInteger(), async (one, many, n) => {
        const [row] = await analytics().query(
          'SELECT {one:String} AS one, {many:Array(String)} AS many, {n:Int64} AS n',
          { one, many, n },
        );
        assert.deepEqual(row, { one, many, n });
      }),
      {
        numRuns: 60,
        examples: [
          ["\\'; DROP TABLE x; --", ['\\', "'", "\\\\'", '\n\t\r', ''], 0],
          ["'", ["'), ('", '{x:String}'], -1],
          ['', [], 1],
        ],
      },
    );
  });

  it('binds lists that do not fit into an address', async () => {
    const days = Array.from({ length: 3660 }, (_, i) => 1_700_000_000_000 + i * 86_400_000);
    const people = Array.from({ length: 3000 }, (_, i) => `01J${String(i).padStart(23, '0')}`);
    const [row] = await analytics().query(
      'SELECT length({days:Array(Int64)}) AS days, arrayUniq({people:Array(String)}) AS people',
      { days, people },
    );
    assert.deepEqual(row, { days: 3660, people: 3000 });
  });

  it('drops a repeated insert, and takes it again with a salt', async () => {
    const { database } = analytics();
    const rows = [[`repeat ${crypto.randomUUID()}`, 1]];
    const count = async () => {
      const [row] = await analytics().query<{ n: number }>(
        `SELECT count() AS n FROM ${database}.probe WHERE word = {word:String}`,
        { word: String(rows[0]?.[0]) },
      );
      return row?.n;
    };
    await analytics().insert(probe, rows);
    await analytics().insert(probe, rows);
    assert.equal(await count(), 1);
    await analytics().insert(probe, rows, { salt: 'again' });
    assert.equal(await count(), 2);
    await analytics().command(`DELETE FROM ${database}.probe WHERE word = {word:String}`, {
      word: String(rows[0]?.[0]),
    });
    assert.equal(await count(), 0, 'a deletion is done when the command ends');
  });

  it('keeps texts as they are through an insert', async () => {
    const { database } = analytics();
    const nasty = `tail ${crypto.randomUUID()} \n\n;'"\\\t\u2028 \u{1F600} INSERT`;
    await analytics().insert(probe, [[nasty, 5]]);
    const rows = await analytics().query(`SELECT n FROM ${database}.probe WHERE word = {nasty:String}`, {
      nasty,
    });
    assert.deepEqual(rows, [{ n: 5 }]);
  });

  it('says that a query took too long or wants too much, and shows faults of ours as they are', async () => {
    const slow = 'SELECT count() FROM numbers(100000000000) SETTINGS max_execution_time = 1';
    await assert.rejects(analytics().query(slow), { code: 'BUSY' });
    const large = 'SELECT groupArray(number) AS g FROM numbers(10000000) SETTINGS max_memory_usage = 1000000';
    await assert.rejects(analytics().query(large), { code: 'BUSY' });
    await assert.rejects(analytics().query('SELECT FROM nothing'), (error: Error & { code: string }) => {
      assert.equal(error.code, '62');
      return true;
    });
    assert.deepEqual(await analytics().query('SELECT 1 AS still_there'), [{ still_there: 1 }]);
  });

  it('lets a light query through while heavy ones wait for each other', async () => {
    const ended: string[] = [];
    // More than may run at once.
    const heavy = Array.from({ length: 8 }, async () => {
      await analytics().query('SELECT {n:Int64} AS n, sleep(0.5)', { n: 1 }, { lane: 'heavy' });
      ended.push('heavy');
    });
    await analytics().query('SELECT {n:Int64} AS n', { n: 1 });
    ended.push('light');
    await Promise.all(heavy);
    assert.ok(ended.indexOf('light') < ended.lastIndexOf('heavy'));
  });

  it('refuses what its queue cannot hold, and answers all it accepted', async () => {
    const asked = Array.from({ length: 150 }, () =>
      analytics().query<{ n: number }>('SELECT {n:Int64} AS n, sleep(0.005)', { n: 3 }, { lane: 'heavy' }),
    );
    const results = await Promise.allSettled(asked);
    const refused = results.filter((r) => r.status === 'rejected');
    assert.ok(refused.length > 0 && refused.length < 150);
    for (const { reason } of refused) assert.equal(reason.code, 'BUSY');
    for (const r of results) if (r.status === 'fulfilled') assert.equal(r.value[0]?.n, 3);
  });
};

describe('the embedded engine', () => {
  const path = join(folder, 'embedded');
  let analytics: Analytics;
  before(async () => {
    analytics = openAnalytics({ kind: 'embedded', path });
    await createProbe(analytics);
  });
  after(() => analytics.close());

  common(() => analytics);

  const child = (source: string) =>
    spawnSync(process.execPath, ['--input-type=module', '-e', source], { encoding: 'utf8' });
  const engine = JSON.stringify(new URL('./engine.ts', import.meta.url).href);

  it('belongs to one process, and says so to another one', async () => {
    await analytics.ping();
    const { stdout } = child(`
      import { openAnalytics } from ${engine};
      const error = await openAnalytics({ kind: 'embedded', path: ${JSON.stringify(path)} }).ping().catch((e) => e);
      process.stdout.write([error.name, error.message].join(' '));
    `);
    assert.match(stdout, /^StartError the analytics directory is in use by another process/);
  });

  it('is loaded at its first use and not before', () => {
    const { stdout } = child(`
      import { registerHooks } from 'node:module';
      const asked = [];
      registerHooks({ resolve: (name, context, next) => { asked.push(name); return next(name, context); } });
      const { openAnalytics } = await import(${engine});
      openAnalytics({ kind: 'embedded', path: '/nowhere' });
      process.stdout.write(String(asked.filter((name) => name.startsWith('chdb')).length));
    `);
    assert.equal(stdout.trim(), '0');
  });

  it('says what is missing where its package is not installed', () => {
    const { stdout } = child(`
      import { registerHooks } from 'node:module';
      registerHooks({ resolve: (name, context, next) => {
        if (name.startsWith('chdb')) throw Object.assign(new Error('no such package'), { code: 'ERR_MODULE_NOT_FOUND' });
        return next(name, context);
      } });
      const { openAnalytics } = await import(${engine});
      const error = await openAnalytics({ kind: 'embedded', path: ${JSON.stringify(join(folder, 'none'))} }).ping().catch((e) => e);
      process.stdout.write([error.code, error.detail].join(' '));
    `);
    assert.match(stdout, /^ANALYTICS_UNAVAILABLE .*CLICKHOUSE_URL/);
  });

  it('says when its directory cannot be made', async () => {
    const nowhere = openAnalytics({ kind: 'embedded', path: '/dev/null/analytics' });
    await assert.rejects(nowhere.ping(), {
      name: 'StartError',
      message: /cannot write to the analytics directory/,
    });
  });
});

describe('a ClickHouse server', () => {
  let server: TestClickhouse;
  let analytics: Analytics;
  before(async () => {
    server = await startClickhouse(join(folder, 'server'), 'secret word');
    analytics = openAnalytics({ kind: 'server', url: server.url, cluster: null });
    await createProbe(analytics);
  });
  after(async () => {
    await analytics.close();
    await server.stop();
  });

  common(() => analytics);

  it('may go away and come back', async () => {
    const rows = [[`kept ${crypto.randomUUID()}`, 1]];
    await analytics.insert(probe, rows);
    await server.stop();
    const gone = { code: 'ANALYTICS_UNAVAILABLE', detail: /does not answer/ };
    await assert.rejects(analytics.query('SELECT 1 AS x'), gone);
    await assert.rejects(analytics.insert(probe, [['lost', 1]]), gone);
    await assert.rejects(analytics.ping(), gone);
    await server.start();
    await analytics.ping();
    await analytics.insert(probe, rows);
    const found = await analytics.query(
      `SELECT count() AS n FROM ${analytics.database}.probe WHERE word = {word:String}`,
      { word: String(rows[0]?.[0]) },
    );
    assert.deepEqual(found, [{ n: 1 }], 'what was acknowledged is there, once');
  });

  it('may be started after us', async () => {
    await server.stop();
    const early = openAnalytics({ kind: 'server', url: server.url, cluster: null });
    await assert.rejects(early.query('SELECT 1 AS x'), { code: 'ANALYTICS_UNAVAILABLE' });
    await server.start();
    assert.deepEqual(await early.query('SELECT 1 AS x'), [{ x: 1 }]);
    await early.close();
  });

  it('may refuse us', async () => {
    const url = server.url.replace(/:[^:@]*@/, ':wrong@');
    const stranger = openAnalytics({ kind: 'server', url, cluster: null });
    await assert.rejects(stranger.ping(), { code: 'ANALYTICS_UNAVAILABLE', detail: /refuses/ });
    await stranger.close();
  });
});
