import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { api, type Endpoint, type Role, roles } from '@iperform/contract';
import fc from 'fast-check';
import { everyLead } from '../../db/scoped.ts';
import { type Person, startTestApp, type TestApp, type TestCompany } from '../../testing/harness.ts';

// The visibility table once more, written naively, against every way a person can ask.

interface Member extends Person {
  role: Role;
  managerId: string | null;
  partnerId: string | null;
  worksFor: string[];
}

interface Row {
  id: string;
  owner: string | null;
  warrior: string | null;
  partner: string | null;
  shared: string[];
  won: boolean;
  deleted: boolean;
}

describe('who sees what', () => {
  let app: TestApp;
  let company: TestCompany;
  let stranger: Person;
  const members: Member[] = [];
  const rows: Row[] = [];

  const add = async (
    role: Role,
    options: { managerId?: string; partnerId?: string; worksFor?: string[] } = {},
  ): Promise<Member> => {
    const person = await company.person(role, options);
    const member = {
      ...person,
      role,
      managerId: options.managerId ?? null,
      partnerId: options.partnerId ?? null,
      worksFor: options.worksFor ?? [],
    };
    members.push(member);
    return member;
  };

  const below = (id: string): Set<string> => {
    const all = new Set([id]);
    for (let grown = true; grown; ) {
      const found = members.filter((m) => m.managerId !== null && all.has(m.managerId) && !all.has(m.id));
      for (const member of found) all.add(member.id);
      grown = found.length > 0;
    }
    return all;
  };

  const sees = (member: Member, row: Row): boolean => {
    if (row.deleted) return false;
    const shared = row.shared.includes(member.id);
    switch (member.role) {
      case 'ADMIN':
      case 'DEV':
      case 'GUEST':
      case 'INTEGRATION':
        return true;
      case 'MANAGER': {
        const team = below(member.id);
        return shared || team.has(row.owner ?? '') || team.has(row.warrior ?? '');
      }
      case 'SALESPERSON':
        return (
          shared ||
          row.owner === member.id ||
          members.some((m) => m.id === row.warrior && m.worksFor.includes(member.id))
        );
      case 'WARRIOR':
        return row.warrior === member.id;
      case 'COSALES':
        return shared;
      case 'CUSTOMER_SUCCESS':
        return row.won;
      case 'PARTNER':
        return member.partnerId !== null && row.partner === member.partnerId;
    }
  };

  before(async () => {
    app = await startTestApp();
    company = await app.addCompany('seen');
    stranger = await (await app.addCompany('other')).person('ADMIN');
    const partners = [await company.partner('P1'), await company.partner('P2')];
    await add('ADMIN');
    const top = await add('MANAGER');
    const mid = await add('MANAGER', { managerId: top.id });
    const lone = await add('MANAGER');
    const sales: Member[] = [];
    for (const managerId of [top.id, mid.id, mid.id, lone.id])
      sales.push(await add('SALESPERSON', { managerId }));
    sales.push(await add('SALESPERSON'));
    const ids = sales.map((s) => s.id);
    await add('WARRIOR', { worksFor: [ids[0] as string, ids[1] as string], managerId: mid.id });
    await add('WARRIOR', { worksFor: [ids[4] as string] });
    await add('WARRIOR');
    await add('COSALES');
    await add('COSALES');
    for (const partnerId of partners) await add('PARTNER', { partnerId });
    await add('PARTNER');
    for (const role of ['CUSTOMER_SUCCESS', 'INTEGRATION', 'DEV', 'GUEST'] as const) await add(role);

    const admin = members[0] as Member;
    const idOf = (...of: Role[]) => members.filter((m) => of.includes(m.role)).map((m) => m.id);
    const some = <T>(values: T[]) => fc.option(fc.constantFrom(...values), { freq: 3 });
    const plans = fc.sample(
      fc.record({
        owner: some(idOf('SALESPERSON', 'MANAGER', 'ADMIN')),
        warrior: some(idOf('WARRIOR')),
        partner: some(partners),
        shared: fc.uniqueArray(fc.constantFrom(...idOf('COSALES', 'SALESPERSON', 'MANAGER')), {
          maxLength: 2,
        }),
        won: fc.boolean(),
        deleted: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
      }),
      { numRuns: 70, seed: 20_261_123 },
    );
    const db = await app.companies.database(company.company.id);
    for (const [i, plan] of plans.entries()) {
      const made = await app.call(admin, 'POST', '/api/v1/leads', {
        name: `Lead ${i}`,
        phones: [`98765${String(10_000 + i)}`],
        ownerId: plan.owner,
        warriorId: plan.warrior,
        partnerId: plan.partner,
      });
      assert.equal(made.status, 201, JSON.stringify(made.body));
      const { id } = made.body;
      if (plan.won) {
        const move = {
          version: 1,
          stageId: company.stages.Won,
          fields: { wonValueMinor: 1, wonOn: '2026-01-01' },
        };
        assert.equal((await app.call(admin, 'POST', `/api/v1/leads/${id}/move`, move)).status, 200);
      }
      if (plan.deleted) {
        const etag = { 'if-match': `"${plan.won ? 2 : 1}"` };
        assert.equal((await app.call(admin, 'DELETE', `/api/v1/leads/${id}`, undefined, etag)).status, 200);
      }
      await db.transaction(async (tx) => {
        for (const user_id of plan.shared) {
          await tx.insertInto('lead_share').values({ lead_id: id, user_id, created_at: 1 }).execute();
        }
      });
      rows.push({ id, ...plan });
    }
  });
  after(() => app.stop());

  for (const role of roles) {
    it(`${role}: lists, counts, search and single leads agree with the table`, async () => {
      const of = members.filter((m) => m.role === role);
      assert.ok(of.length > 0);
      for (const member of of) {
        const expected = rows.filter((row) => sees(member, row)).map((row) => row.id);
        for (const query of [
          'limit=200',
          'limit=200&q=lead',
          'limit=200&q=98765',
          'limit=200&sort=value',
          'limit=200&sort=-city',
        ]) {
          const { body } = await app.call(member, 'GET', `/api/v1/leads?${query}`);
          const ids = body.items.map((lead: { id: string }) => lead.id);
          assert.deepEqual(new Set(ids), new Set(expected), `${role} ${query}`);
          assert.equal(ids.length, expected.length);
        }
        const summary = await app.call(member, 'GET', '/api/v1/leads/summary');
        assert.equal(summary.body.count, expected.length, role);
        for (const row of rows) {
          for (const path of ['', '/timeline']) {
            const one = await app.call(member, 'GET', `/api/v1/leads/${row.id}${path}`);
            assert.equal(one.status, expected.includes(row.id) ? 200 : 404, `${role} ${row.id}${path}`);
          }
        }
      }
    });
  }

  it('changes nothing out of sight: 404 or 403, and every row stays as it was', async () => {
    const db = everyLead((await app.companies.database(company.company.id)).read);
    const versions = async () =>
      JSON.stringify(await db.selectFrom('leads').select(['id', 'version']).orderBy('id').execute());
    const before = await versions();
    const etag = { 'if-match': '"1"' };
    for (const member of [...members, stranger as Member]) {
      for (const row of rows.filter((r) => member === stranger || !sees(member, r)).slice(0, 12)) {
        const url = `/api/v1/leads/${row.id}`;
        const answers = [
          await app.call(member, 'PATCH', url, { city: 'Nowhere' }, etag),
          await app.call(member, 'POST', `${url}/move`, { stageId: company.stages.Qualified }, etag),
          await app.call(member, 'DELETE', url, undefined, etag),
          await app.call(member, 'POST', `${url}/activities`, { kind: 'note', text: 'x' }),
          ...(row.deleted ? [] : [await app.call(member, 'POST', `${url}/restore`)]),
        ];
        for (const answer of answers) {
          assert.ok([403, 404, 422].includes(answer.status), `${member.role}: ${answer.status}`);
          // 422: a stage of another company is refused before any lead is looked at.
          if (answer.status === 422) assert.equal(member, stranger);
        }
      }
    }
    assert.equal(await versions(), before);
  });

  it('lets nobody give a lead to whom they may not', async () => {
    const [, , mid] = members as [Member, Member, Member];
    const sales = members.filter((m) => m.role === 'SALESPERSON');
    const outsider = sales[4] as Member;
    const mine = await app.call(mid, 'POST', '/api/v1/leads', { name: 'Mine' });
    assert.equal(mine.body.owner.id, mid.id);
    const url = `/api/v1/leads/${mine.body.id}`;
    const away = await app.call(mid, 'PATCH', url, { version: 1, ownerId: outsider.id });
    assert.equal(away.body.errors[0].field, 'ownerId');
    const none = await app.call(mid, 'PATCH', url, { version: 1, ownerId: null });
    assert.equal(none.body.errors[0].field, 'ownerId');
    const within = await app.call(mid, 'PATCH', url, { version: 1, ownerId: (sales[1] as Member).id });
    assert.equal(within.status, 200);
    const seller = sales[1] as Member;
    const warriors = members.filter((m) => m.role === 'WARRIOR');
    const foreign = await app.call(seller, 'PATCH', url, {
      version: 2,
      warriorId: (warriors[1] as Member).id,
    });
    assert.equal(foreign.body.errors[0].field, 'warriorId');
    const own = await app.call(seller, 'PATCH', url, { version: 2, warriorId: (warriors[0] as Member).id });
    assert.equal(own.status, 200);
    const back = await app.call(warriors[0] as Member, 'PATCH', url, { version: 3, warriorId: null });
    assert.equal(back.body.errors[0].field, 'warriorId');
    const work = await app.call(warriors[0] as Member, 'PATCH', url, { version: 3, city: 'Pune' });
    assert.equal(work.status, 200);
  });

  it('shows nothing by a repeated key that has gone out of sight since', async () => {
    const [admin] = members as [Member];
    const [first, second] = members.filter((m) => m.role === 'SALESPERSON') as [Member, Member];
    const key = { 'idempotency-key': 'once' };
    const made = await app.call(first, 'POST', '/api/v1/leads', { name: 'Given away' }, key);
    assert.equal(
      (await app.call(first, 'POST', '/api/v1/leads', { name: 'Given away' }, key)).body.id,
      made.body.id,
    );
    const given = { version: 1, ownerId: second.id };
    assert.equal((await app.call(admin, 'PATCH', `/api/v1/leads/${made.body.id}`, given)).status, 200);
    assert.equal((await app.call(first, 'POST', '/api/v1/leads', { name: 'Given away' }, key)).status, 404);
  });

  it('opens no endpoint to nobody, and none to a role without its permission', async () => {
    const endpoints: Endpoint[] = Object.values(api).flatMap((group) => Object.values(group) as Endpoint[]);
    const guest = members.find((m) => m.role === 'GUEST') as Member;
    for (const endpoint of endpoints) {
      if (endpoint.access === 'public' || endpoint.stream === 'text/event-stream') continue;
      const url = endpoint.path.replace(':id', '01ARZ3NDEKTSV4RRFFQ69G5FAV');
      const anonymous = await app.call(null, endpoint.method, url);
      assert.equal(anonymous.status, 401, endpoint.name);
      const forged = await app.call({ id: '', email: '', token: 'forged' }, endpoint.method, url);
      assert.equal(forged.status, 401, endpoint.name);
      if (endpoint.access === 'session' || endpoint.access === 'lead:read') continue;
      assert.equal((await app.call(guest, endpoint.method, url)).status, 403, endpoint.name);
    }
  });
});
