import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { type Role, reportIds } from '@iperform/contract';
import { predicate } from '../../access/predicate.ts';
import { type Condition, toClickhouse } from '../../access/to-clickhouse.ts';
import { compileReport } from '../../analytics/compile.ts';
import type { ReportContext } from '../../analytics/report.ts';
import { definitions } from './reports.ts';

// The SQL of every report for every kind of scope is checked in, so that a change of it shows in the diff.
// UPDATE_SNAPSHOTS=1 writes it anew.

const context: ReportContext = {
  company: {
    id: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
    slug: 'c',
    name: 'C',
    timeZone: 'Asia/Kolkata',
    currency: 'INR',
    financialYearStart: 4,
    active: true,
  },
  from: '2026-04-01',
  to: '2026-05-01',
  ownerId: null,
  stages: [],
  names: new Map(),
};

/** One role for each scope in which reports are read. */
const scopes: Record<string, Role> = {
  all: 'ADMIN',
  team: 'MANAGER',
  own: 'SALESPERSON',
  assigned: 'WARRIOR',
  shared: 'COSALES',
  partner: 'PARTNER',
  none: 'GUEST',
};

const scopeFor = (role: Role): Condition =>
  toClickhouse(
    predicate(
      { companyId: context.company.id, userId: 'user', role, partnerId: 'partner', via: 'api' },
      'report:read',
    ),
    context.company.id,
    { below: ['user'], warriors: [] },
  );

const compile = (id: (typeof reportIds)[number], scope: Condition, some: Partial<ReportContext> = {}) =>
  compileReport(definitions[id], { ...context, ...some }, scope, 'iperform_helper');

describe('the SQL of reports', () => {
  for (const id of reportIds) {
    it(`of ${id} is what was reviewed`, () => {
      const text = Object.entries(scopes)
        .map(([name, role]) => `-- scope: ${name}\n${compile(id, scopeFor(role)).sql};\n`)
        .join('\n');
      const file = new URL(`../../analytics/sql/${id}.sql`, import.meta.url);
      if (process.env.UPDATE_SNAPSHOTS === '1') writeFileSync(file, text);
      const reviewed = existsSync(file) ? readFileSync(file, 'utf8') : '';
      assert.equal(
        text,
        reviewed,
        `changed: look at it and run UPDATE_SNAPSHOTS=1 node --test ${import.meta.filename}`,
      );
    });

    it(`of ${id} binds every value and reads facts only inside the scope`, () => {
      const { sql, parameters } = compile(id, scopeFor('MANAGER'), { ownerId: 'somebody' });
      const named = new Set(Array.from(sql.matchAll(/\{(\w+):[^}]+\}/g), (match) => match[1]));
      assert.deepEqual([...named].sort(), Object.keys(parameters).sort());
      assert.ok(!/01ARZ3|somebody|2026|Kolkata/.test(sql), 'no value stands in the text');
      assert.equal(sql.split('lead_fact').length, 2, 'one place reads facts');
      assert.match(
        sql,
        /FROM iperform_helper\.lead_fact FINAL\s+WHERE company_id = \{scope_company:String\} AND \(owner_id IN/,
      );
    });

    it(`of ${id} is not made without a company and a scope`, () => {
      const whole = scopeFor('ADMIN');
      const refused: Condition[] = [
        { sql: '1', params: whole.params },
        { sql: 'company_id = {scope_company:String} AND ', params: whole.params },
        { sql: 'company_id = {scope_company:String}', params: whole.params },
        { sql: whole.sql, params: {} },
        { sql: whole.sql, params: { scope_company: '' } },
        { sql: `1 OR ${whole.sql}`, params: whole.params },
        { sql: whole.sql, params: { ...whole.params, scope_1: { toString: () => 'x' } } },
      ];
      for (const scope of refused) assert.throws(() => compile(id, scope), Error, JSON.stringify(scope));
    });
  }
});
