import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import type { Config } from '../../config.ts';
import { takeTurns } from './turns.ts';
import { isWerkzeug, verifyWerkzeug } from './werkzeug.ts';

/** Hashes and checks passwords, a few at a time. */
export interface Passwords {
  /** argon2id, as a PHC string. @throws AppError BUSY */
  hash: (plain: string) => Promise<string>;
  /**
   * Whether `plain` is the password behind `stored`; null stands for "there is no such account" and takes the same work.
   * `upgrade` is the hash to store instead, where the stored one is of an older kind. @throws AppError BUSY
   */
  check: (stored: string | null, plain: string) => Promise<{ right: boolean; upgrade: string | null }>;
}

/** Those that may wait for their turn: about two seconds of work on two cores. */
const mostWaiting = 50;

const isArgon2id = (stored: string): boolean => stored.startsWith('$argon2id$');

/** Starts the password service; makes the hash that unknown accounts are checked against. */
export const openPasswords = async (config: Config): Promise<Passwords> => {
  // argon2id is the package's default algorithm. One core is left for answering everybody else.
  const cost = { memoryCost: config.argon2.memoryKib, timeCost: config.argon2.passes, parallelism: 1 };
  const turn = takeTurns(Math.max(1, availableParallelism() - 1), mostWaiting);
  const nobody = await hash(randomBytes(32), cost);

  const isCurrent = (stored: string): boolean => {
    const used = parseOptions(stored);
    return used.memoryCost === cost.memoryCost && used.timeCost === cost.timeCost;
  };

  return {
    hash: (plain) => turn(() => hash(plain, cost)),
    check: (stored, plain) =>
      turn(async () => {
        if (stored !== null && isArgon2id(stored)) {
          const right = await verify(stored, plain);
          return { right, upgrade: right && !isCurrent(stored) ? await hash(plain, cost) : null };
        }
        await verify(nobody, plain);
        if (stored === null || !isWerkzeug(stored) || !(await verifyWerkzeug(stored, plain))) {
          return { right: false, upgrade: null };
        }
        return { right: true, upgrade: await hash(plain, cost) };
      }),
  };
};
