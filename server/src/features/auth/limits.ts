import { createHmac } from 'node:crypto';
import type { Config } from '../../config.ts';
import type { Database } from '../../db/database.ts';
import type { MagentaTables } from '../../db/tables.ts';
import { AppError } from '../../kernel/errors.ts';
import { addressGroup } from './rules.ts';
import { deriveKey } from './seal.ts';
import {
  type Attempt,
  countAttempts,
  forgetAttempts,
  readAttempts,
  settleAttempts,
} from './store-attempts.ts';

/** One try to sign in, counted. */
export interface Try {
  /** Stands for the account in the log, which must not hold what people type into that field. */
  account: string;
  /** The password was right: the account starts afresh, and the address is known to it. */
  succeeded: () => Promise<void>;
  /** The try came to nothing by no fault of the caller: it does not count. */
  undone: () => Promise<void>;
}

export interface Limits {
  /** Counts a try before anything is spent on it. @throws AppError TOO_MANY_REQUESTS with the time to wait */
  count: (email: string, ip: string) => Promise<Try>;
}

export const windowMs = 15 * 60_000;
/** How long an address that somebody signed in from is known. */
const knownMs = 30 * 24 * 3_600_000;
const forgetEveryMs = 3_600_000;
/** Tries on one account from everywhere, as a multiple of those from one address. */
const wide = 20;

/**
 * Limits on sign-in: few tries for one account from one address, more for one address, many for one account from
 * everywhere. The last would let a stranger with many addresses lock somebody out; it does not bind addresses that
 * somebody has signed in to the account from.
 */
export const openLimits = (
  config: Pick<Config, 'secret' | 'signInTries'>,
  magenta: Database<MagentaTables>,
): Limits => {
  const key = deriveKey(config.secret, 'attempts');
  const digest = (...parts: string[]): string =>
    createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url');
  let forgotten = Date.now();

  /** Ms until the last of the counters that are beyond their limit starts anew; 0 where none is. */
  const wait = (rows: Attempt[], limits: Map<string, number>, now: number): number =>
    Math.max(
      0,
      ...rows
        .filter((row) => row.tries > (limits.get(row.bucket) ?? Number.POSITIVE_INFINITY))
        .map((row) => row.window_start + windowMs - now),
    );

  const refuseBeyond = (waitMs: number): void => {
    if (waitMs <= 0) return;
    throw new AppError('TOO_MANY_REQUESTS', {
      detail: `Too many tries to sign in. Try again in ${Math.ceil(waitMs / 60_000)} minutes.`,
      retryAfter: Math.ceil(waitMs / 1000),
    });
  };

  return {
    count: async (email, ip) => {
      const now = Date.now();
      const group = addressGroup(ip);
      const here = `account:${digest(email, group)}`;
      const everywhere = `everywhere:${digest(email)}`;
      const address = `address:${digest(group)}`;
      const known = `known:${digest(email, group)}`;

      const rows = await readAttempts(magenta, [here, everywhere, address, known]);
      const isKnown = rows.some((row) => row.bucket === known && row.window_start > now - knownMs);
      const limits = new Map([
        [here, config.signInTries.account],
        [address, config.signInTries.address],
      ]);
      if (!isKnown) limits.set(everywhere, config.signInTries.account * wide);
      // Whoever is over a limit already is refused without a write, and does not prolong anything.
      const next = rows.map((row) => ({ ...row, tries: row.tries + 1 }));
      refuseBeyond(wait(next, limits, now));

      if (now - forgotten > forgetEveryMs) {
        forgotten = now;
        await forgetAttempts(magenta, { counters: now - windowMs, notes: now - knownMs });
      }
      const buckets = [...limits.keys()];
      // Counted before the password is looked at, so that tries side by side cannot slip through.
      refuseBeyond(wait(await countAttempts(magenta, buckets, now, windowMs), limits, now));

      return {
        account: digest(email).slice(0, 12),
        succeeded: () =>
          settleAttempts(
            magenta,
            { [here]: 'clear', [everywhere]: 'clear', [address]: 'giveBack', [known]: 'note' },
            Date.now(),
          ),
        undone: () =>
          settleAttempts(
            magenta,
            Object.fromEntries(buckets.map((bucket) => [bucket, 'giveBack' as const])),
            Date.now(),
          ),
      };
    },
  };
};
