import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rowLimit } from '../../analytics/compile.ts';
import type { ReportContext } from '../../analytics/report.ts';
import { answerReport, type SqlRow } from './answer.ts';
import { definitions } from './reports.ts';

const context: ReportContext = {
  company: {
    id: 'c',
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
  names: new Map([['u1', 'Asha']]),
};

const row = (row_key: string, leads: number, some: Record<`part_${string}`, number> = {}): SqlRow => ({
  row_key,
  is_total: 0,
  part_leads: leads,
  part_won: 0,
  part_lost: 0,
  part_value: leads * 100,
  part_foreign: 0,
  ...some,
});
const total = (rows: SqlRow[]): SqlRow => {
  const sum = (name: `part_${string}`) => rows.reduce((all, r) => all + (r[name] ?? 0), 0);
  return row('', sum('part_leads'), { part_won: sum('part_won'), part_value: sum('part_value') });
};
const bySource = (rows: SqlRow[], all: SqlRow, some: Partial<ReportContext> = {}) =>
  answerReport(
    definitions['leads-by-source'],
    { ...context, ...some },
    [{ ...all, is_total: 1 }, ...rows],
    7,
  );

describe('the answer of a report', () => {
  it('shows what is beyond its rows as one, so that nothing is missing from the sum', () => {
    const every = Array.from({ length: rowLimit + 30 }, (_, i) =>
      row(`source ${i}`, 1000 - i, { part_won: i % 3 }),
    );
    // SQL stops one row behind the limit: that there are more is all it says.
    const { rows, totals } = bySource(every.slice(0, rowLimit + 1), total(every));
    assert.equal(rows.length, rowLimit + 1);
    const last = rows.at(-1);
    assert.deepEqual([last?.label, last?.values.leads?.opens], ['All others', null]);
    for (const key of ['leads', 'won', 'value']) {
      const sum = rows.reduce((all, r) => all + (r.values[key]?.value ?? 0), 0);
      assert.equal(sum, totals[key]?.value, key);
    }
    assert.notEqual(totals.leads?.opens, null);
  });

  it('shows no such row where all have one', () => {
    const every = Array.from({ length: rowLimit }, (_, i) => row(`source ${i}`, 1));
    assert.equal(bySource(every, total(every)).rows.length, rowLimit);
  });

  it('does not open a sum of money that leaves leads in other currencies out', () => {
    const { rows } = bySource(
      [row('Website', 3, { part_foreign: 1 }), row('Fair', 2)],
      row('', 5, { part_foreign: 1 }),
    );
    assert.deepEqual(
      rows.map(({ values }) => [values.value?.opens === null, values.leads?.opens === null]),
      [
        [true, false],
        [false, false],
      ],
    );
  });

  it('asks for the owner of the question in every opening', () => {
    const { rows, totals } = bySource([row('', 1)], row('', 1), { ownerId: 'u1' });
    const owner = { field: 'owner', op: 'in', value: ['u1'] };
    const created = { field: 'createdAt', op: 'between', value: { from: '2026-04-01', to: '2026-05-01' } };
    assert.deepEqual(rows[0]?.values.leads?.opens, [{ field: 'source', op: 'empty' }, created, owner]);
    assert.deepEqual(totals.leads?.opens, [created, owner]);
  });

  it('of nothing is nothing, and never a number that is none', () => {
    const { rows, totals, asOf } = answerReport(definitions['win-rate'], context, [], 7);
    assert.deepEqual([rows, totals.won?.value, totals.winRate?.value, asOf], [[], 0, null, 7]);
    const { rows: days } = answerReport(definitions['new-leads-by-day'], context, [], 7);
    assert.deepEqual([days.length, days[0]?.key, days[0]?.values.leads?.value], [30, '2026-04-01', 0]);
  });
});
