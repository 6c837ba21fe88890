import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ImportState, importStates, rowOutcomes } from '@iperform/contract';
import fc from 'fast-check';
import { neutral } from './rejected.ts';
import { type Act, addCounts, decide, noCounts, rowsToKeep } from './rules.ts';

const acts: Act[] = ['map', 'sheet', 'fix', 'check', 'run', 'cancel', 'undo'];

/** Every act that is possible, as `act → state`. */
const possible = (state: ImportState, mapped: boolean, begun: boolean): string[] =>
  acts.flatMap((act) => {
    const verdict = decide(act, { state, mapped, begun });
    return verdict.ok ? [`${act} → ${verdict.state}`] : [];
  });

describe('the life of an import', () => {
  const open = ['map → mapped', 'sheet → uploaded', 'fix → mapped', 'check → checking', 'run → running'];
  const table: [ImportState, boolean, boolean, string[]][] = [
    ['uploaded', false, false, ['map → mapped', 'sheet → uploaded', 'fix → uploaded']],
    ['mapped', true, false, open],
    ['checking', true, false, ['cancel → cancelling']],
    ['checked', true, false, open],
    ['running', true, true, ['cancel → cancelling']],
    ['done', true, true, ['undo → undoing']],
    ['cancelling', true, true, []],
    ['cancelled', true, true, ['run → running', 'undo → undoing']],
    ['undoing', true, true, []],
    ['undone', true, true, []],
    ['failed', true, false, open],
    ['failed', true, true, ['run → running', 'undo → undoing']],
  ];
  for (const [state, mapped, begun, expected] of table) {
    it(`${state}${begun ? ', begun' : ''}: ${expected.join(', ') || 'nothing'}`, () => {
      assert.deepEqual(possible(state, mapped, begun), expected);
    });
  }

  it('names the state, and what is possible, when it refuses', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...importStates),
        fc.constantFrom(...acts),
        fc.boolean(),
        fc.boolean(),
        (state, act, mapped, begun) => {
          const verdict = decide(act, { state, mapped, begun });
          if (verdict.ok) return;
          assert.ok(verdict.detail.includes(state));
          for (const other of possible(state, mapped, begun))
            assert.ok(verdict.detail.includes(other.split(' ')[0] ?? ''));
        },
      ),
    );
  });

  it('counts every row once, and keeps all rejected rows and the first fifty of the others', () => {
    const outcomes = fc.array(fc.constantFrom(...rowOutcomes), { maxLength: 300 });
    fc.assert(
      fc.property(fc.array(outcomes, { maxLength: 4 }), (batches) => {
        let counts = noCounts;
        const kept: string[] = [];
        for (const batch of batches) {
          kept.push(
            ...rowsToKeep(
              counts,
              batch.map((outcome) => ({ outcome })),
            ).map((row) => row.outcome),
          );
          counts = addCounts(counts, batch);
        }
        const { read, ...rest } = counts;
        assert.equal(read, batches.flat().length);
        assert.equal(
          read,
          Object.values(rest).reduce((a, b) => a + b, 0),
        );
        for (const outcome of rowOutcomes) {
          const there = kept.filter((k) => k === outcome).length;
          assert.equal(there, outcome === 'rejected' ? counts[outcome] : Math.min(50, counts[outcome]));
        }
      }),
    );
  });
});

describe('a cell on its way into a spreadsheet', () => {
  for (const [cell, expected] of [
    ['=1+1', "'=1+1"],
    ['  =1+1', "'  =1+1"],
    ['\t\u0001@SUM(A1)', "'\t\u0001@SUM(A1)"],
    ['+cmd|x', "'+cmd|x"],
    ['-2+3', "'-2+3"],
    ['＝1', "'＝1"],
    ['+91 98765-43210', '+91 98765-43210'],
    ['+1 (415) 293.3313', '+1 (415) 293.3313'],
    ['-5', '-5'],
    ['-12,345.67', '-12,345.67'],
    ["it's = fine", "it's = fine"],
    ['', ''],
  ] as const) {
    it(`${JSON.stringify(cell)} is written ${JSON.stringify(expected)}`, () =>
      assert.equal(neutral(cell), expected));
  }
});
