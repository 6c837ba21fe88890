import { AppError } from '../kernel/errors.ts';

/** A few workers behind one bounded queue. */
export interface Lane<T> {
  run: <R>(work: (worker: T) => Promise<R>) => Promise<R>;
  /** Closes every worker once what was accepted has ended; nothing is accepted any more. */
  close: (end: (worker: T) => Promise<void>) => Promise<void>;
}

/**
 * A lane with at most `size` workers, opened as they are needed. Work that finds all of them busy waits its turn;
 * beyond `queue` waiting calls it is refused.
 * @throws AppError BUSY
 */
export const openLane = <T>(size: number, queue: number, open: () => Promise<T>): Lane<T> => {
  const idle: T[] = [];
  const waiting: PromiseWithResolvers<T>[] = [];
  let opened = 0;
  let closed = false;
  let drained: (() => void) | null = null;

  const acquire = async (): Promise<T> => {
    if (closed) throw new AppError('ANALYTICS_UNAVAILABLE', { detail: 'Analytics are closed.' });
    const free = idle.pop();
    if (free !== undefined) return free;
    if (opened < size) {
      opened += 1;
      try {
        return await open();
      } catch (error) {
        opened -= 1;
        // Who waits for this worker would wait for ever where it was the only one.
        if (opened === 0) for (const entry of waiting.splice(0)) entry.reject(error);
        throw error;
      }
    }
    if (waiting.length >= queue) {
      throw new AppError('BUSY', {
        detail: 'Too many reports are being computed. Try again in a moment.',
        retryAfter: 2,
      });
    }
    const turn = Promise.withResolvers<T>();
    waiting.push(turn);
    return turn.promise;
  };

  const release = (worker: T): void => {
    const next = waiting.shift();
    if (next !== undefined) next.resolve(worker);
    else idle.push(worker);
    if (closed && idle.length === opened) drained?.();
  };

  return {
    run: async (work) => {
      const worker = await acquire();
      try {
        return await work(worker);
      } finally {
        release(worker);
      }
    },
    close: async (end) => {
      closed = true;
      if (idle.length < opened) {
        await new Promise<void>((resolve) => {
          drained = resolve;
        });
      }
      await Promise.all(idle.splice(0).map(end));
    },
  };
};
