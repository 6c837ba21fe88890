import { createHash, randomFillSync } from 'node:crypto';
import { monotonicFactory } from 'ulid';

const pool = new Uint32Array(256);
let left = 0;
// `ulid` asks for one random fraction a character: drawn from a pool of crypto randomness, refilled 256 at a time.
const random = (): number => {
  if (left === 0) {
    randomFillSync(pool);
    left = pool.length;
  }
  left -= 1;
  return (pool[left] ?? 0) / 0x1_0000_0000;
};

const next = monotonicFactory(random);

/** A new time-ordered id (ULID): 26 characters, rising within this process. */
export const newId = (at?: number): string => next(at);

/** SHA-256 in hex: what is stored of a secret that has to be recognised again. */
export const sha256 = (value: string): string => createHash('sha256').update(value).digest('hex');
