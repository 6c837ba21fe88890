import type { ImportCounts, ImportState, RowOutcome } from '@iperform/contract';

// The life of an import:
//   uploaded → mapped → checking → checked → running → done → undoing → undone
// A check that is cancelled goes back to mapped; a run that is cancelled or has failed can go on or be undone.

/** What somebody may ask of an import. */
export type Act = 'map' | 'sheet' | 'fix' | 'check' | 'run' | 'cancel' | 'undo';

/** What the rules look at: the state, whether there is a mapping, and whether a run has begun. */
export interface Standing {
  state: ImportState;
  mapped: boolean;
  begun: boolean;
}

export type Verdict = { ok: true; state: ImportState } | { ok: false; detail: string };

const before: ImportState[] = ['uploaded', 'mapped', 'checked', 'failed'];

/** The state that an act leads to from where an import stands; null where it cannot be done there. */
const target = (act: Act, { state, mapped, begun }: Standing): ImportState | null => {
  const open = before.includes(state) && !begun;
  switch (act) {
    case 'sheet':
      return open ? 'uploaded' : null;
    case 'map':
      return open ? 'mapped' : null;
    case 'fix':
      return open ? (mapped ? 'mapped' : 'uploaded') : null;
    case 'check':
      return open && mapped ? 'checking' : null;
    case 'run':
      return mapped && (open || (begun && (state === 'cancelled' || state === 'failed'))) ? 'running' : null;
    case 'cancel':
      return state === 'checking' || state === 'running' ? 'cancelling' : null;
    case 'undo':
      return begun && (state === 'done' || state === 'cancelled' || state === 'failed') ? 'undoing' : null;
  }
};

const acts: Act[] = ['map', 'sheet', 'fix', 'check', 'run', 'cancel', 'undo'];

/** Whether an act is possible, and the state it leads to; where not, what the state is and what is possible. */
export const decide = (act: Act, standing: Standing): Verdict => {
  const state = target(act, standing);
  if (state !== null) return { ok: true, state };
  const possible = acts.filter((other) => target(other, standing) !== null);
  const then =
    possible.length === 0 ? 'nothing more can be done with it' : `possible now: ${possible.join(', ')}`;
  return { ok: false, detail: `The import is ${standing.state}, so it cannot ${act}; ${then}.` };
};

/** Whether background work is under way or waiting for its turn. */
export const isBusy = (state: ImportState): boolean =>
  state === 'checking' || state === 'running' || state === 'cancelling' || state === 'undoing';

export const noCounts: ImportCounts = {
  read: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  duplicate: 0,
  rejected: 0,
};

/** Counts with some more outcomes in them; `read` is always their sum. */
export const addCounts = (counts: ImportCounts, outcomes: RowOutcome[]): ImportCounts => {
  const sum = { ...counts, read: counts.read + outcomes.length };
  for (const outcome of outcomes) sum[outcome] += 1;
  return sum;
};

/** How many rows of an outcome are kept to be looked at. Rejected ones are all kept, to be corrected. */
const shown = 50;

/** Which of the next rows are kept, given how many of each outcome there were before. */
export const rowsToKeep = <R extends { outcome: RowOutcome }>(counts: ImportCounts, rows: R[]): R[] => {
  const seen = { ...counts };
  return rows.filter(({ outcome }) => {
    seen[outcome] += 1;
    return outcome === 'rejected' || seen[outcome] <= shown;
  });
};
