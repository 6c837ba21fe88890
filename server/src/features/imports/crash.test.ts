import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { after, describe, it } from 'node:test';
import { Worker } from 'node:worker_threads';
import { openApp } from '../../app.ts';
import type { Database } from '../../db/database.ts';
import type { OpenTables } from '../../db/tables.ts';
import { startTestApp, testConfig } from '../../testing/harness.ts';
import { csv, driveImports } from '../../testing/imports.ts';
import { addPerson } from '../people/index.ts';
import { startPipeline } from '../pipeline/index.ts';
import { startRun, visibleImport } from './acts.ts';
import { importFile } from './index.ts';
import { findImport, type Import } from './store.ts';
import { actorOf, anyAdmin } from './store-actor.ts';

const program = join(import.meta.dirname, '../../cli/main.ts');

/** Starts the whole program as a process of its own on the same engines. */
const startProcess = (env: Record<string, string>): ChildProcess =>
  spawn(process.execPath, [program, 'start'], { env: { ...process.env, ...env }, stdio: 'ignore' });

/** Leads, counted by their first log rows: each has one. */
const leadsIn = async (db: Database<OpenTables>): Promise<number> => {
  const logs = await db.read.selectFrom('lead_logs').select(['lead_id', 'version']).execute();
  const ids = new Set(logs.map((log) => log.lead_id));
  assert.equal(ids.size, logs.length);
  const search = await db.read.selectFrom('lead_search').select('lead_id').execute();
  assert.deepEqual(new Set(search.map((row) => row.lead_id)), ids);
  const history = await db.read.selectFrom('lead_stage_history').select('lead_id').execute();
  assert.equal(history.length, ids.size);
  return ids.size;
};

