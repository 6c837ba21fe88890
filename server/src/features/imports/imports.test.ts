import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
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
    const acme = await app.addCompany(`import${companies}`);
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

  it('suggest, check, run, report and undo', async () => {
    const { acme, drive } = await start();
    const content = csv([
      ['Full Name', 'E-mail', 'Mobile', 'Deal Value', 'Level', 'City', 'Lead Status'],
      ['Asha Rao', 'asha@example.com', '98765 43210', '₹1,20,000', 'High', 'Pune', 'Demo'],
      ['Ravi', 'ravi@example.com', '', '', 'Low', 'Select', 'New'],
      ['Again', 'ASHA@example.com', '', '', 'High', '', 'New'],
      ['Wrong', 'nobody', '12', 'much', 'High', '', 'New'],
      ['', '', '', '', 'Low', 'Goa', 'New'],
    ]);
    const uploaded = await drive.upload(content);
    assert.equal(uploaded.status, 201);
    assert.deepEqual(
      uploaded.body.columns.map((c: { suggestion: { target: string } }) => c.suggestion.target),
      ['name', 'email', 'phone', 'value', 'custom.level', 'city', 'stage'],
    );
    assert.deepEqual(uploaded.body.emptyValues, ['Select']);

    const owner = await acme.person('SALESPERSON');
    const targets = ['name', 'email', 'phone', 'value', 'tags', 'city', 'stage'];
    const id = await drive.begin(content, targets, {
      emptyValues: ['select'],
      source: 'File',
      ownerId: owner.id,
    });
    const checked = await drive.finish(id, 'check');
    const expected = { read: 5, created: 2, updated: 0, unchanged: 0, duplicate: 1, rejected: 2 };
    assert.deepEqual(checked.check, expected);
    assert.equal(checked.rows, 5);
    assert.deepEqual(await drive.leads(), []);
    assert.deepEqual(
      (await drive.rows(id, 'created')).map((r) => [r.row, r.name, r.leadId]),
      [
        [2, 'Asha Rao', null],
        [3, 'Ravi', null],
      ],
    );

    const done = await drive.finish(id, 'run');
    assert.deepEqual(done.result, expected);
    const [asha, ravi] = (await drive.leads()).toSorted((a, b) => a.name.localeCompare(b.name));
    assert.deepEqual(
      [asha.phones, asha.valueMinor, asha.tags, asha.stageId, asha.source, asha.owner.id],
      [['+919876543210'], 12_000_000, ['High'], acme.stages.Demo, 'File', owner.id],
    );
    assert.equal(ravi.city, '');
    const rejected = await drive.rows(id, 'rejected');
    assert.deepEqual(
      rejected.map((r) => [r.row, r.reasons.map((reason: { column: string }) => reason.column)]),
      [
        [5, ['E-mail', 'Mobile', 'Deal Value']],
        [6, ['']],
      ],
    );
    // The file goes once its import is told done.
    await app.until('the file has gone', async () => !files(acme).includes(id));

    const undone = await drive.finish(id, 'undo');
    assert.deepEqual(undone.undo, { deleted: 2, restored: 0, kept: 0 });
    assert.deepEqual(await drive.leads(), []);
  });

  it('decide the same in a dry run and in a run, whatever a match does', async () => {
    for (const [onMatch, expected] of [
      ['skip', { read: 8, created: 3, updated: 1, unchanged: 1, duplicate: 2, rejected: 1 }],
      ['update', { read: 8, created: 3, updated: 3, unchanged: 1, duplicate: 0, rejected: 1 }],
      ['create', { read: 8, created: 5, updated: 1, unchanged: 1, duplicate: 0, rejected: 1 }],
    ] as const) {
      const { admin, drive } = await start();
      await app.call(admin, 'POST', '/api/v1/leads', {
        name: 'Known',
        emails: ['known@example.com'],
        city: 'Agra',
      });
      await app.call(admin, 'POST', '/api/v1/leads', { name: 'Keyed', externalId: 'K1', city: 'Agra' });
      const content = csv([
        ['Key', 'Name', 'Email', 'City', 'Note'],
        ['', 'Known', 'KNOWN@example.com', 'Pune', ''],
        ['K1', 'Keyed', '', 'Agra', ''],
        ['K1', '', '', 'Goa', 'called'],
        ['N1', 'New', 'new@example.com', '', ''],
        ['', 'New again', 'new@example.com', 'Delhi', ''],
        ['N2', 'Second', '', '', ''],
        ['', 'Third', 'third@example.com', '', ''],
        ['', '', '', 'Nowhere', ''],
      ]);
      const id = await drive.begin(content, ['externalId', 'name', 'email', 'city', 'note'], { onMatch });
      assert.deepEqual((await drive.finish(id, 'check')).check, expected, `check, ${onMatch}`);
      assert.deepEqual((await drive.finish(id, 'run')).result, expected, `run, ${onMatch}`);
      const keyed = (await drive.leads()).find((lead) => lead.externalId === 'K1');
      assert.equal(keyed.city, 'Goa');
    }
  });

  it('write nothing twice when the same file comes again', async () => {
    const { drive } = await start();
    const content = csv([
      ['Key', 'Name', 'Stage', 'Won on', 'Won value', 'Tags', 'Note', 'Created'],
      ['1', 'A', 'Won', '01/02/2026', '5 L', 'x, y', 'hello', '2026-01-01'],
      ['2', 'B', 'Lost', '', '', '', '', ''],
      ['3', 'C', 'Qualified', '', '', '', '', '2026-01-05 10:00'],
    ]);
    const targets = ['externalId', 'name', 'stage', 'wonOn', 'wonValue', 'tags', 'note', 'createdAt'];
    const first = await drive.begin(content, targets);
    const expected = { read: 3, created: 2, updated: 0, unchanged: 0, duplicate: 0, rejected: 1 };
    assert.deepEqual((await drive.finish(first, 'run')).result, expected);
    const [reason] = (await drive.rows(first, 'rejected'))[0].reasons;
    assert.deepEqual(reason, { column: 'Stage', message: 'To enter Lost: say why it was lost.' });
    const leads = await drive.leads();
    assert.deepEqual(
      [leads[0].wonValueMinor, leads[0].wonOn, leads[0].tags],
      [50_000_000, '2026-02-01', ['x', 'y']],
    );
    assert.deepEqual(
      [leads[0].createdAt, leads[0].stageSince],
      [Date.parse('2025-12-31T18:30Z'), Date.parse('2026-01-31T18:30Z')],
    );
    const second = await drive.begin(content, targets);
    assert.deepEqual((await drive.finish(second, 'run')).result, { ...expected, created: 0, unchanged: 2 });
    assert.deepEqual(await drive.leads(), leads);
  });

  it('give rejected rows back as a file that can be corrected and imported again', async () => {
    const { drive } = await start();
    const cells = ['=cmd|x', ' -2+3', '@sum', '+91 98765 43210', '-5', 'a "quoted", cell', 'x'];
    const content = csv([['A', 'B', 'C', 'D', 'E', 'F', 'Email'], cells]);
    const targets = ['ignore', 'ignore', 'ignore', 'ignore', 'ignore', 'ignore', 'email'];
    const id = await drive.begin(content, targets);
    assert.equal((await drive.finish(id, 'run')).result.rejected, 1);
    const file = await app.call(drive.who, 'GET', `/api/v1/imports/${id}/rejected.csv`);
    assert.equal(
      file.body,
      `\ufeffA,B,C,D,E,F,Email,Reason\r\n'=cmd|x,' -2+3,'@sum,+91 98765 43210,-5,"a ""quoted"", cell",x,"Email: ""x"" is no e-mail address"\r\n`,
    );
    const again = await drive.begin(file.body, [
      'note',
      'ignore',
      'city',
      'phone',
      'ignore',
      'organisation',
      'ignore',
      'ignore',
    ]);
    assert.equal((await drive.finish(again, 'run')).result.created, 1);
    const [lead] = await drive.leads();
    assert.deepEqual(
      [lead.city, lead.phones, lead.organisation],
      ['@sum', ['+919876543210'], 'a "quoted", cell'],
    );
  });
  it('can be cancelled, gone on with, and undone', async () => {
    const { drive } = await start();
    const total = 4000;
    const content = csv([
      ['Key', 'Name'],
      ...Array.from({ length: total }, (_, i) => [`k${i}`, `Lead ${i}`]),
    ]);
    const id = await drive.begin(content, ['externalId', 'name']);
    assert.equal((await drive.act(id, 'run')).status, 202);
    await app.until('some rows are in', async () => (await drive.read(id)).progress > 0);
    assert.equal((await drive.act(id, 'cancel')).status, 200);
    await app.until('it has stopped', async () =>
      ['cancelled', 'done'].includes((await drive.read(id)).state),
    );
    const stopped = await drive.read(id);
    assert.equal(stopped.state, 'cancelled');
    assert.equal(stopped.result.created, stopped.progress);
    assert.ok(stopped.progress > 0 && stopped.progress < total);
    assert.equal((await drive.leads()).length, stopped.progress);
    const done = await drive.finish(id, 'run');
    assert.deepEqual([done.result.created, done.result.read], [total, total]);
    assert.equal((await drive.finish(id, 'undo')).undo.deleted, total);
    const again = await drive.begin(content, ['externalId', 'name']);
    assert.equal((await drive.finish(again, 'check')).check.created, total);
  });

  it('correct single cells before the run', async () => {
    const { admin, drive } = await start();
    const id = await drive.begin(
      csv([
        ['Name', 'Email'],
        ['Asha', 'asha@'],
        ['Ravi', 'ravi@example.com'],
      ]),
      ['name', 'email'],
    );
    assert.equal((await drive.finish(id, 'check')).check.rejected, 1);
    const fixes = [{ row: 2, column: 1, value: 'asha@example.com' }];
    const fixed = await app.call(admin, 'PUT', `/api/v1/imports/${id}/fixes`, { fixes });
    assert.deepEqual([fixed.status, fixed.body.state, fixed.body.check], [200, 'mapped', null]);
    const done = await drive.finish(id, 'run');
    assert.equal(done.result.created, 2);
  });

  it('read another sheet of a workbook', async () => {
    const { admin, drive } = await start();
    const row = (...cells: string[]) =>
      `<row>${cells.map((c) => `<c t="str"><v>${c}</v></c>`).join('')}</row>`;
    const book = workbook({
      Notes: row('Text', 'More') + row('x', 'y'),
      Leads: row('Name', 'City') + row('Asha', 'Pune'),
    });
    const { body } = await drive.upload(book, 'leads.xlsx');
    assert.deepEqual([body.format, body.sheets, body.sheet], ['xlsx', ['Notes', 'Leads'], 'Notes']);
    const other = await app.call(admin, 'PUT', `/api/v1/imports/${body.id}/sheet`, { sheet: 'Leads' });
    assert.deepEqual(
      other.body.columns.map((c: { header: string }) => c.header),
      ['Name', 'City'],
    );
    const none = await app.call(admin, 'PUT', `/api/v1/imports/${body.id}/sheet`, { sheet: 'No' });
    assert.equal(none.status, 422);
    const columns = [
      { index: 0, target: 'name' },
      { index: 1, target: 'city' },
    ];
    await app.call(admin, 'PUT', `/api/v1/imports/${body.id}/mapping`, { columns, options: {} });
    assert.equal((await drive.finish(body.id, 'run')).result.created, 1);
  });

  it('remember what headers meant', async () => {
    const { drive } = await start();
    const content = csv([
      ['Bezeichnung', 'Wo'],
      ['Asha', 'Pune'],
      ['Ravi', 'Goa'],
    ]);
    await drive.begin(content, ['name', 'city']);
    const { body } = await drive.upload(content);
    assert.deepEqual(
      body.columns.map((c: { suggestion: unknown }) => c.suggestion),
      [
        { target: 'name', reason: 'saved', newField: null },
        { target: 'city', reason: 'saved', newField: null },
      ],
    );
  });
});
