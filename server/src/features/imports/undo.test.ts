import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { type Person, startTestApp, type TestApp, type TestCompany } from '../../testing/harness.ts';
import { csv, driveImports } from '../../testing/imports.ts';

describe('undo', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  let companies = 0;
  const start = async () => {
    companies += 1;
    const acme: TestCompany = await app.addCompany(`undo${companies}`);
    const admin: Person = await acme.person('ADMIN', { name: 'Asha' });
    return { acme, admin, drive: driveImports(app, admin) };
  };

  /** A lead without what an undo leaves: its version and the time of its last change. */
  const substance = ({ version, updatedAt, ...lead }: Record<string, unknown>): Record<string, unknown> =>
    lead;

  const emails = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}@example.com`);
  const cities = fc.constantFrom('', 'Pune', 'Goa');
  const stages = fc.constantFrom('', 'New', 'Qualified', 'Won', 'Lost');
  const person = fc.record({
    email: fc.constantFrom('', ...emails),
    key: fc.constantFrom('', 'k1', 'k2', 'k3'),
    city: cities,
    tag: fc.constantFrom('', 'x', 'y'),
    value: fc.constantFrom('', '5 L', '12,000'),
  });
  const fileRow = fc.record({
    person,
    stage: stages,
    wonOn: fc.constantFrom('', '01/02/2026'),
    reason: fc.constantFrom('', 'Price'),
    name: fc.constantFrom('', 'Row'),
    note: fc.constantFrom('', 'called'),
  });

  it('of an import leaves what nobody touched as it was, and what somebody touched as they left it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(person, { maxLength: 5, selector: (p) => p.key || p.email || Symbol('none') }),
        fc.array(fileRow, { minLength: 1, maxLength: 12 }),
        fc.constantFrom('skip', 'update', 'create'),
        fc.array(fc.nat(20), { maxLength: 2 }),
        async (known, rows, onMatch, touched) => {
          const { admin, drive } = await start();
          for (const { email, key, city, tag } of known) {
            const body = {
              name: 'Known',
              city,
              emails: email === '' ? [] : [email],
              tags: tag === '' ? [] : [tag],
              ...(key === '' ? {} : { externalId: key }),
            };
            assert.equal((await app.call(admin, 'POST', '/api/v1/leads', body)).status, 201);
          }
          const untouched = await drive.leads();
          const content = csv([
            ['Key', 'Email', 'City', 'Tag', 'Value', 'Stage', 'Won on', 'Reason', 'Name', 'Note'],
            ...rows.map(({ person: p, stage, wonOn, reason, name, note }) => [
              p.key,
              p.email,
              p.city,
              p.tag,
              p.value,
              stage,
              wonOn,
              reason,
              name,
              note,
            ]),
          ]);
          const targets = [
            'externalId',
            'email',
            'city',
            'tags',
            'value',
            'stage',
            'wonOn',
            'lostReason',
            'name',
            'note',
          ];
          const id = await drive.begin(content, targets, { onMatch });
          const { check } = await drive.finish(id, 'check');
          const { result } = await drive.finish(id, 'run');
          assert.deepEqual(check, result);
          const { read, ...outcomes } = result;
          assert.equal(
            read,
            Object.values<number>(outcomes).reduce((a, b) => a + b, 0),
          );

          const imported = await drive.leads();
          assert.equal(imported.length, known.length + result.created);
          const changed = new Map<string, unknown>();
          for (const n of touched) {
            const lead = imported[n % imported.length];
            if (lead === undefined || changed.has(lead.id)) continue;
            const body = { version: lead.version, product: 'Touched' };
            const answer = await app.call(admin, 'PATCH', `/api/v1/leads/${lead.id}`, body);
            assert.equal(answer.status, 200, JSON.stringify(answer.body));
            changed.set(lead.id, substance(answer.body));
          }

          const { undo } = await drive.finish(id, 'undo');
          const left = new Map((await drive.leads()).map((lead) => [lead.id, substance(lead)]));
          const expected = new Map<string, unknown>(untouched.map((lead) => [lead.id, substance(lead)]));
          for (const [leadId, lead] of changed) expected.set(leadId, lead);
          assert.deepEqual(left, expected);
          assert.equal(undo.deleted, imported.length - left.size);
          assert.equal((await drive.rows(id, 'kept')).length, undo.kept);
        },
      ),
      { numRuns: 12 },
    );
  });

  it('names who changed what it leaves alone', async () => {
    const { acme, drive } = await start();
    const other = await acme.person('ADMIN', { name: 'Ravi' });
    const id = await drive.begin(csv([['Name'], ['One'], ['Two']]), ['name']);
    await drive.finish(id, 'run');
    const [one] = (await drive.leads()).filter((lead) => lead.name === 'One');
    const activity = await app.call(other, 'POST', `/api/v1/leads/${one.id}/activities`, {
      kind: 'call',
      text: 'Spoke',
    });
    assert.equal(activity.status, 201);
    const { undo } = await drive.finish(id, 'undo');
    assert.deepEqual(undo, { deleted: 1, restored: 0, kept: 1 });
    const [kept] = await drive.rows(id, 'kept');
    assert.deepEqual([kept.outcome, kept.leadId, kept.name], ['kept', one.id, 'One']);
    assert.match(kept.reasons[0].message, /^changed by Ravi on \d{4}-\d{2}-\d{2}$/);
  });

  it('stands in the log of each lead, and frees external ids for the next import', async () => {
    const { acme, admin, drive } = await start();
    const made = await app.call(admin, 'POST', '/api/v1/leads', {
      name: 'Known',
      externalId: 'K',
      city: 'Agra',
    });
    const content = csv([
      ['Key', 'Name', 'City'],
      ['K', 'Known', 'Pune'],
      ['N', 'New', 'Goa'],
    ]);
    const targets = ['externalId', 'name', 'city'];
    const id = await drive.begin(content, targets);
    const { result } = await drive.finish(id, 'run');
    assert.deepEqual([result.created, result.updated], [1, 1]);
    assert.deepEqual((await drive.finish(id, 'undo')).undo, { deleted: 1, restored: 1, kept: 0 });
    const timeline = await app.call(admin, 'GET', `/api/v1/leads/${made.body.id}/timeline`);
    assert.deepEqual(
      timeline.body.items.map((entry: { kind: string; changes: unknown }) => [entry.kind, entry.changes]),
      [
        ['undone', [{ field: 'city', from: 'Pune', to: 'Agra' }]],
        ['imported', [{ field: 'city', from: 'Agra', to: 'Pune' }]],
        ['created', []],
      ],
    );
    const again = await drive.begin(content, targets);
    assert.deepEqual((await drive.finish(again, 'run')).result, result);
    const db = await app.companies.database(acme.company.id);
    const logs = await db.read.selectFrom('lead_logs').select(['lead_id', 'version']).execute();
    assert.equal(new Set(logs.map((log) => `${log.lead_id} ${log.version}`)).size, logs.length);
  });
});
