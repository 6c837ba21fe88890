interface LastList {
  companyId: string;
  /** Address of the list with its filter, to go back to. */
  href: string;
  ids: string[];
}

let last: LastList | null = null;
const scrolls = new Map<string, number>();

/** Remembers what the list shows, so that a lead's page can walk on in it and come back to it. */
export const rememberList = (list: LastList): void => {
  last = list;
};

/** Where a lead stands in the list it was opened from; null when it was not opened from one. */
export const neighbours = (
  companyId: string,
  id: string,
): {
  href: string;
  previous: string | null;
  next: string | null;
  position: number;
  loaded: number;
} | null => {
  if (last?.companyId !== companyId) return null;
  const at = last.ids.indexOf(id);
  if (at < 0) return null;
  return {
    href: last.href,
    previous: last.ids[at - 1] ?? null,
    next: last.ids[at + 1] ?? null,
    position: at + 1,
    loaded: last.ids.length,
  };
};

/** Scroll offset of a list by its address, for the way back. */
export const listScroll = {
  get: (href: string): number => scrolls.get(href) ?? 0,
  set: (href: string, offset: number): void => {
    scrolls.set(href, offset);
  },
};
