import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Person, startTestApp, type TestApp, type TestCompany } from '../../testing/harness.ts';
import { csv, driveImports, type ImportDriver } from '../../testing/imports.ts';
import { workbook } from '../../testing/xlsx.ts';

describe('imports', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  let companies = 0;
  /** A company of its own for each test, with its administrator. */
  const start = async (): Promise<{ acme: TestCompany; admin: Person; drive: ImportDriver }> => {
    companies += 1;
    const acme = await app.addCompany(`refuse${companies}`);
    const admin = await acme.person('ADMIN');
    return { acme, admin, drive: driveImports(app, admin) };
  };
  const files = ({ company }: TestCompany): string[] => {
    try {
      return readdirSync(join(app.config.dataDir, 'imports', company.id));
    } catch {
      return [];
    }
  };

  it('refuse a mapping that makes no sense, naming the field', async () => {
    const { acme, admin, drive } = await start();
    const { body } = await drive.upload(
      csv([
        ['Name', 'City', 'Level'],
        ['Asha', 'Pune', 'High'],
      ]),
    );
    const map = (columns: unknown[], options = {}, who = admin) =>
      app.call(who, 'PUT', `/api/v1/imports/${body.id}/mapping`, { columns, options });
    const fieldOf = async (answer: ReturnType<typeof map>) => {
      const { status, body } = await answer;
      return [status, body.errors?.[0]?.field];
    };
    const name = { index: 0, target: 'name' };
    assert.deepEqual(await fieldOf(map([name, { index: 7, target: 'city' }])), [422, 'columns.1.index']);
    assert.deepEqual(await fieldOf(map([name, { index: 0, target: 'city' }])), [422, 'columns.1.index']);
    assert.deepEqual(await fieldOf(map([name, { index: 1, target: 'name' }])), [422, 'columns.1.target']);
    assert.deepEqual(await fieldOf(map([name, { index: 1, target: 'custom.none' }])), [
      422,
      'columns.1.target',
    ]);
    assert.deepEqual(await fieldOf(map([{ index: 1, target: 'city' }])), [422, 'columns']);
    assert.deepEqual(await fieldOf(map([name], { ownerId: '01ARZ3NDEKTSV4RRFFQ69G5FAV' })), [
      422,
      'options.ownerId',
    ]);
    assert.deepEqual(await fieldOf(map([{ index: 0, target: 'nonsense' }])), [422, 'columns.0.target']);
    const dev = await acme.person('DEV');
    const field = { index: 2, target: 'custom.level', newField: { label: 'Level', type: 'text' } };
    assert.deepEqual(await fieldOf(map([name, field], {}, dev)), [403, undefined]);
    assert.equal((await map([name, field])).status, 200);
  });

  it('say in which state they are and what is possible', async () => {
    const { drive } = await start();
    const { body } = await drive.upload(csv([['Name'], ['Asha']]));
    for (const [act, detail] of [
      ['run', 'The import is uploaded, so it cannot run; possible now: map, sheet, fix.'],
      ['undo', 'The import is uploaded, so it cannot undo; possible now: map, sheet, fix.'],
    ] as const) {
      const refused = await drive.act(body.id, act);
      assert.deepEqual(
        [refused.status, refused.body.code, refused.body.detail],
        [409, 'IMPORT_STATE', detail],
      );
    }
    const id = await drive.begin(csv([['Name'], ['Asha']]), ['name']);
    await drive.finish(id, 'run');
    assert.equal(
      (await drive.act(id, 'run')).body.detail,
      'The import is done, so it cannot run; possible now: undo.',
    );
    await drive.finish(id, 'undo');
    assert.equal((await drive.act(id, 'undo')).status, 409);
  });

  it('are seen by whoever sees all, and else by their creator alone', async () => {
    const { acme, admin, drive } = await start();
    const [manager, other, seller] = [
      await acme.person('MANAGER'),
      await acme.person('MANAGER'),
      await acme.person('SALESPERSON'),
    ];
    const mine = driveImports(app, manager);
    const { body } = await mine.upload(csv([['Name'], ['Asha']]));
    const { body: theirs } = await drive.upload(csv([['Name'], ['Ravi']]));
    const seen = async (who: Person) =>
      (await app.call(who, 'GET', '/api/v1/imports')).body.items.map((item: { id: string }) => item.id);
    assert.deepEqual(await seen(admin), [theirs.id, body.id]);
    assert.deepEqual(await seen(manager), [body.id]);
    assert.deepEqual(await seen(other), []);
    for (const path of ['', '/rows?outcome=created', '/rejected.csv']) {
      assert.equal((await app.call(other, 'GET', `/api/v1/imports/${body.id}${path}`)).status, 404);
      assert.equal((await app.call(seller, 'GET', `/api/v1/imports/${body.id}${path}`)).status, 403);
    }
    for (const act of ['check', 'run', 'cancel', 'undo']) {
      assert.equal((await app.call(other, 'POST', `/api/v1/imports/${body.id}/${act}`, {})).status, 404);
    }
    assert.equal((await driveImports(app, seller).upload('Name\nx\n')).status, 403);
    const elsewhere = await start();
    assert.equal((await app.call(elsewhere.admin, 'GET', `/api/v1/imports/${body.id}`)).status, 404);
  });

  it('reach no further than the person who runs them', async () => {
    const { acme, admin } = await start();
    const manager = await acme.person('MANAGER', { name: 'Mira' });
    const seller = await acme.person('SALESPERSON', { name: 'Sunil', managerId: manager.id });
    const stranger = await acme.person('SALESPERSON', { name: 'Stranger' });
    const hidden = { name: 'Hidden', emails: ['hidden@example.com'], externalId: 'H', ownerId: stranger.id };
    assert.equal((await app.call(admin, 'POST', '/api/v1/leads', hidden)).status, 201);
    const mine = driveImports(app, manager);
    const id = await mine.begin(
      csv([
        ['Key', 'Name', 'Email', 'Owner'],
        ['', 'Twin', 'hidden@example.com', ''],
        ['H', 'Taken', '', ''],
        ['', 'Given', '', 'Sunil'],
        ['', 'Refused', '', 'Stranger'],
      ]),
      ['externalId', 'name', 'email', 'owner'],
      { onMatch: 'update' },
    );
    const { result } = await mine.finish(id, 'run');
    assert.deepEqual([result.created, result.updated, result.rejected], [2, 0, 2]);
    assert.deepEqual((await mine.leads()).map((lead) => [lead.name, lead.owner.id]).toSorted(), [
      ['Given', seller.id],
      ['Twin', manager.id],
    ]);
    const untouched = (await driveImports(app, admin).leads()).find((lead) => lead.name === 'Hidden');
    assert.equal(untouched.version, 1);
  });

  it('refuse files that are none, and keep nothing of them', async () => {
    const { acme, admin, drive } = await start();
    const refused = async (content: string | Buffer, fileName: string) => {
      const { status, body } = await drive.upload(content, fileName);
      assert.deepEqual([status, body.code], [422, 'UNPROCESSABLE_FILE'], fileName);
      return body.detail;
    };
    assert.match(await refused('Name,City\nAsha,Pu\0ne\n', 'nul.csv'), /Line 2 contains a NUL/);
    assert.match(await refused('Name,City\nAsha,Pune\n', 'text.xlsx'), /no Excel workbook/);
    assert.match(await refused(workbook({ A: '<row/>' }), 'book.csv'), /Excel workbook/);
    assert.match(await refused(Buffer.alloc(500, 7), 'binary.csv'), /no text/);
    assert.match(await refused('', 'empty.csv'), /empty/);
    assert.match(await refused('x'.repeat(2_000_000), 'line.csv'), /longer than/);
    assert.match(await refused(workbook({ A: ' '.repeat(20_000_000) }), 'bomb.xlsx'), /longer than any/);
    const json = await app.call(admin, 'POST', '/api/v1/imports?filename=a.csv', { a: 1 });
    assert.equal(json.status, 415);
    assert.equal((await app.call(admin, 'POST', '/api/v1/imports', Buffer.from('x'))).status, 400);
    assert.deepEqual(files(acme), []);
  });

  it('keep nothing of an upload that is broken off', async () => {
    const { acme, admin } = await start();
    if (!app.server.server.listening) await app.server.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.server.server.address() as AddressInfo;
    const headers = {
      authorization: `Bearer ${admin.token}`,
      'content-type': 'application/octet-stream',
      'content-length': '1000000',
    };
    const call = request({
      port,
      host: '127.0.0.1',
      path: '/api/v1/imports?filename=a.csv',
      method: 'POST',
      headers,
    });
    call.on('error', () => undefined);
    call.write('Name,City\nAsha,Pune\n');
    await app.until('the file is being written', async () => files(acme).length === 1);
    call.destroy();
    await app.until('it is gone', async () => files(acme).length === 0);
    const listed = await app.call(admin, 'GET', '/api/v1/imports');
    assert.deepEqual(listed.body.items, []);
  });
});
