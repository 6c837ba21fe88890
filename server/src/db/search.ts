import { type DialectName, searchQuery } from './dialect.ts';

// Search works on words of our own making, the same on both engines: each word of a name, organisation, city or e-mail,
// folded to ASCII, and every ending of a phone number of three digits or more, so that a fragment is a beginning. Each
// carries a leading `q`, which lifts two-letter words over MySQL's least length and off its list of stop words.

const longest = 40;

/** Lower case without accents; what is not Latin is kept as code points in hex, so that any script can be searched. */
export const fold = (value: string): string =>
  value
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();

const asciiWord = (word: string): string =>
  /^[a-z0-9]*$/.test(word)
    ? word
    : Array.from(word, (c) =>
        /[a-z0-9]/.test(c) ? c : `u${c.codePointAt(0)?.toString(16).padStart(5, '0')}`,
      ).join('');

const words = (value: string): string[] =>
  fold(value)
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => asciiWord(word).slice(0, longest));

const phoneEndings = (phone: string): string[] => {
  const digits = phone.replace(/\D/g, '').slice(-15);
  return Array.from({ length: Math.max(0, digits.length - 2) }, (_, i) => digits.slice(i));
};

/** The text of the search index for a lead. */
export const searchBody = (texts: string[], phones: string[]): string => {
  const all = new Set([...texts.flatMap(words), ...phones.flatMap(phoneEndings)]);
  return Array.from(all, (word) => `q${word}`).join(' ');
};

/**
 * The full-text query for what a person typed, or null where it asks for nothing that can be found. Digits apart by spaces, dashes or dots are one phone
 * fragment; single letters are left out, for they match everything.
 */
export const searchWords = (dialect: DialectName, q: string): string | null => {
  const digits = q.replace(/[\s().+-]/g, '');
  const asked = /^\d{2,}$/.test(digits) ? [digits.slice(0, 15)] : words(q);
  const useful = [...new Set(asked)].filter((word) => word.length >= 2).slice(0, 8);
  return useful.length === 0
    ? null
    : searchQuery(
        dialect,
        useful.map((word) => `q${word}`),
      );
};

/** Key for sorting and comparing without case: folded, at most 60 characters. */
export const sortKey = (value: string): string => fold(value).trim().slice(0, 60);
