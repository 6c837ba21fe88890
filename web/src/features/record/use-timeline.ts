import type { TimelineEntry } from '@iperform/contract';
import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { call } from '../../api.ts';
import { api } from '../../contract.ts';
import { keyOf } from '../../queries.ts';
import { useSession } from '../../session.tsx';

interface Page {
  items: TimelineEntry[];
  next: string | null;
}
const PAGE = 50;

/** The story of a lead, newest first, page by page. */
export const useTimeline = (id: string) => {
  const { company } = useSession();
  const params = { id };
  const query = useInfiniteQuery<Page, Error, InfiniteData<Page>, readonly unknown[], string | null>({
    queryKey: [...keyOf(company.id, api.leads.timeline, { params }), 'pages'],
    queryFn: ({ pageParam, signal }) =>
      call(api.leads.timeline, {
        params,
        query: { limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: null,
    getNextPageParam: (last) => last.next,
  });
  const entries = useMemo(() => query.data?.pages.flatMap(({ items }) => items) ?? [], [query.data]);
  return { ...query, entries };
};
