import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  type LeadCondition,
  type Report,
  type ReportId,
  reportIds,
  type StageKind,
} from '@iperform/contract';
import { entryRow, leadRow, seed } from '../../analytics/fixture.ts';
import { rebuildCompany } from '../../analytics/project.ts';
import type { LeadsTable, Tables } from '../../db/tables.ts';
import { addDays, dayOf, startOfDay } from '../../kernel/days.ts';
import { type Person, startTestApp, type TestApp, type TestCompany } from '../../testing/harness.ts';

type Entry = Tables['lead_stage_history'];

const zone = 'Asia/Kolkata';
const first = startOfDay('2026-01-01', zone);
const dayMs = 86_400_000;
const day = (n: number) => addDays('2026-01-01', n);

/** Numbers that look random and are the same in every run. */
const dice = (seedOf: number) => {
  let state = seedOf;
  return (sides: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
};

interface Summary {
  count: number;
  valueMinor: number;
}

describe('reports', () => {
  let app: TestApp;
  let company: TestCompany;
  const who: Record<string, Person> = {};
  let partnerId: string;
  let leads: LeadsTable[] = [];
  let history: Entry[] = [];
  let stages: { id: string; kind: StageKind; probability: number }[] = [];

  const read = async (person: Person, id: ReportId, query: Record<string, string>): Promise<Report> => {
    const url = `/api/v1/reports/${id}?${new URLSearchParams(query)}`;
    const { status, body } = await app.call(person, 'GET', url);
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };

  const asked = new Map<string, Promise<Summary>>();
  /** What the lead list says of a filter; the same question of the same person is asked once. */
  const list = (person: Person, filter: LeadCondition[]): Promise<Summary> => {
    const query = new URLSearchParams({ filter: JSON.stringify(filter) });
    const ask = async () => {
      const { status, body } = await app.call(person, 'GET', `/api/v1/leads/summary?${query}`);
      assert.equal(status, 200, JSON.stringify(body));
      return body;
    };
    const key = `${person.id} ${query}`;
    const answer = asked.get(key) ?? ask();
    asked.set(key, answer);
    return answer;
  };

  before(async () => {
    app = await startTestApp();
    company = await app.addCompany('numbers');
    partnerId = await company.partner('Partner');
    const add = async (name: string, ...args: Parameters<TestCompany['person']>) => {
      const person = await company.person(...args);
      who[name] = person;
      return person;
    };
    await add('admin', 'ADMIN');
    const manager = await add('manager', 'MANAGER');
    const sales = await add('sales', 'SALESPERSON', { managerId: manager.id });
    const other = await add('other', 'SALESPERSON');
    const warrior = await add('warrior', 'WARRIOR', { worksFor: [sales.id] });
    const coSales = await add('coSales', 'COSALES');
    await add('partner', 'PARTNER', { partnerId });
    await add('guest', 'GUEST');
    await add('support', 'CUSTOMER_SUCCESS');

    const db = await app.companies.database(company.company.id);
    stages = await db.read
      .selectFrom('lead_status')
      .select(['id', 'kind', 'probability'])
      .orderBy('position')
      .execute();
    const roll = dice(7);
    const pick = <T>(from: T[]): T => from[roll(from.length)] as T;
    const shares: Tables['lead_share'][] = [];
    for (let n = 0; n < 400; n += 1) {
      // Many at the very edges of days, where time zones show.
      const created = first + roll(40) * dayMs + pick([0, 0, -1, 1, 43_200_000, dayMs - 1]);
      const moves = [stages[0], ...Array.from({ length: roll(5) }, () => pick(stages))];
      const now = moves.at(-1);
      const at = (i: number) => created + i * pick([dayMs, 3 * dayMs, 3_600_000]);
      const times = moves.map((_, i) => at(i)).sort((a, b) => a - b);
      const lead = leadRow({
        name: `Lead ${n}`,
        created_at: created,
        updated_at: created,
        source: pick(['Website', 'website', '', `O'Brien \\ "sons"`, 'मेला', 'Referral']),
        value_minor: roll(1_000_000),
        currency: roll(20) === 0 ? 'USD' : 'INR',
        status_id: now?.id ?? '',
        status_kind: now?.kind ?? 'open',
        status_since: times.at(-1) ?? created,
        salesperson_id: pick([sales.id, other.id, manager.id, null]),
        warrior_id: pick([warrior.id, null]),
        partner_id: pick([partnerId, null, null]),
        deleted_at: roll(10) === 0 ? created : null,
      });
      leads.push(lead);
      history.push(...moves.map((stage, i) => entryRow(lead, stage?.id ?? '', times[i] ?? created)));
      if (roll(4) === 0)
        shares.push({ lead_id: lead.id, user_id: pick([coSales, sales, other]).id, created_at: 1 });
    }
    await seed(db, { leads, lead_stage_history: history, lead_share: shares });
    await rebuildCompany(app.analytics, db, company.company);
    leads = leads.filter((lead) => lead.deleted_at === null);
    const living = new Set(leads.map((lead) => lead.id));
    history = history.filter((entry) => living.has(entry.lead_id));
  });
  after(() => app.stop());

  const periods = [
    { from: day(0), to: day(40) },
    { from: day(5), to: day(6) },
    { from: day(11), to: day(25) },
    { from: day(-400), to: day(-390) },
  ];

  it('open exactly the leads they count, for every role, period and owner', async () => {
    let opened = 0;
    for (const name of ['admin', 'manager', 'sales', 'other', 'warrior', 'coSales', 'partner']) {
      const person = who[name] as Person;
      for (const id of reportIds) {
        for (const [i, period] of periods.entries()) {
          const owner = i === 2 ? { ownerId: (who.sales as Person).id } : {};
          const report = await read(person, id, { ...period, ...owner });
          const types = new Map(report.measures.map((measure) => [measure.key, measure.type]));
          for (const row of [...report.rows, { key: 'total', values: report.totals }]) {
            for (const [key, { value, opens }] of Object.entries(row.values)) {
              const what = `${name} ${id} ${period.from} ${row.key} ${key}`;
              const type = types.get(key);
              if (type === 'count') assert.ok(opens !== null, `${what} opens`);
              if (opens === null) continue;
              // Days without leads are many and alike: some of them will do.
              if (value === 0 && id === 'new-leads-by-day' && !row.key.endsWith('1')) continue;
              const found = await list(person, opens);
              if (type === 'count') assert.equal(found.count, value, what);
              if (key === 'value') assert.equal(found.valueMinor, value, what);
              opened += 1;
            }
          }
        }
      }
    }
    assert.ok(opened > 1000, `${opened} numbers`);
  });

  const percent = (of: number, whole: number) => (whole === 0 ? null : (of / whole) * 100);
  const within = (at: number, { from, to }: { from: string; to: string }) =>
    dayOf(at, zone) >= from && dayOf(at, zone) < to;
  const valuesOf = (report: Report) =>
    Object.fromEntries(
      report.rows.map((row) => [
        row.key,
        Object.fromEntries(Object.entries(row.values).map(([key, { value }]) => [key, value])),
      ]),
    );
  const sum = (some: LeadsTable[]) =>
    some.filter((l) => l.currency === 'INR').reduce((total, l) => total + l.value_minor, 0);

  for (const period of periods) {
    it(`of ${period.from} to ${period.to} are what a naive count gives`, async () => {
      const admin = who.admin as Person;

      const entries = history.filter((entry) => within(entry.at, period));
      const entered = (stage: string) =>
        new Set(entries.filter((e) => e.to_status_id === stage).map((e) => e.lead_id));
      const steps = stages.filter((stage) => stage.kind !== 'lost').map((stage) => stage.id);
      const funnel = stages.map(({ id }) => {
        const here = entered(id);
        const previous = steps[steps.indexOf(id) - 1];
        const before = previous === undefined ? null : entered(previous);
        const stays = entries
          .filter((entry) => entry.to_status_id === id)
          .flatMap((entry) => {
            const own = history
              .filter((e) => e.lead_id === entry.lead_id)
              .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
            const next = own[own.indexOf(entry) + 1];
            return next === undefined ? [] : [next.at - entry.at];
          })
          .sort((a, b) => a - b);
        const half = stays.length / 2;
        const middle = ((stays[Math.ceil(half) - 1] ?? 0) + (stays[Math.floor(half)] ?? 0)) / 2;
        return [
          id,
          {
            entered: here.size,
            still: leads.filter((lead) => here.has(lead.id) && lead.status_id === id).length,
            conversion:
              before === null ? null : percent([...here].filter((id) => before.has(id)).length, before.size),
            medianDays: stays.length === 0 ? null : middle / dayMs,
          },
        ];
      });
      assert.deepEqual(valuesOf(await read(admin, 'lead-funnel', period)), Object.fromEntries(funnel));

      const created = leads.filter((lead) => within(lead.created_at, period));
      const outcome = (some: LeadsTable[]) => {
        const [won = 0, lost = 0] = ['won', 'lost'].map(
          (k) => some.filter((l) => l.status_kind === k).length,
        );
        return { won, lost, winRate: percent(won, won + lost) };
      };
      const bySource = Object.entries(Object.groupBy(created, (lead) => lead.source)).map(
        ([source, some = []]) => {
          const { won, winRate } = outcome(some);
          return [source, { leads: some.length, won, winRate, value: sum(some) }];
        },
      );
      const sources = await read(admin, 'leads-by-source', period);
      assert.deepEqual(valuesOf(sources), Object.fromEntries(bySource));
      assert.equal(sources.totals.leads?.value, created.length);
      assert.equal(sources.totals.value?.value, sum(created));

      const closed = leads.filter((l) => l.status_kind !== 'open' && within(l.status_since, period));
      const byOwner = Object.entries(Object.groupBy(closed, (lead) => lead.salesperson_id ?? '')).map(
        ([owner, some = []]) => [owner, outcome(some)],
      );
      const rate = await read(admin, 'win-rate', period);
      assert.deepEqual(valuesOf(rate), Object.fromEntries(byOwner));
      assert.equal(rate.totals.winRate?.value, outcome(closed).winRate);

      const byDay = await read(admin, 'new-leads-by-day', period);
      const days: [string, { leads: number }][] = [];
      for (let d = period.from; d < period.to; d = addDays(d, 1)) {
        days.push([d, { leads: leads.filter((l) => dayOf(l.created_at, zone) === d).length }]);
      }
      assert.deepEqual(
        byDay.rows.map((row) => row.key),
        days.map(([d]) => d),
        'every day, in order',
      );
      assert.deepEqual(valuesOf(byDay), Object.fromEntries(days));

      const open = stages
        .filter((stage) => stage.kind === 'open')
        .map(({ id, probability }) => {
          const some = leads.filter((lead) => lead.status_id === id);
          return [
            id,
            { leads: some.length, value: sum(some), weighted: Math.round((sum(some) * probability) / 100) },
          ];
        });
      assert.deepEqual(valuesOf(await read(admin, 'open-pipeline', period)), Object.fromEntries(open));
    });
  }

  it('are of the company alone', async () => {
    const stranger = await (await app.addCompany('strangers')).person('ADMIN');
    for (const id of reportIds) {
      const report = await read(stranger, id, { from: day(0), to: day(40) });
      for (const { values } of [...report.rows, { values: report.totals }]) {
        for (const { value } of Object.values(values)) assert.ok(value === 0 || value === null, id);
      }
    }
  });

  it('are refused to roles that have none, and for questions that make no sense', async () => {
    const url = (id: string, from: string, to: string) => `/api/v1/reports/${id}?from=${from}&to=${to}`;
    const status = async (person: Person | null, path: string) =>
      (await app.call(person, 'GET', path)).status;
    const admin = who.admin as Person;
    for (const name of ['guest', 'support']) {
      assert.equal(await status(who[name] as Person, url('win-rate', day(0), day(1))), 403, name);
    }
    assert.equal(await status(null, url('win-rate', day(0), day(1))), 401);
    assert.equal(await status(admin, url('no-such-report', day(0), day(1))), 400);
    assert.equal(await status(admin, url('win-rate', day(1), day(1))), 400, 'an empty period');
    assert.equal(await status(admin, url('win-rate', '2026-02-30', day(100))), 400, 'no such day');
    assert.equal(await status(admin, url('new-leads-by-day', '1026-01-01', day(1))), 400, 'a thousand years');
    assert.equal(await status(admin, url('new-leads-by-day', '0001-01-01', '0001-02-01')), 200);
  });

  it('show a lead that was created and moved just now', async () => {
    const fresh = await app.addCompany('fresh');
    const person = await fresh.person('ADMIN');
    const made = await app.call(person, 'POST', '/api/v1/leads', {
      name: 'Ravi',
      source: 'Fair',
      ownerId: person.id,
    });
    assert.equal(made.status, 201);
    const { id, version } = made.body;
    const moved = await app.call(person, 'POST', `/api/v1/leads/${id}/move`, {
      stageId: fresh.stages.Qualified,
      version,
    });
    assert.equal(moved.status, 200, JSON.stringify(moved.body));
    const today = dayOf(Date.now(), zone);
    await app.until('the funnel shows the move', async () => {
      const report = await read(person, 'lead-funnel', { from: today, to: addDays(today, 1) });
      return report.rows.find((row) => row.key === fresh.stages.Qualified)?.values.still?.value === 1;
    });
  });
});
