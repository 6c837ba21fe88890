import type { ReactNode } from 'react';

const escaped = (word: string): string => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Finds where the words of a search begin words of a text, or stand in a number. */
export const matcherOf = (q: string | undefined): RegExp | null => {
  const words = (q ?? '').trim().split(/\s+/).filter(Boolean).map(escaped);
  return words.length
    ? new RegExp(
        `((?<![\\p{L}\\p{N}])(?:${words.join('|')})|(?<=\\d)(?:${words.filter((w) => /^\d+$/.test(w)).join('|') || '(?!)'}))`,
        'giu',
      )
    : null;
};

/** The text with what was searched for marked. */
export const highlight = (text: string, matcher: RegExp | null): ReactNode => {
  if (!matcher) return text;
  let at = 0;
  return text.split(matcher).map((part, i) => {
    const key = at;
    at += part.length;
    return i % 2 ? <mark key={key}>{part}</mark> : part;
  });
};
