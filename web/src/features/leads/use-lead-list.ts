import type { Lead } from '@iperform/contract';
import { type InfiniteData, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { call } from '../../api.ts';
import { api } from '../../contract.ts';
import { keyOf } from '../../queries.ts';
import { useRead, useSession } from '../../session.tsx';
import { type LeadSearch, queryOf, sortOf } from './search.ts';

export interface LeadPage {
  items: Lead[];
  next: string | null;
}

/** Key of the pages of one list; `pages` keeps it apart from single reads. */
export const leadPagesKey = (companyId: string, query: object): readonly unknown[] => [
  ...keyOf(companyId, api.leads.list, { query }),
  'pages',
];

/** Leads page by page; fresh until a live event says otherwise. */
export const useLeadPages = (query: Parameters<typeof leadPagesKey>[1], enabled = true) => {
  const { company } = useSession();
  const list = useInfiniteQuery<LeadPage, Error, InfiniteData<LeadPage>, readonly unknown[], string | null>({
    queryKey: leadPagesKey(company.id, query),
    queryFn: ({ pageParam, signal }) =>
      call(api.leads.list, { query: { ...query, ...(pageParam ? { cursor: pageParam } : {}) }, signal }),
    initialPageParam: null,
    getNextPageParam: (last) => last.next,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
    enabled,
  });
  const items = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  return { ...list, items };
};

/** The list of an address. */
export const useLeadList = (search: LeadSearch) =>
  useLeadPages({ ...queryOf(search), sort: sortOf(search), limit: 100 });

/** How many leads an address means and what they are worth, in all and by stage. */
export const useLeadSummary = (search: LeadSearch, enabled = true) =>
  useRead(api.leads.summary, { query: queryOf(search) }, { placeholderData: keepPreviousData, enabled });
