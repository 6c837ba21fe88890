/**
 * Remembers what `load` answers for each key for a while; askers at once share one load, a failed one is not kept. At most
 * `most` keys are kept, the oldest going first.
 */
export const cached = <K, V>(forMs: number, load: (key: K) => Promise<V>, most = 10_000) => {
  const kept = new Map<K, { value: Promise<V>; at: number }>();
  return {
    get: (key: K): Promise<V> => {
      const entry = kept.get(key);
      const now = Date.now();
      // A clock that was set back must not keep an old value alive.
      if (entry !== undefined && now >= entry.at && now - entry.at < forMs) return entry.value;
      const value = load(key);
      kept.delete(key);
      kept.set(key, { value, at: now });
      value.catch(() => kept.delete(key));
      if (kept.size > most) kept.delete(kept.keys().next().value as K);
      return value;
    },
    drop: (key: K): void => void kept.delete(key),
  };
};
