import type { Lead, LeadFilter } from '@iperform/contract';
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { api } from '../../contract.ts';
import { keyOf } from '../../queries.ts';
import { filterOf, type LeadSearch, leadPagesKey, withStages } from '../leads/index.ts';

/** Cards a column loads at a time. */
const PAGE = 50;

/** What one column asks: the filter of the address, its stage, newest arrivals first. */
export const columnQuery = (search: LeadSearch, stageId: string) => {
  const shared = filterOf({ ...search, filter: withStages(search.filter, []) });
  const filter: LeadFilter = [...shared, { field: 'stage', op: 'in', value: [stageId] }];
  return { filter, ...(search.q ? { q: search.q } : {}), sort: '-stageSince', limit: PAGE };
};

interface Pages {
  items: Lead[];
  next: string | null;
}

/** Puts a moved lead where it is now in the cached columns, so that nothing jumps while the server is asked again. */
export const settleMove = (
  client: QueryClient,
  companyId: string,
  search: LeadSearch,
  from: string,
  lead: Lead,
): void => {
  const key = (stageId: string) => leadPagesKey(companyId, columnQuery(search, stageId));
  const edit = (stageId: string, change: (items: Lead[], page: number) => Lead[]): void => {
    client.setQueryData<InfiniteData<Pages>>(
      key(stageId),
      (data) =>
        data && { ...data, pages: data.pages.map((page, i) => ({ ...page, items: change(page.items, i) })) },
    );
  };
  const without = (items: Lead[]) => items.filter(({ id }) => id !== lead.id);
  edit(from, without);
  edit(lead.stageId, (items, page) => (page === 0 ? [lead, ...without(items)] : without(items)));
  void client.invalidateQueries({ queryKey: keyOf(companyId, api.leads.summary).slice(0, 3) });
};
