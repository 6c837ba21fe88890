import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { type Companies, openCompanies } from '../db/companies.ts';
import type { Database } from '../db/database.ts';
import { everyLead } from '../db/scoped.ts';
import type { LeadsTable, OpenTables } from '../db/tables.ts';
import type { Company } from '../kernel/context.ts';
import { newId } from '../kernel/id.ts';
import { testConfig } from '../testing/harness.ts';
import { type Analytics, openAnalytics } from './engine.ts';
import { entryRow, leadRow, seed } from './fixture.ts';
import { checkCompany, projectLeads, rebuildCompany } from './project.ts';

const { config, clean } = testConfig();
let analytics: Analytics;
let companies: Companies;
let slugs = 0;

before(async () => {
  companies = await openCompanies(config);
  analytics = openAnalytics({ kind: 'embedded', path: join(config.dataDir, 'analytics') });
});
after(async () => {
  await analytics.close();
  await companies.close();
  await clean();
});

interface Home {
  company: Company;
  db: Database<OpenTables>;
}

const newHome = async (): Promise<Home> => {
  slugs += 1;
  const company = await companies.create({
    slug: `c${slugs}`,
    name: 'C',
    timeZone: 'Asia/Kolkata',
    currency: 'INR',
    financialYearStart: 4,
  });
  return { company, db: await companies.database(company.id) };
};

interface Fact {
  lead_id: string;
  version: number;
  deleted: number;
  stage_id: string;
  owner_id: string;
  shared_with: string[];
  value: number;
  tags: string[];
  created: number;
  next: number | null;
  entries: string[];
}

const factsOf = (company: Company): Promise<Fact[]> =>
  analytics.query<Fact>(
    `SELECT lead_id, version, deleted, stage_id, owner_id, shared_with, value_minor AS value, tags,
      toUnixTimestamp64Milli(created_at) AS created, toUnixTimestamp64Milli(next_followup_at) AS next,
      arrayMap((id, stage, at) -> concat(id, ' ', stage, ' ', toString(toUnixTimestamp64Milli(at))), history.id, history.to_stage_id, history.at) AS entries
    FROM ${analytics.database}.lead_fact FINAL WHERE company_id = {company:String} ORDER BY lead_id`,
    { company: company.id },
  );

const change = async ({ db }: Home, id: string, values: Partial<LeadsTable>): Promise<void> => {
  await db.transaction(async (tx) => {
    await everyLead(tx)
      .updateTable('leads')
      .set((eb) => ({ ...values, version: eb('version', '+', 1) }))
      .where('id', '=', id)
      .execute();
  });
};

