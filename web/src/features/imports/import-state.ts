import type { ImportState, LeadImport } from '@iperform/contract';
import { m } from '../../paraglide/messages.js';

/** Whether the server is at work on it, so that its figures move by themselves. */
export const isBusy = (state: ImportState): boolean =>
  state === 'checking' || state === 'running' || state === 'cancelling' || state === 'undoing';

/** Whether rows have been written; from then on there is no way back to the columns, but there is undo. */
export const hasBegun = ({ result, startedAt }: LeadImport): boolean => result !== null || startedAt !== null;

export const steps = ['upload', 'map', 'check', 'run'] as const;
export type Step = (typeof steps)[number];

/** Reads the address of an import: `step=map` goes back to the columns after a check. */
export const parseImportSearch = (raw: Record<string, unknown>): { step?: 'map' | undefined } => ({
  step: raw.step === 'map' ? 'map' : undefined,
});

/** The step an import is at. */
export const stepOf = (item: LeadImport, wanted: 'map' | undefined): Step => {
  if (hasBegun(item) && item.state !== 'checking') return 'run';
  switch (item.state) {
    case 'checking':
      return 'check';
    case 'checked':
      return wanted ?? 'check';
    case 'cancelling':
      return 'check';
    default:
      return 'map';
  }
};

/** Share of the work that is done, 0 to 1; null while nobody knows how much it is. */
export const shareDone = ({ rows, progress }: LeadImport): number | null =>
  rows ? Math.min(1, progress / rows) : null;

export const stateText = ({ state }: LeadImport): string => m.imp_state({ state });
