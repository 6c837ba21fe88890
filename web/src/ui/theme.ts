import { useSyncExternalStore } from 'react';

export type ThemeChoice = 'light' | 'dark' | 'system';

const key = 'iperform.theme';
const listeners = new Set<() => void>();

const read = (): ThemeChoice => {
  const stored = localStorage.getItem(key);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
};

/** Keeps the choice for the next visit (public/theme.js reads it before the first paint) and applies it now. */
export const setTheme = (choice: ThemeChoice): void => {
  if (choice === 'system') {
    localStorage.removeItem(key);
    delete document.documentElement.dataset.theme;
  } else {
    localStorage.setItem(key, choice);
    document.documentElement.dataset.theme = choice;
  }
  for (const listener of listeners) listener();
};

export const useTheme = (): ThemeChoice =>
  useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, read);