describe('the projection of leads', () => {
  it('writes a lead with its history and its shares', async () => {
    const home = await newHome();
    const [first, second, owner, partner] = [newId(), newId(), newId(), newId()];
    const lead = leadRow({
      status_id: second,
      salesperson_id: owner,
      value_minor: 9_000_000_000_000_000,
      tags: '["hot","न"]',
      created_at: 1_700_000_000_123,
      next_followup_at: 253_402_300_799_999,
      version: 4,
    });
    const history = [
      entryRow(lead, first, 1_700_000_000_123),
      entryRow(lead, second, 1_700_000_500_000, first),
    ];
    await seed(home.db, {
      leads: [lead],
      lead_stage_history: history,
      lead_share: [{ lead_id: lead.id, user_id: partner, created_at: 1 }],
    });
    await projectLeads(analytics, home.db, home.company, [lead.id]);
    assert.deepEqual(await factsOf(home.company), [
      {
        lead_id: lead.id,
        version: 4,
        deleted: 0,
        stage_id: second,
        owner_id: owner,
        shared_with: [partner],
        value: 9_000_000_000_000_000,
        tags: ['hot', 'न'],
        created: 1_700_000_000_123,
        next: 253_402_300_799_999,
        entries: history.map((e) => `${e.id} ${e.to_status_id} ${e.at}`),
      },
    ]);
    const events = await analytics.query(
      `SELECT id, from_stage_id, to_stage_id, owner_id, has(shared_with, {partner:String}) AS shared FROM ${analytics.database}.stage_event WHERE company_id = {company:String} ORDER BY at`,
      { company: home.company.id, partner },
    );
    assert.deepEqual(events, [
      { id: history[0]?.id, from_stage_id: '', to_stage_id: first, owner_id: owner, shared: 1 },
      { id: history[1]?.id, from_stage_id: first, to_stage_id: second, owner_id: owner, shared: 1 },
    ]);
  });

  it('ends with the newest version, however events are doubled, replayed and reordered', async () => {
    const home = await newHome();
    const stages = [newId(), newId(), newId()];
    const act = fc.oneof(
      fc.record({ do: fc.constant('change' as const), lead: fc.nat(4), value: fc.nat(1_000_000) }),
      fc.record({ do: fc.constant('move' as const), lead: fc.nat(4), stage: fc.nat(2) }),
      fc.record({ do: fc.constant('delete' as const), lead: fc.nat(4) }),
      // Facts that were read now and arrive whenever their turn comes, or twice.
      fc.record({ do: fc.constant('read' as const), leads: fc.uniqueArray(fc.nat(4)) }),
      fc.record({ do: fc.constant('arrive' as const), which: fc.nat(), again: fc.boolean() }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 25 }), async (acts) => {
        const leads = Array.from({ length: 5 }, () => leadRow({ status_id: stages[0] ?? '' }));
        await seed(home.db, { leads, lead_stage_history: leads.map((l) => entryRow(l, l.status_id, 1)) });
        const id = (index: number) => leads[index]?.id ?? '';
        // An engine that keeps what it is given until it is let go.
        const held: (() => Promise<void>)[] = [];
        const late: Analytics = {
          ...analytics,
          insert: async (...args) => {
            held.push(() => analytics.insert(...args));
          },
        };
        let at = 2;
        for (const a of acts) {
          at += 1;
          if (a.do === 'change') await change(home, id(a.lead), { value_minor: a.value });
          if (a.do === 'delete') await change(home, id(a.lead), { deleted_at: at });
          if (a.do === 'move') {
            await seed(home.db, {
              lead_stage_history: [entryRow({ id: id(a.lead) }, stages[a.stage] ?? '', at)],
            });
            await change(home, id(a.lead), { status_id: stages[a.stage] ?? '' });
          }
          if (a.do === 'read') await projectLeads(late, home.db, home.company, a.leads.map(id));
          if (a.do === 'arrive' && held.length > 0) {
            const turn = a.which % held.length;
            await held[turn]?.();
            if (!a.again) held.splice(turn, 1);
          }
        }
        // Every change is followed by an event of its own; the last of them is carried at some time.
        const all = leads.map((l) => l.id);
        await projectLeads(analytics, home.db, home.company, all);
        for (const arrive of held) await arrive();
        const check = await checkCompany(analytics, home.db, home.company);
        assert.deepEqual(check.differing, []);
        assert.equal(check.equal, true);
      }),
      { numRuns: 25 },
    );
  });

  it('carries a change of who may see a lead to its whole history', async () => {
    const home = await newHome();
    const [before, later] = [newId(), newId()];
    const lead = leadRow({ salesperson_id: before });
    await seed(home.db, {
      leads: [lead],
      lead_stage_history: [entryRow(lead, newId(), 1), entryRow(lead, newId(), 2)],
    });
    await projectLeads(analytics, home.db, home.company, [lead.id]);
    await seed(home.db, { lead_share: [{ lead_id: lead.id, user_id: before, created_at: 1 }] });
    await change(home, lead.id, { salesperson_id: later });
    await projectLeads(analytics, home.db, home.company, [lead.id]);
    const rows = await analytics.query(
      `SELECT DISTINCT owner_id, shared_with FROM ${analytics.database}.stage_event WHERE company_id = {company:String}`,
      { company: home.company.id },
    );
    assert.deepEqual(rows, [{ owner_id: later, shared_with: [before] }]);
  });

  it('takes more leads than one read or one insert holds', async () => {
    const home = await newHome();
    const leads = Array.from({ length: 10_700 }, () => leadRow({}));
    await seed(home.db, {
      leads,
      lead_stage_history: leads.map((lead) => entryRow(lead, lead.status_id, 1)),
    });
    await projectLeads(
      analytics,
      home.db,
      home.company,
      leads.map((lead) => lead.id),
    );
    const check = await checkCompany(analytics, home.db, home.company);
    assert.equal(check.leads.analytics.count, 10_700);
    assert.equal(check.equal, true);
  });
});

