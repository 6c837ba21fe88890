import { useState } from 'react';

/**
 * State that survives a reload of this window, for what somebody is in the middle of writing; gone with the window, as
 * names of customers must be. Use one component per key: a new key needs a new component.
 */
export const useDraft = <T>(key: string, initial: () => T): [T, (value: T) => void, () => void] => {
  const [value, setValue] = useState<T>(() => {
    const kept = sessionStorage.getItem(key);
    return kept === null ? initial() : JSON.parse(kept);
  });
  const change = (next: T): void => {
    setValue(next);
    sessionStorage.setItem(key, JSON.stringify(next));
  };
  const clear = (): void => {
    setValue(initial());
    sessionStorage.removeItem(key);
  };
  return [value, change, clear];
};
