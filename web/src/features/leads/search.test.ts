import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chosenStages, filterOf, parseLeadSearch, queryOf, sortOf, withStages } from './search.ts';

test('an address is read as it was written', () => {
  const filter = [
    { field: 'owner', op: 'in', value: ['me'] },
    { field: 'value', op: 'gte', value: 10_000_00 },
    { field: 'createdAt', op: 'between', value: { from: '2026-09-01' } },
    { field: 'custom.plan', op: 'in', value: ['Gold'] },
    { field: 'nextFollowupAt', op: 'is', value: 'overdue' },
    { field: 'city', op: 'empty' },
  ];
  assert.deepEqual(
    parseLeadSearch({ view: 'mine', q: 'rao', filter, sort: 'value', cols: ['name', 'city'] }),
    {
      view: 'mine',
      q: 'rao',
      filter,
      sort: 'value',
      cols: ['name', 'city'],
    },
  );
});

test('what an address says wrongly is left out', () => {
  const nothing = { view: undefined, q: undefined, filter: undefined, sort: undefined, cols: undefined };
  const filter = [
    null,
    7,
    { field: 'nonsense', op: 'in', value: ['x'] },
    { field: 'source', op: 'in', value: 7 },
    { field: 'source', op: 'in', value: [] },
    { field: 'value', op: 'gte', value: '1' },
    { field: 'createdAt', op: 'between', value: { from: 'yesterday' } },
    { field: 'nextFollowupAt', op: 'is', value: 'never' },
    { field: 'source', op: 'drop table' },
    { field: 'source', op: 'toString' },
  ];
  assert.deepEqual(parseLeadSearch({ view: 'x', q: '', filter, sort: 'nonsense', cols: 'name' }), nothing);
  assert.deepEqual(parseLeadSearch({ filter: 'x', sort: 'phone', view: 'all' }), nothing);
});

test('a number typed as a search stays text', () => {
  assert.equal(parseLeadSearch({ q: 98450 }).q, '98450');
});

test('view and filter are one question', () => {
  assert.deepEqual(filterOf({ view: 'none', filter: [{ field: 'city', op: 'in', value: ['Pune'] }] }), [
    { field: 'nextFollowupAt', op: 'empty' },
    { field: 'stageKind', op: 'in', value: ['open'] },
    { field: 'city', op: 'in', value: ['Pune'] },
  ]);
  assert.deepEqual(queryOf({}), {});
});

test('what is due comes first where the view is about it', () => {
  assert.equal(sortOf({}), '-createdAt');
  assert.equal(sortOf({ view: 'overdue' }), 'nextFollowupAt');
  assert.equal(sortOf({ view: 'overdue', sort: 'name' }), 'name');
});

test('stages are chosen and given up', () => {
  const one = withStages([{ field: 'city', op: 'empty' }], ['A', 'B']);
  assert.deepEqual(chosenStages(one), ['A', 'B']);
  assert.deepEqual(withStages(one, []), [{ field: 'city', op: 'empty' }]);
  assert.equal(withStages([{ field: 'stage', op: 'in', value: ['A'] }], []), undefined);
});
