import { useCallback, useEffect, useLayoutEffect, useState } from 'react';

interface WindowOptions {
  /** How many rows there are. */
  count: number;
  /** Height of each, in pixels. */
  rowHeight: number;
  scroller: () => HTMLElement | null;
  /** Height of what scrolls along above the first row. */
  above?: number;
  /** Rows kept beyond each edge. */
  overscan?: number;
}

/** The view moves in steps of some rows, so that most scroll events draw nothing. */
const STEP = 4;

/**
 * Which rows of equal height are in view: render `first` to `last` (not included), each at `index * rowHeight`, inside
 * something `count * rowHeight` high. `reveal` scrolls a row into view.
 */
export const useWindow = ({ count, rowHeight, scroller, above = 0, overscan = 8 }: WindowOptions) => {
  const [view, setView] = useState({ first: 0, last: 30 });
  const update = useCallback((): void => {
    const element = scroller();
    if (!element) return;
    const top = Math.max(0, element.scrollTop - above) / rowHeight;
    const first = Math.max(0, Math.floor(top / STEP) * STEP - overscan);
    const last = Math.ceil((top + element.clientHeight / rowHeight) / STEP) * STEP + overscan;
    setView((before) => (before.first === first && before.last === last ? before : { first, last }));
  }, [scroller, rowHeight, above, overscan]);

  useLayoutEffect(update, [update]);
  useEffect(() => {
    const element = scroller();
    if (!element) return;
    const resized = new ResizeObserver(update);
    resized.observe(element);
    element.addEventListener('scroll', update, { passive: true });
    return () => {
      resized.disconnect();
      element.removeEventListener('scroll', update);
    };
  }, [scroller, update]);

  const reveal = (index: number, covered = 0): void => {
    const element = scroller();
    if (!element) return;
    const top = above + index * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight + covered > element.scrollTop + element.clientHeight)
      element.scrollTop = top + rowHeight + covered - element.clientHeight;
    update();
  };
  return { first: Math.min(view.first, count), last: Math.min(view.last, count), reveal };
};
