// Chance that repeats itself: the demo is the same wherever it is thrown on the same day.

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A seeded source of chance. */
export interface Dice {
  /** From 0 to, not including, 1. */
  fraction: () => number;
  chance: (probability: number) => boolean;
  /** A whole number, both ends included. */
  whole: (from: number, to: number) => number;
  between: (from: number, to: number) => number;
  /** About 1, seldom below 1 / `spread` or above `spread`. */
  around: (spread: number) => number;
  pick: <T>(list: readonly T[]) => T;
  weighted: <T>(list: readonly T[], weight: (item: T) => number) => T;
  /** A ULID of a moment. */
  id: (at: number) => string;
}

const seedOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (const c of text) hash = Math.imul(hash ^ (c.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
};

const base32 = (value: number, characters: number): string => {
  let text = '';
  for (let i = 0, rest = value; i < characters; i += 1, rest = Math.floor(rest / 32)) {
    text = `${crockford[rest % 32]}${text}`;
  }
  return text;
};

/** Opens a source of chance; the same seed throws the same. Mulberry32: 32 bits of state are plenty for a demo. */
export const dice = (seed: string): Dice => {
  let state = seedOf(seed);
  const bits = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
  const fraction = () => bits() / 0x1_0000_0000;
  const between = (from: number, to: number) => from + fraction() * (to - from);
  const whole = (from: number, to: number) => from + Math.floor(fraction() * (to - from + 1));
  return {
    fraction,
    between,
    whole,
    chance: (probability) => fraction() < probability,
    // Three throws make a bell; its exponential leans the right way for times and sums of money.
    around: (spread) => spread ** ((fraction() + fraction() + fraction()) / 1.5 - 1),
    pick: <T>(list: readonly T[]): T => list[Math.floor(fraction() * list.length)] as T,
    weighted: <T>(list: readonly T[], weight: (item: T) => number): T => {
      let left = fraction() * list.reduce((sum, item) => sum + weight(item), 0);
      for (const item of list) {
        left -= weight(item);
        if (left < 0) return item;
      }
      return list.at(-1) as T;
    },
    id: (at) => `${base32(at, 10)}${base32(bits(), 6)}${base32(bits(), 6)}${base32(bits(), 4)}`,
  };
};
