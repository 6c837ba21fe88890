import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Person, startTestApp, type TestApp, type TestCompany } from '../../testing/harness.ts';

describe('leads through the API', () => {
  let app: TestApp;
  let acme: TestCompany;
  let admin: Person;

  before(async () => {
    app = await startTestApp();
    acme = await app.addCompany('acme');
    admin = await acme.person('ADMIN');
  });
  after(() => app.stop());

  const create = async (body: Record<string, unknown>, who = admin) => {
    const answer = await app.call(who, 'POST', '/api/v1/leads', body);
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return answer.body;
  };
  const list = async (query: string, who = admin) => {
    const answer = await app.call(who, 'GET', `/api/v1/leads?${query}`);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body.items.map((lead: { name: string }) => lead.name);
  };
  const filtered = (conditions: unknown[], who = admin) =>
    list(`sort=name&filter=${encodeURIComponent(JSON.stringify(conditions))}`, who);
  const stage = (name: string): string => acme.stages[name] as string;
  const logsOf = async (id: string) => {
    const db = await app.companies.database(acme.company.id);
    return db.read.selectFrom('lead_logs').selectAll().where('lead_id', '=', id).orderBy('version').execute();
  };

  it('creates, reads and normalises', async () => {
    const lead = await create({
      name: '  Zara Khan ',
      emails: ['Zara@Acme.in', 'zara@acme.in'],
      phones: ['098765 43210', '+91 98765-43210'],
      valueMinor: 1_250_000,
      tags: ['b', 'a', 'b'],
    });
    assert.equal(lead.name, 'Zara Khan');
    assert.deepEqual(lead.emails, ['Zara@Acme.in']);
    assert.deepEqual(lead.phones, ['+919876543210']);
    assert.deepEqual(lead.tags, ['a', 'b']);
    assert.equal(lead.currency, 'INR');
    assert.equal(lead.stageId, stage('New'));
    const read = await app.call(admin, 'GET', `/api/v1/leads/${lead.id}`);
    assert.deepEqual(read.body, lead);
    assert.equal(read.headers.etag, '"1"');
  });

  it('commits every change with its log row and its outbox row', async () => {
    const lead = await create({ name: 'Logged' });
    await app.call(admin, 'PATCH', `/api/v1/leads/${lead.id}`, { version: 1, city: 'Pune' });
    await app.call(admin, 'POST', `/api/v1/leads/${lead.id}/move`, {
      version: 2,
      stageId: stage('Qualified'),
    });
    await app.call(admin, 'DELETE', `/api/v1/leads/${lead.id}`, undefined, { 'if-match': '"3"' });
    await app.call(admin, 'POST', `/api/v1/leads/${lead.id}/restore`);
    const logs = await logsOf(lead.id);
    assert.deepEqual(
      logs.map((row) => [row.kind, row.version]),
      [
        ['created', 1],
        ['changed', 2],
        ['moved', 3],
        ['deleted', 4],
        ['restored', 5],
      ],
    );
    assert.deepEqual(JSON.parse(logs[1]?.changes ?? ''), [{ field: 'city', from: '', to: 'Pune' }]);
  });

  describe('bad input names the field and writes nothing', () => {
    const cases: [string, unknown, number, string][] = [
      ['a wrong type', { name: 7 }, 422, 'name'],
      ['an unknown field', { name: 'x', role: 'ADMIN' }, 422, 'role'],
      ['an empty name', { name: '  ' }, 422, 'name'],
      ['a NUL', { name: 'a\u0000b' }, 422, 'name'],
      ['a lone surrogate', { name: 'a\ud800' }, 422, 'name'],
      ['an address that is none', { name: 'x', emails: ['nope'] }, 422, 'emails.0'],
      ['a negative value', { name: 'x', valueMinor: -1 }, 422, 'valueMinor'],
      ['a currency in lower case', { name: 'x', currency: 'inr' }, 422, 'currency'],
      ['an owner who is nobody', { name: 'x', ownerId: '01ARZ3NDEKTSV4RRFFQ69G5FAV' }, 422, 'ownerId'],
      ['a stage that is none', { name: 'x', stageId: '01ARZ3NDEKTSV4RRFFQ69G5FAV' }, 422, 'stageId'],
      ['an unknown custom field', { name: 'x', custom: { nope: 1 } }, 422, 'custom.nope'],
    ];
    for (const [what, body, status, field] of cases) {
      it(what, async () => {
        const before = await app.call(admin, 'GET', '/api/v1/leads/summary');
        const answer = await app.call(admin, 'POST', '/api/v1/leads', body);
        assert.equal(answer.status, status, JSON.stringify(answer.body));
        assert.equal(answer.headers['content-type'], 'application/problem+json; charset=utf-8');
        assert.ok(
          answer.body.errors.some((e: { field: string }) => e.field === field),
          JSON.stringify(answer.body),
        );
        assert.match(answer.body.type, /^urn:iperform:problem:/);
        assert.ok(answer.body.requestId);
        const after = await app.call(admin, 'GET', '/api/v1/leads/summary');
        assert.deepEqual(after.body, before.body);
      });
    }
    it('broken JSON, a large body, another media type, prototype keys', async () => {
      const send = (payload: string, type = 'application/json') =>
        app.server.inject({
          method: 'POST',
          url: '/api/v1/leads',
          headers: { authorization: `Bearer ${admin.token}`, 'content-type': type },
          payload,
        });
      assert.equal((await send('{"name":')).json().code, 'MALFORMED_JSON');
      assert.equal((await send('')).statusCode, 400);
      assert.equal((await send(JSON.stringify({ name: 'x'.repeat(1_100_000) }))).statusCode, 413);
      assert.equal((await send('<a/>', 'text/xml')).statusCode, 415);
      assert.equal((await send('{"name":"x","__proto__":{"a":1}}')).statusCode, 400);
      assert.equal(
        (await send(`{"name":"x","custom":${'['.repeat(5000)}${']'.repeat(5000)}}`)).statusCode,
        422,
      );
      const wrong = await app.call(admin, 'PUT', '/api/v1/leads', {});
      assert.equal(wrong.status, 405);
      assert.equal(wrong.headers.allow, 'GET, POST');
    });
    it('filters, sorts and cursors that are none', async () => {
      for (const query of [
        'filter=x',
        `filter=${encodeURIComponent('[{"field":"password","op":"in","value":["x"]}]')}`,
        `filter=${encodeURIComponent('[{"field":"value","op":"starts","value":"x"}]')}`,
        'sort=id;drop',
        'limit=0',
        'cursor=abc',
        'nonsense=1',
      ]) {
        const answer = await app.call(admin, 'GET', `/api/v1/leads?${query}`);
        assert.equal(answer.status, 400, `${query}: ${JSON.stringify(answer.body)}`);
      }
      const unknown = encodeURIComponent('[{"field":"custom.nope","op":"empty"}]');
      assert.equal((await app.call(admin, 'GET', `/api/v1/leads?filter=${unknown}`)).status, 422);
    });
  });

  describe('two people at once', () => {
    it('refuses a change without a version and one with an old version', async () => {
      const lead = await create({ name: 'Contested' });
      const url = `/api/v1/leads/${lead.id}`;
      assert.equal((await app.call(admin, 'PATCH', url, { city: 'Goa' })).status, 428);
      assert.equal((await app.call(admin, 'PATCH', url, { city: 'Goa', version: 1 })).status, 200);
      const stale = await app.call(admin, 'PATCH', url, { city: 'Surat' }, { 'if-match': '"1"' });
      assert.equal(stale.status, 412);
      assert.equal(stale.body.code, 'STALE_VERSION');
      assert.equal((await app.call(admin, 'GET', url)).body.city, 'Goa');
    });
    it('lets one of many changes with the same version through', async () => {
      const lead = await create({ name: 'Raced' });
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          app.call(admin, 'PATCH', `/api/v1/leads/${lead.id}`, { version: 1, score: i + 1 }),
        ),
      );
      assert.equal(answers.filter((a) => a.status === 200).length, 1);
      assert.equal(answers.filter((a) => a.status === 412).length, 19);
      assert.equal((await logsOf(lead.id)).length, 2);
    });
    it('makes one lead of a call repeated with the same key', async () => {
      const body = { name: 'Double click' };
      const key = { 'idempotency-key': 'abc-1' };
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => app.call(admin, 'POST', '/api/v1/leads', body, key)),
      );
      assert.deepEqual(new Set(answers.map((a) => a.status)), new Set([201]));
      assert.equal(new Set(answers.map((a) => a.body.id)).size, 1);
      const other = await app.call(admin, 'POST', '/api/v1/leads', { name: 'Other' }, key);
      assert.equal(other.body.code, 'IDEMPOTENCY_CONFLICT');
      assert.deepEqual(await filtered([{ field: 'name', op: 'starts', value: 'double' }]), ['Double click']);
    });
    it('keeps external ids unique', async () => {
      await create({ name: 'From ERP', externalId: 'ERP-1' });
      const again = await app.call(admin, 'POST', '/api/v1/leads', { name: 'Twice', externalId: 'ERP-1' });
      assert.equal(again.status, 409);
      assert.equal(again.body.errors[0].field, 'externalId');
    });
  });

  describe('stages', () => {
    const move = (id: string, body: Record<string, unknown>) =>
      app.call(admin, 'POST', `/api/v1/leads/${id}/move`, body);
    it('asks for everything a stage needs at once', async () => {
      const lead = await create({ name: 'Needs' });
      const won = await move(lead.id, { version: 1, stageId: stage('Won') });
      assert.equal(won.status, 422);
      assert.equal(won.body.code, 'STAGE_REQUIREMENTS');
      assert.deepEqual(
        won.body.errors.map((e: { field: string }) => e.field),
        ['fields.wonValueMinor', 'fields.wonOn'],
      );
      const proposal = await move(lead.id, { version: 1, stageId: stage('Proposal') });
      assert.deepEqual(
        proposal.body.errors.map((e: { field: string }) => e.field),
        ['fields.ownerId', 'fields.valueMinor'],
      );
      assert.equal((await logsOf(lead.id)).length, 1);
    });
    it('wins, clears the next step, reopens only with a note', async () => {
      const lead = await create({ name: 'Winner', nextFollowupAt: Date.now() + 1e6 });
      const won = await move(lead.id, {
        version: 1,
        stageId: stage('Won'),
        fields: { wonValueMinor: 500, wonOn: '2026-01-05' },
      });
      assert.equal(won.status, 200, JSON.stringify(won.body));
      assert.equal(won.body.nextFollowupAt, null);
      assert.equal(won.body.wonValueMinor, 500);
      const silent = await move(lead.id, { version: 2, stageId: stage('New') });
      assert.equal(silent.body.errors[0].field, 'note');
      const reopened = await move(lead.id, { version: 2, stageId: stage('New'), note: 'They called back' });
      assert.equal(reopened.status, 200);
      assert.equal(reopened.body.wonValueMinor, null);
      assert.equal(reopened.body.wonOn, null);
      const lost = await move(lead.id, {
        version: 3,
        stageId: stage('Lost'),
        fields: { wonOn: '2026-01-01' },
      });
      assert.equal(lost.body.code, 'VALIDATION_FAILED');
      const db = await app.companies.database(acme.company.id);
      const history = await db.read
        .selectFrom('lead_stage_history')
        .select(['from_status_id', 'to_status_id'])
        .where('lead_id', '=', lead.id)
        .orderBy('id')
        .execute();
      assert.deepEqual(
        history.map((h) => [h.from_status_id, h.to_status_id]),
        [
          [null, stage('New')],
          [stage('New'), stage('Won')],
          [stage('Won'), stage('New')],
        ],
      );
    });
    it('refuses the stage it is in, a won day to come, and closed stages on creation', async () => {
      const lead = await create({ name: 'Still' });
      assert.equal(
        (await move(lead.id, { version: 1, stageId: stage('New') })).body.code,
        'TRANSITION_REFUSED',
      );
      const future = await move(lead.id, {
        version: 1,
        stageId: stage('Won'),
        fields: { wonValueMinor: 1, wonOn: '2999-01-01' },
      });
      assert.equal(future.body.errors[0].field, 'fields.wonOn');
      const born = await app.call(admin, 'POST', '/api/v1/leads', { name: 'x', stageId: stage('Won') });
      assert.equal(born.body.errors[0].field, 'stageId');
    });
  });

  it('leaves no trace of a change that changes nothing', async () => {
    const lead = await create({ name: 'Same', city: 'Pune', emails: ['a@b.example'] });
    const same = { version: 1, city: ' Pune ', emails: ['a@b.example'], tags: [] };
    const answer = await app.call(admin, 'PATCH', `/api/v1/leads/${lead.id}`, same);
    assert.equal(answer.status, 200);
    assert.equal(answer.body.version, 1);
    assert.equal((await logsOf(lead.id)).length, 1);
  });

  it('tells a lead’s story', async () => {
    const lead = await create({ name: 'Story' });
    const added = await app.call(admin, 'POST', `/api/v1/leads/${lead.id}/activities`, {
      kind: 'call',
      text: 'Asked for a quote',
      nextFollowupAt: Date.now() + 1000,
    });
    assert.equal(added.status, 201, JSON.stringify(added.body));
    await app.call(admin, 'POST', `/api/v1/leads/${lead.id}/move`, {
      version: 2,
      stageId: stage('Qualified'),
      note: 'Budget is there',
    });
    const { body } = await app.call(admin, 'GET', `/api/v1/leads/${lead.id}/timeline`);
    assert.deepEqual(
      body.items.map((e: { kind: string }) => e.kind),
      ['moved', 'changed', 'activity', 'created'],
    );
    assert.equal(body.items[0].note, 'Budget is there');
    const paged = await app.call(admin, 'GET', `/api/v1/leads/${lead.id}/timeline?limit=2`);
    const rest = await app.call(
      admin,
      'GET',
      `/api/v1/leads/${lead.id}/timeline?limit=2&cursor=${paged.body.next}`,
    );
    assert.deepEqual([...paged.body.items, ...rest.body.items], body.items);
    const future = await app.call(admin, 'POST', `/api/v1/leads/${lead.id}/activities`, {
      kind: 'call',
      text: 'x',
      at: Date.now() + 1e9,
    });
    assert.equal(future.body.errors[0].field, 'at');
  });
});
