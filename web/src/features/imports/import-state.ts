import type { ImportState, LeadImport } from '@iperform/contract';
import { m } from '../../paraglide/messages.js';

/** Whether the server is at work on it, so that its figures move by themselves. */
export const isBusy = (state: ImportState): boolean =>
  state === 'checking' || state === 'running' || state === 'cancelling' || state === 'undoing';

/** Whether a run has begun; from then on there is no way back to the columns, but there is undo. */
const hasBegun = ({ result }: LeadImport): boolean => result !== null;

export const steps = ['upload', 'map', 'check', 'run'] as const;
export type Step = (typeof steps)[number];

/** Reads the address of an import: `step=map` goes back to the columns after a check. */
export const parseImportSearch = (raw: Record<string, unknown>): { step?: 'map' | undefined } => ({
  step: raw.step === 'map' ? 'map' : undefined,
});

/** The step an import is at. */
export const stepOf = (item: LeadImport, wanted: 'map' | undefined): Step => {
  if (hasBegun(item)) return 'run';
  switch (item.state) {
    case 'checked':
      return wanted ?? 'check';
    case 'checking':
    case 'cancelling':
      return 'check';
    default:
      return 'map';
  }
};

/** Rows that the work under way has to handle; null while nobody knows. An undo goes through what was written. */
export const rowsToDo = ({ state, rows, result }: LeadImport): number | null =>
  state === 'undoing' && result ? result.created + result.updated : rows;

export const stateText = ({ state }: LeadImport): string => m.imp_state({ state });
