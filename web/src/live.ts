import type { LiveTopic } from '@iperform/contract';
import type { QueryClient } from '@tanstack/react-query';
import { api } from './contract.ts';

/** What each topic makes out of date: the second part of the query keys. */
const resources: Record<LiveTopic, string[]> = {
  leads: ['leads'],
  analytics: ['reports'],
  imports: ['imports', 'fields'],
};

const QUIET_MS = 500;
const RETRY_MS = 15_000;
/** A list of many pages is not fetched again under the reader's eyes; it is marked, and the page offers to refresh. */
const PAGES_KEPT_LIVE = 4;

const pagesOf = (data: unknown): number =>
  data && typeof data === 'object' && 'pages' in data && Array.isArray(data.pages) ? data.pages.length : 0;

const refresh = (client: QueryClient, companyId: string, topics: Iterable<LiveTopic>): void => {
  const names = [...topics].flatMap((topic) => resources[topic]);
  const touched = (key: readonly unknown[]) => key[0] === companyId && names.includes(String(key[1]));
  const long = (data: unknown) => pagesOf(data) > PAGES_KEPT_LIVE;
  void client.invalidateQueries({ predicate: (q) => touched(q.queryKey) && !long(q.state.data) });
  void client.invalidateQueries({
    predicate: (q) => touched(q.queryKey) && long(q.state.data),
    refetchType: 'none',
  });
};

/**
 * Keeps the screens of one company fresh from one event stream, at most twice a second. Where the stream is down,
 * it is tried again every 15 s, and each try asks anew for what is on the screen. Returns how to stop.
 */
export const startLive = (client: QueryClient, companyId: string): (() => void) => {
  const pending = new Set<LiveTopic>();
  const all = Object.keys(resources) as LiveTopic[];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let source: EventSource;
  let opened = false;

  const mark = (topics: LiveTopic[]): void => {
    for (const topic of topics) pending.add(topic);
    timer ??= setTimeout(() => {
      timer = undefined;
      refresh(client, companyId, pending);
      pending.clear();
    }, QUIET_MS);
  };

  const connect = (): void => {
    source = new EventSource(api.live.open.path);
    for (const topic of all) source.addEventListener(topic, () => mark([topic]));
    source.addEventListener('open', () => {
      // What happened while nobody listened is unknown.
      if (opened) mark(all);
      opened = true;
    });
    source.addEventListener('error', () => {
      source.close();
      clearTimeout(retry);
      retry = setTimeout(() => {
        mark(all);
        connect();
      }, RETRY_MS);
    });
  };
  connect();

  return () => {
    clearTimeout(timer);
    clearTimeout(retry);
    source.close();
  };
};
