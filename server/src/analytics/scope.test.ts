import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Permission, type Role, roles } from '@iperform/contract';
import fc from 'fast-check';
import { predicate } from '../access/predicate.ts';
import { toClickhouse } from '../access/to-clickhouse.ts';
import { type Companies, openCompanies } from '../db/companies.ts';
import type { Database } from '../db/database.ts';
import { prepared } from '../db/prepared.ts';
import { everyLead, leadScope, reachOf, scoped } from '../db/scoped.ts';
import type { OpenTables } from '../db/tables.ts';
import type { Actor, Company } from '../kernel/context.ts';
import { newId } from '../kernel/id.ts';
import { testConfig } from '../testing/harness.ts';
import { type Analytics, openAnalytics } from './engine.ts';
import { leadRow, seed } from './fixture.ts';
import { rebuildCompany } from './project.ts';

// One rule, two compilers: what a person sees in the lead list and what is counted for them must be the same leads.

const { config, clean } = testConfig();
let analytics: Analytics;
let companies: Companies;
let company: Company;
let db: Database<OpenTables>;

before(async () => {
  companies = await openCompanies(config);
  analytics = openAnalytics({ kind: 'embedded', path: join(config.dataDir, 'analytics') });
  company = await companies.create({
    slug: 'parity',
    name: 'Parity',
    timeZone: 'Asia/Kolkata',
    currency: 'INR',
    financialYearStart: 4,
  });
  db = await companies.database(company.id);
});
after(async () => {
  await analytics.close();
  await companies.close();
  await clean();
});

const people = Array.from({ length: 7 }, () => newId());
const partners = [newId(), newId()];
const person = fc.constantFrom(...people);
const perhaps = fc.option(person, { nil: null });

const organisation = fc.record({
  /** Manager of each person, an earlier one: so there is no circle. */
  managers: fc.tuple(...people.map((_, i) => fc.option(fc.nat(Math.max(0, i - 1)), { nil: null }))),
  warriors: fc.uniqueArray(fc.tuple(person, person), { selector: String, maxLength: 8 }),
  leads: fc.array(
    fc.record({
      owner: perhaps,
      warrior: perhaps,
      partner: fc.option(fc.constantFrom(...partners), { nil: null }),
      shared: fc.uniqueArray(person, { maxLength: 3 }),
      kind: fc.constantFrom('open' as const, 'won' as const, 'lost' as const),
      deleted: fc.nat(9).map((n) => n === 0),
    }),
    { minLength: 8, maxLength: 30 },
  ),
});

const inSource = async (actor: Actor, permission: Permission): Promise<string[]> => {
  const scope = leadScope(actor, permission);
  const rows = await prepared(db, db.read, `parity/${scope.shape}`, scope.values, () =>
    scoped(db.read, scope).select('leads.id').orderBy('leads.id'),
  );
  return rows.map((row) => row.id);
};

const inAnalytics = async (actor: Actor, permission: Permission): Promise<string[]> => {
  const { sql, params } = toClickhouse(
    predicate(actor, permission),
    company.id,
    await reachOf(db.read, actor),
  );
  const rows = await analytics.query<{ lead_id: string }>(
    `SELECT lead_id FROM ${analytics.database}.lead_fact FINAL WHERE ${sql} AND deleted = 0 ORDER BY lead_id`,
    params as Record<string, string | string[]>,
  );
  return rows.map((row) => row.lead_id);
};

describe('the scope of analytics', () => {
  it('is the scope of the lead list, for every role in any organisation', async () => {
    let seen = 0;
    await fc.assert(
      fc.asyncProperty(organisation, async ({ managers, warriors, leads }) => {
        await db.transaction(async (tx) => {
          for (const table of ['user_tree', 'warrior', 'lead_share'] as const)
            await tx.deleteFrom(table).execute();
          await everyLead(tx).deleteFrom('leads').execute();
        });
        const tree = people.flatMap((id, i) => {
          const chain = [{ ancestor_id: id, descendant_id: id, depth: 0 }];
          for (let at = i, depth = 1; ; depth += 1) {
            const manager = at === 0 ? null : (managers[at] ?? null);
            if (manager === null) return chain;
            chain.push({ ancestor_id: people[manager] ?? '', descendant_id: id, depth });
            at = manager;
          }
        });
        const rows = leads.map((lead) =>
          leadRow({
            salesperson_id: lead.owner,
            warrior_id: lead.warrior,
            partner_id: lead.partner,
            status_kind: lead.kind,
            deleted_at: lead.deleted ? 1 : null,
          }),
        );
        await seed(db, {
          leads: rows,
          user_tree: tree,
          warrior: warriors.map(([user_id, salesperson_id]) => ({ user_id, salesperson_id })),
          lead_share: leads.flatMap((lead, i) =>
            lead.shared.map((user_id) => ({ lead_id: rows[i]?.id ?? '', user_id, created_at: 1 })),
          ),
        });
        await rebuildCompany(analytics, db, company);
        const actor = (role: Role, userId: string, partnerId: string | null): Actor => ({
          companyId: company.id,
          userId,
          role,
          partnerId,
          via: 'api',
        });
        for (const role of roles) {
          for (const [i, userId] of people.slice(0, 3).entries()) {
            const who = actor(role, userId, partners[i] ?? null);
            const counted = await inAnalytics(who, 'report:read');
            assert.deepEqual(counted, await inSource(who, 'report:read'), `${role} counts what it may`);
            const listed = await inSource(who, 'lead:read');
            assert.deepEqual(await inAnalytics(who, 'lead:read'), listed, `${role} reads what it may`);
            // Where somebody has reports at all, each number opens: both permissions reach the same leads.
            if (counted.length > 0) assert.deepEqual(counted, listed, role);
            seen += counted.length;
          }
        }
      }),
      { numRuns: 12 },
    );
    assert.ok(seen > 300, 'the organisations were not empty');
  });

  it('never reaches into another company', async () => {
    const { sql, params } = toClickhouse({ is: 'everything' }, newId(), { below: [], warriors: [] });
    const rows = await analytics.query(
      `SELECT lead_id FROM ${analytics.database}.lead_fact FINAL WHERE ${sql}`,
      params as Record<string, string>,
    );
    assert.deepEqual(rows, []);
  });
});
