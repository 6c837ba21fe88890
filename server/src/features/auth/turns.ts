import { AppError } from '../../kernel/errors.ts';

/**
 * Lets at most `atOnce` pieces of work run at a time and `most` wait for their turn.
 * @throws AppError BUSY beyond that: a storm of sign-ins is told to come back instead of stalling everybody
 */
export const takeTurns = (atOnce: number, most: number) => {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async <R>(work: () => Promise<R>): Promise<R> => {
    if (running >= atOnce) {
      if (waiting.length >= most) {
        throw new AppError('BUSY', {
          detail: 'Too many people are signing in at this moment. Try again in a few seconds.',
          retryAfter: 3,
        });
      }
      await new Promise<void>((go) => waiting.push(go));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      // The turn is handed on, not given back, so that nobody who comes now overtakes those who wait.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
};