describe('an import', () => {
  it('that is killed again and again loses no row and doubles none', async () => {
    const setup = testConfig();
    const tool = await openApp(setup.config, 'tool');
    let child: ChildProcess | null = null;
    try {
      const company = await tool.companies.create({
        slug: 'acme',
        name: 'Acme',
        timeZone: 'Asia/Kolkata',
        currency: 'INR',
        financialYearStart: 4,
      });
      const db = await tool.companies.database(company.id);
      await startPipeline(db);
      await addPerson(tool.companies, company.id, {
        email: 'admin@acme.example',
        name: 'Admin',
        role: 'ADMIN',
        passwordHash: '',
      });

      const total = 6000;
      const path = join(setup.config.dataDir, 'leads.csv');
      const rows = Array.from({ length: total }, (_, i) => [
        `k${i}`,
        `Lead ${i}`,
        i % 10 === 9 ? `a${i - 1}@example.com` : `a${i}@example.com`,
      ]);
      await pipeline(Readable.from([csv([['Lead ID', 'Name', 'Email'], ...rows])]), createWriteStream(path));

      // The file is taken in and its run begun here; it is done by processes that are killed.
      const services = {
        config: setup.config,
        companies: tool.companies,
        bell: tool.bell,
        clock: tool.clock,
        log: tool.log,
      };
      const said: string[] = [];
      const dry = await importFile(services, {
        company,
        email: null,
        path,
        dryRun: true,
        onMatch: 'skip',
        say: (text) => said.push(text),
      });
      assert.equal(dry, 0);
      const importId = said.at(-1)?.replace('import ', '') ?? '';
      const expected = (await findImport(db.read, importId))?.check;
      assert.equal(expected?.created, total - total / 10);

      const actor = await actorOf(db.read, company.id, (await anyAdmin(db.read)) ?? '');
      await startRun(await visibleImport(services, actor, importId));

      const env = {
        NODE_ENV: 'test',
        DATA_DIR: setup.config.dataDir,
        MAGENTA_SCHEMA: setup.config.magentaSchema,
        LOG_LEVEL: 'silent',
        PORT: '0',
        DEMO: 'off',
        ...(setup.config.databaseUrl === null ? {} : { DATABASE_URL: setup.config.databaseUrl }),
      };
      const read = async (): Promise<Import> => {
        const item = await findImport(db.read, importId);
        assert.ok(item !== null);
        return item;
      };
      const reach = async (rowsIn: number) => {
        for (const end = Date.now() + 60_000; ; ) {
          const item = await read();
          assert.notEqual(item.state, 'failed', item.error);
          if (item.progress >= rowsIn || item.state === 'done') return item;
          assert.ok(Date.now() < end, `waited in vain for row ${rowsIn}`);
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      };
      let kills = 0;
      // More often than a job is tried that gets nowhere.
      for (const rowsIn of [1, 1500, 3000, 4500]) {
        child = startProcess(env);
        await reach(rowsIn);
        child.kill('SIGKILL');
        await once(child, 'exit');
        kills += 1;
        const { progress, result } = await read();
        assert.equal(result?.read, progress);
        assert.equal(await leadsIn(db), result?.created);
        // The lease of the dead process runs out.
        await db.transaction((tx) => tx.updateTable('job').set({ lease_until: 0 }).execute());
      }
      assert.ok((await read()).progress < total, 'the kills came too late to mean anything');
      child = startProcess(env);
      await reach(total);
      for (let item = await read(); item.state !== 'done'; item = await read())
        await new Promise((resolve) => setTimeout(resolve, 5));
      const done = await read();
      assert.deepEqual(done.result, expected);
      assert.equal(await leadsIn(db), expected?.created);
      assert.equal(kills, 4);
    } finally {
      child?.kill('SIGKILL');
      await tool.close();
      await setup.clean();
    }
  });

  it('whose lease was lost writes nothing any more', async () => {
    const test = await startTestApp();
    try {
      const acme = await test.addCompany('acme');
      const drive = driveImports(test, await acme.person('ADMIN'));
      const content = csv([['Name'], ...Array.from({ length: 4000 }, (_, i) => [`Lead ${i}`])]);
      const id = await drive.begin(content, ['name']);
      const db = await test.companies.database(acme.company.id);
      assert.equal((await drive.act(id, 'run')).status, 202);
      await test.until('some rows are in', async () => (await drive.read(id)).progress > 0);
      // Somebody else claims the job, as if this worker had slept past its lease.
      await db.transaction((tx) =>
        tx
          .updateTable('job')
          .set((eb) => ({ fence: eb('fence', '+', 1), lease_until: Date.now() + 3000 }))
          .execute(),
      );
      const stopped = (await drive.read(id)).progress;
      assert.ok(stopped < 4000);
      await test.until('the worker has let go', async () => {
        const before = (await drive.read(id)).progress;
        await new Promise((resolve) => setTimeout(resolve, 300));
        return (await drive.read(id)).progress === before;
      });
      assert.equal((await drive.read(id)).progress, stopped);
      assert.equal((await drive.leads()).length, stopped);
      // Once that claim has run out too, whoever is there goes on.
      await db.transaction((tx) => tx.updateTable('job').set({ lease_until: 0 }).execute());
      test.bell.ring(acme.company.id);
      await test.until('it has ended', async () => (await drive.read(id)).state === 'done');
      assert.equal((await drive.leads()).length, 4000);
    } finally {
      await test.stop();
    }
  });
});

describe('a large file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'iperform-large-'));
  after(() => rmSync(folder, { recursive: true }));

  it('is read with little memory', async () => {
    const path = join(folder, 'large.csv');
    const block = csv(
      Array.from({ length: 1000 }, (_, i) => [`Lead ${i}`, `lead${i}@example.com`, 'x'.repeat(200)]),
    ).concat('\r\n');
    const blocks = 200;
    await pipeline(
      Readable.from(
        (function* () {
          yield 'Name,Email,Note\r\n';
          for (let i = 0; i < blocks; i += 1) yield block;
        })(),
      ),
      createWriteStream(path),
    );
    // 48 MB of rows in a thread that may keep 40 MB: read all at once they would end it.
    const program = `
      const { parentPort } = require('node:worker_threads');
      (async () => {
        const { readRows } = await import(${JSON.stringify(join(import.meta.dirname, 'read.ts'))});
        const source = { path: ${JSON.stringify(path)}, format: 'csv', encoding: 'utf-8', delimiter: ',', sheet: '' };
        let rows = 0;
        for await (const some of readRows(source)) rows += some.length;
        parentPort.postMessage(rows);
      })();`;
    const thread = new Worker(program, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 40 } });
    const [rows] = await once(thread, 'message');
    assert.equal(rows, blocks * 1000 + 1);
  });
});
