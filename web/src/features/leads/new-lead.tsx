import { lazy, Suspense, useSyncExternalStore } from 'react';
import type { NewLeadPreset } from './new-lead-preset.ts';

let preset: NewLeadPreset | null = null;
const listeners = new Set<() => void>();
const change = (next: NewLeadPreset | null): void => {
  preset = next;
  for (const listener of listeners) listener();
};

/** Opens the New lead dialog from anywhere. */
export const openNewLead = (from: NewLeadPreset = {}): void => change(from);

const NewLeadDialog = lazy(async () => ({ default: (await import('./new-lead-dialog.tsx')).NewLeadDialog }));

/** Holds the dialog; once, in the shell. Its code (form, zod, dialog) is loaded when it opens. */
export const NewLeadHost = () => {
  const open = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => preset,
  );
  return open && <Suspense>{<NewLeadDialog preset={open} onClose={() => change(null)} />}</Suspense>;
};
