import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { roles } from '@iperform/contract';
import { type Companies, openCompanies } from '../../db/companies.ts';
import { everyLead } from '../../db/scoped.ts';
import type { Tables } from '../../db/tables.ts';
import { insertLeads } from '../../features/leads/index.ts';
import { rowOf, stateOf } from '../../features/leads/state.ts';
import { startPipeline } from '../../features/pipeline/index.ts';
import { testConfig } from '../../testing/harness.ts';
import { demoPeople, fillDemo } from './index.ts';

const morning = Date.parse('2026-11-23T04:00Z');
const evening = Date.parse('2026-11-23T15:00Z');

const closing: (() => Promise<void>)[] = [];
after(async () => {
  for (const close of closing) await close();
});

const install = async (): Promise<Companies> => {
  const { config, clean } = testConfig();
  const companies = await openCompanies(config);
  closing.push(async () => {
    await companies.close();
    await clean();
  });
  return companies;
};

const fill = (companies: Companies, at: number, options: { hash?: () => Promise<string> } = {}) => {
  const steps: string[] = [];
  const done = fillDemo({
    companies,
    clock: () => at,
    hashPassword: options.hash ?? (async () => '$hash'),
    onStep: (step) => steps.push(step),
  });
  return done.then(() => steps);
};

/** What the demo writes, with the order that makes each table comparable. */
const tables = [
  ['user', ['id']],
  ['user_tree', ['ancestor_id', 'descendant_id']],
  ['warrior', ['user_id', 'salesperson_id']],
  ['partner', ['id']],
  ['setting', ['name']],
  ['lead_status', ['id']],
  ['custom_field', ['field_key']],
  ['leads', ['id']],
  ['lead_contact', ['lead_id', 'kind', 'value']],
  ['lead_tag', ['lead_id', 'tag']],
  ['lead_share', ['lead_id', 'user_id']],
  ['lead_logs', ['id']],
  ['lead_stage_history', ['id']],
  ['followup_activity', ['id']],
  ['outbox', ['id']],
] as const satisfies [keyof Tables, string[]][];

const open = async (companies: Companies, slug: string) => {
  const company = await companies.bySlug(slug);
  assert.ok(company, `${slug} is there`);
  const db = await companies.database(company.id);
  return { company, db, all: everyLead(db.read) };
};

/** Rows and a checksum of each table of a demo company. */
const checksums = async (companies: Companies, slug: string): Promise<Record<string, string>> => {
  const { all } = await open(companies, slug);
  const sums: Record<string, string> = {};
  for (const [table, order] of tables) {
    let query = all.selectFrom(table as 'leads').selectAll();
    for (const column of order) query = query.orderBy(column as 'id');
    const rows = await query.execute();
    const text = rows.map((row) => JSON.stringify(Object.entries(row).sort()));
    sums[table] = `${rows.length} ${createHash('sha256').update(text.join('\n')).digest('hex')}`;
  }
  const { words } = await all
    .selectFrom('lead_search')
    .select((eb) => eb.fn.count('lead_id').as('words'))
    .executeTakeFirstOrThrow();
  sums.lead_search = String(words);
  return sums;
};

const everySum = async (companies: Companies) => [
  await checksums(companies, 'vidya'),
  await checksums(companies, 'surya'),
];

describe('the demo', () => {
  let companies: Companies;
  let firstSteps: string[];
  before(async () => {
    companies = await install();
    assert.deepEqual(await demoPeople({ companies, password: 'x' }), []);
    firstSteps = await fill(companies, morning);
  });

  it('is the same wherever it is filled on one day, and is filled once', async () => {
    assert.equal(firstSteps.length, 2);
    const sums = await everySum(companies);
    const other = await install();
    await fill(other, evening);
    assert.deepEqual(await everySum(other), sums);
    assert.deepEqual(await fill(companies, morning + 40 * 86_400_000), [], 'a second fill does nothing');
    assert.deepEqual(await everySum(companies), sums);
  });

  it('has somebody in every role who can be found by their address', async () => {
    const people = await demoPeople({ companies, password: 'secret of all' });
    for (const slug of ['vidya', 'surya']) {
      const { company, db } = await open(companies, slug);
      const there = people.filter((person) => person.slug === slug);
      assert.deepEqual(new Set(there.map((p) => p.role)), new Set(roles));
      assert.equal(there.filter((p) => p.role === 'MANAGER').length, 2);
      assert.ok(there.every((p) => p.password === 'secret of all' && p.company === company.name));
      const directory = await companies.magenta.read
        .selectFrom('directory')
        .selectAll()
        .where('company_id', '=', company.id)
        .execute();
      const users = await db.read.selectFrom('user').selectAll().execute();
      assert.deepEqual(
        new Set(directory.map((row) => `${row.email_norm} ${row.user_id}`)),
        new Set(users.map((row) => `${row.email_norm} ${row.id}`)),
      );
      const deepest = await db.read
        .selectFrom('user_tree')
        .select((eb) => eb.fn.max('depth').as('depth'))
        .executeTakeFirstOrThrow();
      assert.ok(Number(deepest.depth) >= 2, 'a manager below a manager');
    }
  });

  it('is begun anew where it was cut off', async () => {
    const cut = await install();
    let hashes = 0;
    const failing = async () => {
      hashes += 1;
      if (hashes > 30) throw new Error('cut off');
      return '$hash';
    };
    await assert.rejects(fill(cut, morning - 3 * 86_400_000, { hash: failing }), /cut off/);
    const { company } = await open(cut, 'surya');
    // As after an end between the directory and the company's own transaction, on another day.
    await cut.magenta.transaction((tx) =>
      tx
        .insertInto('directory')
        .values({
          email_norm: 'vikram.jadeja@surya.example',
          company_id: company.id,
          user_id: '0'.repeat(26),
        })
        .execute(),
    );
    assert.equal((await fill(cut, morning)).length, 1);
    assert.deepEqual(await checksums(cut, 'surya'), await checksums(companies, 'surya'));
  });

  it('leaves a company alone that only has its name', async () => {
    const others = await install();
    const company = await others.create({
      slug: 'vidya',
      name: 'Vidya of somebody else',
      timeZone: 'Asia/Kolkata',
      currency: 'INR',
      financialYearStart: 4,
    });
    await startPipeline(await others.database(company.id));
    await assert.rejects(fill(others, morning), {
      name: 'StartError',
      message: /"vidya" is not the demo/,
    });
    assert.deepEqual(await demoPeople({ companies: others, password: 'x' }), []);
  });

  it('writes what follows from a lead as the leads slice writes it', async () => {
    const scratch = await companies.create({
      slug: 'scratch',
      name: 'Scratch',
      timeZone: 'Asia/Kolkata',
      currency: 'INR',
      financialYearStart: 4,
    });
    const other = await companies.database(scratch.id);
    const { all } = await open(companies, 'surya');
    const rows = await all.selectFrom('leads').selectAll().orderBy('id').execute();
    assert.deepEqual(
      rows.map(stateOf).map(rowOf),
      rows.map((row) => ({ ...row })),
    );
    await other.transaction((tx) =>
      insertLeads(
        tx,
        { actorId: null, via: 'demo', at: morning },
        rows.map((row) => ({ lead: stateOf(row), history: [] })),
      ),
    );
    for (const table of ['lead_contact', 'lead_tag', 'lead_search'] as const) {
      const read = async (db: typeof all) => {
        const found = await db.selectFrom(table).selectAll().execute();
        return found.map((row) => JSON.stringify({ ...row, doc: undefined })).sort();
      };
      assert.deepEqual(await read(everyLead(other.read)), await read(all), table);
    }
  });
});
