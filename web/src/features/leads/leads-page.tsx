import { getRouteApi, useLocation } from '@tanstack/react-router';
import { Columns3, Plus, RefreshCw } from 'lucide-react';
import { lazy, Suspense, useCallback, useEffect, useMemo } from 'react';
import { ApiError } from '../../api.ts';
import { errorText } from '../../error-text.ts';
import { useLookups } from '../../lookups.ts';
import { m } from '../../paraglide/messages.js';
import { useSession } from '../../session.tsx';
import { useStages } from '../../stages.ts';
import { Button } from '../../ui/button.tsx';
import { Page, PageHeader } from '../../ui/page.tsx';
import { PopoverButton } from '../../ui/popup-button.tsx';
import { EmptyState, ErrorState } from '../../ui/states.tsx';
import { phoneNow, useIsPhone } from '../../ui/use-media.ts';
import { useColumnState } from './column-state.ts';
import { allColumns } from './columns.tsx';
import { FilterBar } from './filter-bar.tsx';
import { matcherOf } from './highlight.tsx';
import { rememberList } from './last-list.ts';
import { LayoutLink } from './layout-link.tsx';
import { LeadStrata } from './lead-strata.tsx';
import { LeadTotal } from './lead-total.tsx';
import { ListSkeleton } from './list-skeleton.tsx';
import { openNewLead } from './new-lead.tsx';
import { type LeadSearch, sortOf } from './search.ts';
import { useLeadList, useLeadSummary } from './use-lead-list.ts';
import { ViewTabs } from './view-tabs.tsx';

// A phone has no use for the table, a desk none for the cards; which one it is is known before the data is there.
const loadTable = () => import('./leads-table.tsx');
const loadCards = () => import('./lead-cards.tsx');
void (phoneNow() ? loadCards() : loadTable());
const LeadsTable = lazy(async () => ({ default: (await loadTable()).LeadsTable }));
const LeadCards = lazy(async () => ({ default: (await loadCards()).LeadCards }));
const ColumnsPanel = lazy(async () => ({ default: (await import('./columns-panel.tsx')).ColumnsPanel }));
const route = getRouteApi('/app/leads');

/** The list of leads: views, stages, filters, rows. Everything it shows is in its address. */
export const LeadsPage = () => {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { company, may, format } = useSession();
  const phone = useIsPhone();
  const { byId } = useStages();
  const { custom } = useLookups();
  const view = search.view ?? 'all';
  const columnState = useColumnState(view);
  const list = useLeadList(search);
  const summary = useLeadSummary(search);

  const change = (next: Partial<LeadSearch>, replace = false) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace, resetScroll: false });
  const columns = useMemo(() => allColumns(custom), [custom]);
  const shown = useMemo(() => {
    const known = (search.cols ?? columnState.columns).filter((id) =>
      columns.some((column) => column.id === id),
    );
    return known.includes('name') ? known : ['name', ...known];
  }, [search.cols, columnState.columns, columns]);
  const shownColumns = useMemo(
    () =>
      shown.map((id) => columns.find((column) => column.id === id)).filter((column) => column !== undefined),
    [shown, columns],
  );
  const context = useMemo(
    () => ({ stages: byId, format, matcher: matcherOf(search.q) }),
    [byId, format, search.q],
  );

  const { hasNextPage, isFetchingNextPage, fetchNextPage, items } = list;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const address = `${route.id}?${JSON.stringify({ ...search, cols: undefined })}`;
  const href = useLocation({ select: (location) => location.href });
  const here = useLocation({ select: (location) => location.pathname === '/leads' });
  useEffect(() => {
    // On the way to a lead the address is the lead's already, while the list still stands.
    if (!here) return;
    rememberList({ companyId: company.id, href, ids: items.map(({ id }) => id) });
  }, [here, company.id, href, items]);

  const filtered = Boolean(search.filter || search.q);
  const body = () => {
    if (list.error && items.length === 0)
      return (
        <ErrorState
          text={errorText(list.error)}
          requestId={list.error instanceof ApiError ? list.error.requestId : ''}
          onRetry={() => void list.refetch()}
          actions={
            filtered && (
              <Button onClick={() => change({ filter: undefined, q: undefined })}>{m.filter_clear()}</Button>
            )
          }
        />
      );
    if (list.isPending) return <ListSkeleton phone={phone} />;
    if (items.length === 0)
      return filtered ? (
        <EmptyState
          title={m.leads_none_match()}
          actions={
            <Button onClick={() => change({ filter: undefined, q: undefined })}>{m.filter_clear()}</Button>
          }
        >
          {m.leads_none_match_text()}
        </EmptyState>
      ) : (
        <EmptyState
          title={view === 'all' ? m.leads_none() : m.leads_none_in_view()}
          actions={
            view === 'all' && may('lead:create') ? (
              <Button
                look="primary"
                icon={<Plus size={15} aria-hidden="true" />}
                onClick={() => openNewLead()}
              >
                {m.new_lead()}
              </Button>
            ) : undefined
          }
        >
          {view === 'all' ? m.leads_none_text() : m.leads_none_in_view_text()}
        </EmptyState>
      );
    const shared = {
      leads: items,
      total: summary.data?.count ?? items.length,
      context,
      hasMore: hasNextPage,
      onMore: more,
      stale: list.isPlaceholderData,
    };
    return phone ? (
      <LeadCards {...shared} />
    ) : (
      <LeadsTable
        {...shared}
        columns={shownColumns}
        state={columnState}
        sort={sortOf(search)}
        onSort={(sort) => change({ sort })}
        address={address}
      />
    );
  };

  return (
    <Page fill>
      <PageHeader title={m.leads_title()} aside={<LeadTotal search={search} />} />
      <ViewTabs to="/leads" view={view} />
      <LeadStrata search={search} onChange={(filter) => change({ filter })} />
      <FilterBar search={search} onChange={(next, { replace }) => change(next, replace)}>
        {list.isStale && items.length > 0 && !list.isFetching && (
          <Button small icon={<RefreshCw size={13} aria-hidden="true" />} onClick={() => void list.refetch()}>
            {m.list_changed()}
          </Button>
        )}
        <LayoutLink to="/pipeline" search={search} />
        {!phone && (
          <PopoverButton
            popupLabel={m.columns()}
            align="end"
            className="btn btn-small !min-h-[30px]"
            button={
              <>
                <Columns3 size={14} aria-hidden="true" />
                {m.columns()}
              </>
            }
          >
            {() => (
              <Suspense>
                <ColumnsPanel
                  columns={columns}
                  shown={shown}
                  state={columnState}
                  onChange={(cols) => {
                    columnState.setColumns(cols);
                    change({ cols }, true);
                  }}
                />
              </Suspense>
            )}
          </PopoverButton>
        )}
      </FilterBar>
      <Suspense fallback={<ListSkeleton phone={phone} />}>{body()}</Suspense>
    </Page>
  );
};
