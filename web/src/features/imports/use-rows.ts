import type { ImportRow, RowOutcome } from '@iperform/contract';
import { type InfiniteData, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { call } from '../../api.ts';
import { api } from '../../contract.ts';
import { keyOf } from '../../queries.ts';
import { useSession } from '../../session.tsx';

interface Page {
  items: ImportRow[];
  next: number | null;
}

/** The rows of one outcome, page by page in the order of the file. */
export const useRows = (id: string, outcome: RowOutcome | 'kept') => {
  const { company } = useSession();
  const params = { id };
  const query = useInfiniteQuery<Page, Error, InfiniteData<Page>, readonly unknown[], number>({
    queryKey: [...keyOf(company.id, api.imports.rows, { params, query: { outcome } }), 'pages'],
    queryFn: ({ pageParam, signal }) =>
      call(api.imports.rows, { params, query: { outcome, after: pageParam, limit: 50 }, signal }),
    initialPageParam: 0,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  });
  const rows = useMemo(() => query.data?.pages.flatMap(({ items }) => items) ?? [], [query.data]);
  return { ...query, rows };
};
