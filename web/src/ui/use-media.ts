import { useSyncExternalStore } from 'react';

/** Whether a media query holds, kept up to date. */
export const useMedia = (query: string): boolean =>
  useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    () => matchMedia(query).matches,
  );

const phoneQuery = '(max-width: 767px)';
/** Phone layout: bottom tabs, cards in place of tables. */
export const useIsPhone = (): boolean => useMedia(phoneQuery);
export const phoneNow = (): boolean => matchMedia(phoneQuery).matches;
