import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Person, startTestApp, type TestApp, type TestCompany } from '../../testing/harness.ts';

describe('finding leads', () => {
  let app: TestApp;
  let beta: TestCompany;
  let boss: Person;
  const list = async (query: string, who = boss) => {
    const answer = await app.call(who, 'GET', `/api/v1/leads?${query}`);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body.items.map((lead: { name: string }) => lead.name);
  };
  const filtered = (conditions: unknown[]) =>
    list(`sort=name&filter=${encodeURIComponent(JSON.stringify(conditions))}`);
  after(() => app.stop());
  before(async () => {
    app = await startTestApp();
    beta = await app.addCompany('finding');
    boss = await beta.person('ADMIN');
    const owner = await beta.person('SALESPERSON', { name: 'Olga Owner' });
    const add = async (body: Record<string, unknown>) => {
      const answer = await app.call(boss, 'POST', '/api/v1/leads', body);
      assert.equal(answer.status, 201, JSON.stringify(answer.body));
    };
    await app.call(boss, 'POST', '/api/v1/fields', { key: 'seats', label: 'Seats', type: 'number' });
    await app.call(boss, 'POST', '/api/v1/fields', { key: 'vip', label: 'VIP', type: 'boolean' });
    await add({
      name: 'Ananya Singh',
      organisation: 'Ganga Pharma',
      phones: ['9876512345'],
      city: 'Patna',
      source: 'Website',
      valueMinor: 100,
      custom: { seats: 5, vip: true },
      tags: ['hot'],
    });
    await add({
      name: 'Björn Ånström',
      organisation: 'Nordic',
      emails: ['bjorn@nordic.example'],
      source: 'Referral',
      valueMinor: 300,
      ownerId: owner.id,
    });
    await add({
      name: 'आरव शर्मा',
      organisation: 'भारत ट्रेडर्स',
      city: 'Indore',
      valueMinor: 200,
      custom: { seats: 50, vip: false },
      nextFollowupAt: Date.now() - 3 * 86_400_000,
    });
    await add({
      name: 'Li Wei',
      organisation: 'The Com',
      valueMinor: 200,
      nextFollowupAt: Date.now() + 40 * 86_400_000,
    });
  });
  const q = (text: string) => list(`sort=name&q=${encodeURIComponent(text)}`, boss);
  const f = filtered;

  it('searches by name, organisation, phone fragment, e-mail, in any script and case', async () => {
    assert.deepEqual(await q('anan'), ['Ananya Singh']);
    assert.deepEqual(await q('ganga sin'), ['Ananya Singh']);
    assert.deepEqual(await q('65123'), ['Ananya Singh']);
    assert.deepEqual(await q('98765 12345'), ['Ananya Singh']);
    assert.deepEqual(await q('bjorn'), ['Björn Ånström']);
    assert.deepEqual(await q('ANSTROM'), ['Björn Ånström']);
    assert.deepEqual(await q('nordic.example'), ['Björn Ånström']);
    assert.deepEqual(await q('आर'), ['आरव शर्मा']);
    assert.deepEqual(await q('li'), ['Li Wei']);
    assert.deepEqual(await q('the com'), ['Li Wei']);
    assert.deepEqual(await q('nobody'), []);
    assert.deepEqual(await q('a'), []);
    assert.deepEqual(await q('" OR * -x ('), []);
  });
  it('filters on every kind of field', async () => {
    assert.deepEqual(await f([{ field: 'source', op: 'in', value: ['Website', 'Referral'] }]), [
      'Ananya Singh',
      'Björn Ånström',
    ]);
    assert.deepEqual(await f([{ field: 'source', op: 'empty' }]), ['Li Wei', 'आरव शर्मा']);
    assert.deepEqual(
      await f([
        { field: 'value', op: 'gte', value: 200 },
        { field: 'value', op: 'lt', value: 300 },
      ]),
      ['Li Wei', 'आरव शर्मा'],
    );
    assert.deepEqual(await f([{ field: 'owner', op: 'present' }]), ['Björn Ånström']);
    assert.deepEqual(await f([{ field: 'owner', op: 'in', value: ['me'] }]), []);
    assert.deepEqual(await f([{ field: 'email', op: 'in', value: ['BJORN@nordic.example'] }]), [
      'Björn Ånström',
    ]);
    assert.deepEqual(await f([{ field: 'phone', op: 'starts', value: '98765' }]), []);
    assert.deepEqual(await f([{ field: 'phone', op: 'in', value: ['098765 12345'] }]), ['Ananya Singh']);
    assert.deepEqual(await f([{ field: 'email', op: 'empty' }]), ['Ananya Singh', 'Li Wei', 'आरव शर्मा']);
    assert.deepEqual(await f([{ field: 'tag', op: 'in', value: ['hot'] }]), ['Ananya Singh']);
    assert.deepEqual(await f([{ field: 'tag', op: 'notIn', value: ['hot'] }]), [
      'Björn Ånström',
      'Li Wei',
      'आरव शर्मा',
    ]);
    assert.deepEqual(await f([{ field: 'custom.seats', op: 'gte', value: 6 }]), ['आरव शर्मा']);
    assert.deepEqual(await f([{ field: 'custom.vip', op: 'in', value: [true] }]), ['Ananya Singh']);
    assert.deepEqual(await f([{ field: 'custom.seats', op: 'in', value: [5] }]), ['Ananya Singh']);
    assert.deepEqual(await f([{ field: 'custom.seats', op: 'empty' }]), ['Björn Ånström', 'Li Wei']);
    assert.deepEqual(await f([{ field: 'nextFollowupAt', op: 'is', value: 'overdue' }]), ['आरव शर्मा']);
    assert.deepEqual(await f([{ field: 'nextFollowupAt', op: 'is', value: 'future' }]), ['Li Wei']);
    assert.deepEqual(await f([{ field: 'nextFollowupAt', op: 'empty' }]), ['Ananya Singh', 'Björn Ånström']);
    assert.deepEqual(await f([{ field: 'organisation', op: 'starts', value: 'gang' }]), ['Ananya Singh']);
    const entered = {
      field: 'entered',
      op: 'between',
      value: { stageId: beta.stages.New, from: '2000-01-01' },
    };
    assert.equal((await f([entered])).length, 4);
    assert.deepEqual(await f([{ ...entered, value: { stageId: beta.stages.New, to: '2000-01-01' } }]), []);
  });
  it('sums by stage what it lists', async () => {
    const filter = encodeURIComponent('[{"field":"value","op":"gte","value":200}]');
    const { body } = await app.call(boss, 'GET', `/api/v1/leads/summary?filter=${filter}`);
    assert.deepEqual(body, {
      count: 3,
      valueMinor: 700,
      currency: 'INR',
      otherCurrencyCount: 0,
      stages: [{ stageId: beta.stages.New, count: 3, valueMinor: 700 }],
    });
  });
  it('pages through every order without losing or repeating one', async () => {
    for (const sort of [
      'createdAt',
      '-createdAt',
      'value',
      '-value',
      'nextFollowupAt',
      '-nextFollowupAt',
      'name',
      '-name',
      'city',
      '-lastActivityAt',
    ]) {
      const whole = await list(`sort=${sort}`, boss);
      const paged: string[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const { body }: { body: { items: { name: string }[]; next: string | null } } = await app.call(
          boss,
          'GET',
          `/api/v1/leads?sort=${sort}&limit=1${cursor ? `&cursor=${cursor}` : ''}`,
        );
        paged.push(...body.items.map((l) => l.name));
        cursor = body.next;
      }
      assert.deepEqual(paged, whole, sort);
      assert.equal(new Set(paged).size, 4, sort);
    }
  });
});
