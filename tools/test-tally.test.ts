import assert from 'node:assert/strict';
import { it } from 'node:test';
import { closingLine, sumTallies } from './test-tally.ts';

it('closes with a line that machines can read, and names what was skipped only if something was', () => {
  assert.equal(closingLine({ passed: 12, failed: 0, skipped: 0 }), '12 passed, 0 failed');
  assert.equal(closingLine({ passed: 0, failed: 3, skipped: 2 }), '0 passed, 3 failed, 2 skipped');
});

it('adds up the lanes', () => {
  const lanes = [
    { passed: 1, failed: 2, skipped: 3 },
    { passed: 10, failed: 20, skipped: 30 },
  ];
  assert.deepEqual(sumTallies(lanes), { passed: 11, failed: 22, skipped: 33 });
  assert.deepEqual(sumTallies([]), { passed: 0, failed: 0, skipped: 0 });
});
