import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseDashboardSearch, periodDays } from './period.ts';

const APRIL = 4;

describe('the period of the dashboard', () => {
  it('ends today, which is included', () => {
    assert.deepEqual(periodDays({ period: '30d' }, '2026-11-24', APRIL), {
      from: '2026-10-26',
      to: '2026-11-25',
    });
  });
  it('counts quarters and years from the start of the financial year', () => {
    assert.equal(periodDays({ period: 'quarter' }, '2026-11-24', APRIL).from, '2026-10-01');
    assert.equal(periodDays({ period: 'quarter' }, '2027-01-01', APRIL).from, '2027-01-01');
    assert.equal(periodDays({ period: 'year' }, '2027-03-31', APRIL).from, '2026-04-01');
    assert.equal(periodDays({ period: 'year' }, '2026-04-01', APRIL).from, '2026-04-01');
    assert.equal(periodDays({ period: 'quarter' }, '2026-01-15', 2).from, '2025-11-01');
  });
  it('takes both days of an own period in', () => {
    const search = parseDashboardSearch({ period: 'custom', from: '2026-02-27', to: '2026-02-28' });
    assert.deepEqual(periodDays(search, '2026-11-24', APRIL), { from: '2026-02-27', to: '2026-03-01' });
  });
  it('falls back to the default for what it does not understand', () => {
    const plain = { period: undefined, owner: undefined };
    assert.deepEqual(parseDashboardSearch({ period: 'never', owner: 'x' }), plain);
    assert.equal(
      parseDashboardSearch({ period: 'custom', from: '2026-03-02', to: '2026-03-01' }).period,
      undefined,
    );
  });
});
