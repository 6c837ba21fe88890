import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createConnection } from 'mysql2/promise';
import { startClickhouse } from '../testing/clickhouse-http.ts';
import { openClient, type Running, runProcess, startProcess } from '../testing/process.ts';

const password = 'a long password';
const folders: string[] = [];
const running: Running[] = [];

const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'iperform-processes-'));
  folders.push(path);
  return path;
};
const start = (args: string[], env: Record<string, string>): Running => {
  const one = startProcess(args, env);
  running.push(one);
  return one;
};
after(async () => {
  for (const one of running) await one.end('SIGKILL');
  for (const path of folders) rmSync(path, { recursive: true, force: true });
});

const until = async (what: string, check: () => Promise<boolean>) => {
  for (const end = Date.now() + 120_000; !(await check()); ) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

const setUp = async (env: Record<string, string>) => {
  const company = await runProcess(['company', 'add', 'acme', 'Acme'], env);
  assert.equal(company.code, 0, company.text);
  const args = [
    'person',
    'add',
    '--company',
    'acme',
    '--email',
    'a@acme.example',
    '--name',
    'A',
    '--role',
    'ADMIN',
  ];
  const person = await runProcess(args, env, `${password}\n`);
  assert.equal(person.code, 0, person.text);
};

const ready = /ready: (http:\S+)/;
const year = new Date().getUTCFullYear();
const period = `from=${year - 1}-01-01&to=${year + 2}-01-01`;

const mysql = process.env.TEST_DATABASE_URL;

if (mysql === undefined) {
  describe('one process with embedded engines', () => {
    it('is killed while it writes: nothing acknowledged is lost, nothing is doubled, analytics catches up', async () => {
      const env = { DATA_DIR: folder(), DEMO: 'off', PORT: '0' };
      await setUp(env);
      const acknowledged: string[] = [];
      for (let round = 0; round < 3; round += 1) {
        const one = start(['start'], env);
        const call = await openClient(await one.says(ready), 'a@acme.example', password);
        const enough = 15 + round * 10;
        const before = acknowledged.length;
        const writers = Array.from({ length: 4 }, async (_, w) => {
          for (let n = 0; ; n += 1) {
            const key = { 'idempotency-key': `${round}-${w}-${n}` };
            const answer = await call(
              'POST',
              '/api/v1/leads',
              { name: `Lead ${round} ${w} ${n}` },
              key,
            ).catch(() => null);
            if (answer === null) return;
            assert.equal(answer.status, 201, JSON.stringify(answer.body));
            acknowledged.push(answer.body.id);
            if (acknowledged.length - before >= enough) one.child.kill('SIGKILL');
          }
        });
        await Promise.all(writers);
      }
      const last = start(['start'], env);
      const call = await openClient(await last.says(ready), 'a@acme.example', password);
      const { body } = await call('GET', '/api/v1/leads?limit=200');
      const ids: string[] = body.items.map((lead: { id: string }) => lead.id);
      for (const id of acknowledged) assert.ok(ids.includes(id), `${id} was acknowledged and is gone`);
      const names = body.items.map((lead: { name: string }) => lead.name);
      assert.equal(new Set(names).size, names.length, 'a lead was doubled');
      await until('the funnel shows every lead', async () => {
        const report = await call('GET', `/api/v1/reports/lead-funnel?${period}`);
        return report.body.rows?.[0]?.values.entered.value === ids.length;
      });
      await last.end();
      const check = await runProcess(['analytics', 'check'], env);
      assert.equal(check.code, 0, check.text);
    });
  });
} else {
  const redis = ['/usr/bin/redis-server', '/usr/local/bin/redis-server'].find(existsSync);
  const freePort = (): Promise<number> =>
    new Promise((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = server.address() as { port: number };
        server.close(() => resolve(port));
      });
    });

  const play = async (redisUrl: string | null): Promise<void> => {
    const clickhouse = await startClickhouse(folder());
    const magenta = `t${crypto.randomUUID().slice(0, 8)}`;
    const env = {
      DATA_DIR: folder(),
      DATABASE_URL: mysql,
      MAGENTA_SCHEMA: magenta,
      CLICKHOUSE_URL: clickhouse.url,
      ENV_DEC: 'x'.repeat(40),
      PORT: '0',
      ...(redisUrl === null ? {} : { REDIS_URL: redisUrl }),
    };
    try {
      const migrated = await Promise.all([runProcess(['migrate'], env), runProcess(['migrate'], env)]);
      for (const { code, text } of migrated) assert.equal(code, 0, text);
      await setUp(env);
      const servers = [start(['serve'], env), start(['serve'], env)];
      const workers = [start(['worker'], env), start(['worker'], env)];
      const [here, there] = await Promise.all(
        servers.map(async (s) => openClient(await s.says(ready), 'a@acme.example', password)),
      );
      assert.ok(here && there);
      await Promise.all(workers.map((w) => w.says(/worker is running/)));
      const entered = async () =>
        (await there('GET', `/api/v1/reports/lead-funnel?${period}`)).body.rows?.[0]?.values.entered.value;
      for (let n = 0; n < 5; n += 1)
        assert.equal((await here('POST', '/api/v1/leads', { name: `L${n}` })).status, 201);
      await until('the other server shows five leads in its funnel', async () => (await entered()) === 5);

      // Analytics is away: leads go on, reports say so, and afterwards nothing is missing.
      await clickhouse.stop();
      assert.equal((await here('POST', '/api/v1/leads', { name: 'While away' })).status, 201);
      const report = await there('GET', `/api/v1/reports/lead-funnel?${period}`);
      assert.equal(report.body.code, 'ANALYTICS_UNAVAILABLE');
      await clickhouse.start();
      await workers[0]?.end('SIGKILL');
      assert.equal((await here('POST', '/api/v1/leads', { name: 'With one worker' })).status, 201);
      await until('the worker that is left has carried all', async () => (await entered()) === 7);
      for (const one of [...servers, ...workers.slice(1)]) await one.end();
      const check = await runProcess(['analytics', 'check'], env);
      assert.equal(check.code, 0, check.text);
    } finally {
      for (const one of running) await one.end('SIGKILL');
      await clickhouse.stop();
      const connection = await createConnection(mysql);
      for (const name of [magenta, `${magenta}_acme`])
        await connection.query(`drop database if exists \`${name}\``);
      await connection.end();
    }
  };

  describe('many processes on one database and one ClickHouse server', () => {
    it('work as one, through a crash of a worker and of analytics', () => play(null));

    it('do so with Redis between them', {
      skip: redis === undefined && 'redis-server is not installed',
    }, async () => {
      const port = await freePort();
      const server = spawn(redis as string, [
        '--port',
        String(port),
        '--bind',
        '127.0.0.1',
        '--save',
        '',
        '--dir',
        folder(),
      ]);
      try {
        await until('Redis listens', async () => server.exitCode === null && (await reaches(port)));
        await play(`redis://127.0.0.1:${port}`);
      } finally {
        server.kill();
      }
    });
  });
}

const reaches = (port: number): Promise<boolean> => {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
};
