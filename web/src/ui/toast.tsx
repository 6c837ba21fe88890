import { X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { m } from '../paraglide/messages.js';
import { Button, IconButton } from './button.tsx';

interface Toast {
  id: number;
  text: string;
  tone: 'plain' | 'error';
  action?: { label: string; run: () => void } | undefined;
}

let toasts: Toast[] = [];
let serial = 0;
const timers = new Map<number, ReturnType<typeof setTimeout>>();
const listeners = new Set<() => void>();
const publish = (next: Toast[]): void => {
  toasts = next;
  for (const listener of listeners) listener();
};

const dismiss = (id: number): void => {
  clearTimeout(timers.get(id));
  timers.delete(id);
  publish(toasts.filter((toast) => toast.id !== id));
};

const STAY_MS = 8_000;
const arm = (id: number): void => {
  clearTimeout(timers.get(id));
  timers.set(id, setTimeout(dismiss, STAY_MS, id));
};

/**
 * Says in passing what happened; stays 8 s, longer while pointed at or focused. An error needs no action of its own to
 * be seen again: show it at its place too where there is one.
 */
export const toast = (
  text: string,
  options: { tone?: Toast['tone']; action?: Toast['action'] } = {},
): void => {
  const id = ++serial;
  publish([...toasts.slice(-2), { id, text, tone: options.tone ?? 'plain', action: options.action }]);
  arm(id);
};

/** Where toasts appear; once, in the root. */
export const Toasts = () => {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <div className="toasts" role="status" aria-live="polite" aria-label={m.toasts()}>
      {shown.map((one) => {
        const hold = () => clearTimeout(timers.get(one.id));
        const release = () => arm(one.id);
        return (
          <div
            key={one.id}
            className={`toast ${one.tone === 'error' ? 'toast-error' : ''}`}
            onPointerEnter={hold}
            onPointerLeave={release}
            onFocus={hold}
            onBlur={release}
          >
            <span className="min-w-0">{one.text}</span>
            {one.action && (
              <Button
                small
                onClick={() => {
                  one.action?.run();
                  dismiss(one.id);
                }}
              >
                {one.action.label}
              </Button>
            )}
            <IconButton label={m.close()} small onClick={() => dismiss(one.id)}>
              <X size={14} />
            </IconButton>
          </div>
        );
      })}
    </div>
  );
};
