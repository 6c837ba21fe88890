import { useCallback, useRef, useState } from 'react';

/**
 * Rows chosen by id. `toggle` with a range takes every row between this one and the last one toggled, as people know
 * it from Shift-click; ids are those of the loaded rows in their order.
 */
export const useSelection = (ids: string[]) => {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef<string | null>(null);
  const order = useRef(ids);
  order.current = ids;

  const toggle = useCallback((id: string, range = false): void => {
    const from = range && anchor.current !== null ? order.current.indexOf(anchor.current) : -1;
    const to = order.current.indexOf(id);
    const touched = from < 0 ? [id] : order.current.slice(Math.min(from, to), Math.max(from, to) + 1);
    anchor.current = id;
    setSelected((before) => {
      const next = new Set(before);
      for (const one of touched) {
        if (before.has(id)) next.delete(one);
        else next.add(one);
      }
      return next;
    });
  }, []);
  const clear = useCallback(() => setSelected(new Set()), []);
  const toggleAll = useCallback(
    () => setSelected((before) => new Set(order.current.every((id) => before.has(id)) ? [] : order.current)),
    [],
  );
  return { selected, toggle, toggleAll, clear };
};