describe('a rebuild', () => {
  it('takes away what is not in the source, and leaves other companies alone', async () => {
    const [home, neighbour] = [await newHome(), await newHome()];
    const [kept, gone, restored] = [leadRow({}), leadRow({}), leadRow({ version: 9 })];
    await seed(home.db, { leads: [kept, gone, restored] });
    await seed(neighbour.db, { leads: [leadRow({})] });
    for (const { db, company } of [home, neighbour]) await rebuildCompany(analytics, db, company);
    // As after a backup was restored: a lead that is not there any more, and one of an earlier version.
    await home.db.transaction(async (tx) => {
      await everyLead(tx).deleteFrom('leads').where('id', '=', gone.id).execute();
      await everyLead(tx).updateTable('leads').set({ version: 3 }).where('id', '=', restored.id).execute();
    });
    const seen: number[] = [];
    await rebuildCompany(analytics, home.db, home.company, (done, total) => seen.push(done, total));
    assert.deepEqual(seen, [2, 2]);
    assert.equal((await checkCompany(analytics, home.db, home.company)).equal, true);
    assert.equal((await checkCompany(analytics, neighbour.db, neighbour.company)).equal, true);
    assert.deepEqual(
      (await factsOf(home.company)).map((fact) => fact.version),
      [kept, restored].map((lead) => (lead.id === restored.id ? 3 : 1)),
    );
  });

  it('ends right while leads are written and relayed', async () => {
    const home = await newHome();
    const leads = Array.from({ length: 1200 }, () => leadRow({}));
    await seed(home.db, {
      leads,
      lead_stage_history: leads.map((lead) => entryRow(lead, lead.status_id, 1)),
    });
    let rebuilding = true;
    const write = async () => {
      for (let i = 0; rebuilding || i < 20; i += 1) {
        const added = leadRow({});
        const some = [leads[(i * 37) % leads.length]?.id ?? '', added.id];
        await seed(home.db, { leads: [added] });
        await change(home, some[0] ?? '', { value_minor: i });
        await projectLeads(analytics, home.db, home.company, some);
      }
    };
    const writing = write();
    await rebuildCompany(analytics, home.db, home.company);
    await rebuildCompany(analytics, home.db, home.company);
    rebuilding = false;
    await writing;
    const check = await checkCompany(analytics, home.db, home.company);
    assert.deepEqual(check.differing, []);
    assert.equal(check.equal, true);
  });

  it('of an empty company is empty', async () => {
    const home = await newHome();
    await rebuildCompany(analytics, home.db, home.company);
    const check = await checkCompany(analytics, home.db, home.company);
    assert.deepEqual([check.equal, check.leads.source.count, check.leads.analytics.count], [true, 0, 0]);
  });
});

describe('a check', () => {
  it('finds every planted difference and names the lead', async () => {
    const home = await newHome();
    const leads = Array.from({ length: 30 }, () => leadRow({}));
    const history = leads.map((lead) => entryRow(lead, lead.status_id, 5));
    await seed(home.db, { leads, lead_stage_history: history });
    const lead_fact = `${analytics.database}.lead_fact`;
    const company = home.company.id;
    const plant = (replace: string, lead: string) =>
      analytics.command(
        `INSERT INTO ${lead_fact} SELECT * REPLACE(${replace}) FROM (SELECT * FROM ${lead_fact} FINAL WHERE company_id = {company:String} AND lead_id = {lead:String})`,
        { company, lead },
      );
    const stranger = newId();
    const plants: [string, (lead: string) => Promise<void>, (lead: string) => string][] = [
      ['an older version', (lead) => plant('toUInt32(version + 1) AS version', lead), (lead) => lead],
      ['another value', (lead) => plant('value_minor + 1 AS value_minor', lead), (lead) => lead],
      ['another stage', (lead) => plant(`'x' AS stage_id`, lead), (lead) => lead],
      ['another owner', (lead) => plant(`'x' AS owner_id`, lead), (lead) => lead],
      ['a deletion', (lead) => plant('toUInt8(1) AS deleted', lead), (lead) => lead],
      [
        'a moved entry',
        (lead) => plant('arrayMap(at -> at + 1, history.at) AS `history.at`', lead),
        (lead) => lead,
      ],
      ['a lead of its own', (lead) => plant(`'${stranger}' AS lead_id`, lead), () => stranger],
      [
        'a lost lead',
        (lead) =>
          analytics.command(
            `DELETE FROM ${lead_fact} WHERE company_id = {company:String} AND lead_id = {lead:String}`,
            {
              company,
              lead,
            },
          ),
        (lead) => lead,
      ],
    ];
    for (const [what, make, differs] of plants) {
      await rebuildCompany(analytics, home.db, home.company);
      assert.equal((await checkCompany(analytics, home.db, home.company)).equal, true);
      const lead = leads[7]?.id ?? '';
      await make(lead);
      const check = await checkCompany(analytics, home.db, home.company);
      assert.equal(check.equal, false, what);
      assert.deepEqual(check.differing, [differs(lead)], what);
    }
  });

  it('looks at all pages, also behind the last lead of the source', async () => {
    const home = await newHome();
    const leads = Array.from({ length: 5000 }, () => leadRow({}));
    await seed(home.db, { leads });
    await rebuildCompany(analytics, home.db, home.company);
    const last = leads.at(-1)?.id ?? '';
    await home.db.transaction((tx) => everyLead(tx).deleteFrom('leads').where('id', '=', last).execute());
    const check = await checkCompany(analytics, home.db, home.company);
    assert.deepEqual([check.equal, check.differing], [false, [last]]);
    assert.deepEqual([check.leads.source.count, check.leads.analytics.count], [4999, 5000]);
  });
});
