import { useEffect, useRef, useSyncExternalStore } from 'react';

interface Shortcut {
  /** `mod+k`, or a single key: `c`, `?`, `j`, `ArrowDown`. */
  keys: string;
  label: string;
  /** null: handled where the focus is, and only listed here. */
  run: ((event: KeyboardEvent) => void) | null;
}

const offKey = 'iperform.shortcuts';
const registry = new Map<symbol, Shortcut>();
const listeners = new Set<() => void>();
const changed = (): void => {
  for (const listener of listeners) listener();
};

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
  !(target instanceof HTMLInputElement && target.type === 'checkbox');

const keysOf = (event: KeyboardEvent): string =>
  `${event.ctrlKey || event.metaKey ? 'mod+' : ''}${event.altKey ? 'alt+' : ''}${event.key.length === 1 ? event.key.toLowerCase() : event.key}`;

const onKeyDown = (event: KeyboardEvent): void => {
  if (event.defaultPrevented || (event.repeat && event.key.length === 1 && event.key === 'c')) return;
  const keys = keysOf(event);
  const single = !keys.startsWith('mod+');
  if (
    single &&
    (typing(event.target) || !singleKeysOn() || document.querySelector('[role="dialog"],[role="menu"]'))
  )
    return;
  // The screen that came last wins: a dialog over a list, a list over the shell.
  const match = [...registry.values()].reverse().find((shortcut) => shortcut.keys === keys);
  if (!match?.run) return;
  event.preventDefault();
  match.run(event);
};

/** Single-key shortcuts can be turned off (WCAG 2.1.4); `Ctrl+K` stays. */
const singleKeysOn = (): boolean => localStorage.getItem(offKey) !== 'off';
export const setSingleKeys = (on: boolean): void => {
  if (on) localStorage.removeItem(offKey);
  else localStorage.setItem(offKey, 'off');
  changed();
};
export const useSingleKeys = (): boolean =>
  useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, singleKeysOn);

/** What can be pressed on the screen as it is, for the list behind `?`. */
export const activeShortcuts = (): Pick<Shortcut, 'keys' | 'label'>[] => [...registry.values()];

/** A shortcut that holds while the component is on the screen. */
export const useShortcut = (
  keys: string,
  label: string,
  run: ((event: KeyboardEvent) => void) | null,
  enabled = true,
): void => {
  const latest = useRef(run);
  latest.current = run;
  const listedOnly = run === null;
  useEffect(() => {
    if (!enabled) return;
    const id = Symbol(keys);
    if (registry.size === 0) window.addEventListener('keydown', onKeyDown);
    registry.set(id, { keys, label, run: listedOnly ? null : (event) => latest.current?.(event) });
    return () => {
      registry.delete(id);
      if (registry.size === 0) window.removeEventListener('keydown', onKeyDown);
    };
  }, [keys, label, enabled, listedOnly]);
};
