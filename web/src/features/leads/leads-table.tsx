import type { Lead } from '@iperform/contract';
import { useNavigate } from '@tanstack/react-router';
import {
  type CSSProperties,
  type MouseEvent,
  memo,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { m } from '../../paraglide/messages.js';
import { isPlainClick } from '../../plain-link.tsx';
import { useShortcut } from '../../shortcuts.ts';
import { Skeleton } from '../../ui/states.tsx';
import { useWindow } from '../../ui/use-window.ts';
import { type ColumnState, rowHeights } from './column-state.ts';
import type { CellContext, LeadColumn } from './columns.tsx';
import { HeaderCell } from './header-cell.tsx';
import { leadHref } from './href.ts';
import { listScroll } from './last-list.ts';
import { SelectionBar } from './selection-bar.tsx';
import { useSelection } from './use-selection.ts';

interface LeadsTableProps {
  leads: Lead[];
  /** How many leads match in all. */
  total: number;
  /** The columns shown, in order. */
  columns: LeadColumn[];
  state: ColumnState;
  context: CellContext;
  sort: string;
  onSort: (sort: string) => void;
  hasMore: boolean;
  onMore: () => void;
  /** The rows are those of the question before. */
  stale: boolean;
  /** Address of the list: what the scroll position belongs to. */
  address: string;
}

const CHECK = 44;
const HEAD = 34;
const LOADING_ROWS = 3;

/** Width of each column; the last one takes what is left. */
const templateOf = (columns: LeadColumn[], sizes: Record<string, number>): string =>
  [
    `${CHECK}px`,
    ...columns.map(({ id, size }, i) => {
      const width = `${sizes[id] ?? size}px`;
      return i === columns.length - 1 ? `minmax(${width}, 1fr)` : width;
    }),
  ].join(' ');

/** The list as a virtual table; rows are plain, because a kit component per cell would halve the frame rate. */
export const LeadsTable = (props: LeadsTableProps) => {
  const { leads, total, columns, state, context, sort, onSort, hasMore, onMore, stale, address } = props;
  const navigate = useNavigate();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const { selected, toggle, toggleAll, clear } = useSelection(
    useMemo(() => leads.map(({ id }) => id), [leads]),
  );

  const rowHeight = rowHeights[state.density];
  const count = leads.length + (hasMore ? LOADING_ROWS : 0);
  const { first, last, reveal } = useWindow({
    count,
    rowHeight,
    scroller: useCallback(() => scroller.current, []),
  });
  const indexes = Array.from({ length: last - first }, (_, i) => first + i);
  // The row that has the focus stays in the page, or the keyboard would lose its place.
  if (active < first) indexes.unshift(active);
  else if (active >= last && active < count) indexes.push(active);
  useEffect(() => {
    if (hasMore && last >= leads.length - 25) onMore();
  }, [hasMore, last, leads.length, onMore]);
  // Another question starts at its top, unless somebody comes back to it.
  useLayoutEffect(() => {
    scroller.current?.scrollTo({ top: listScroll.get(address) });
    setActive(0);
    clear();
  }, [address, clear]);

  const focusRow = (index: number): void => {
    const to = Math.max(0, Math.min(leads.length - 1, index));
    setActive(to);
    reveal(to, HEAD);
    requestAnimationFrame(() =>
      scroller.current
        ?.querySelector<HTMLElement>(`[data-lead="${leads[to]?.id}"]`)
        ?.focus({ preventScroll: true }),
    );
  };
  const step = (by: number): void =>
    focusRow(
      scroller.current?.querySelector('tbody')?.contains(document.activeElement) ? active + by : active,
    );
  useShortcut('j', m.shortcut_next_row(), () => step(1));
  useShortcut('ArrowDown', m.shortcut_next_row(), () => step(1));
  useShortcut('k', m.shortcut_previous_row(), () => step(-1));
  useShortcut('ArrowUp', m.shortcut_previous_row(), () => step(-1));
  useShortcut('x', m.shortcut_select_row(), () => leads[active] && toggle(leads[active].id));
  // Enter is what a focused link does anyway; it is here to be found in the list of shortcuts.
  useShortcut('Enter', m.shortcut_open_row(), ({ target }) => {
    const control = target instanceof Element ? target.closest<HTMLElement>('a,button,input') : null;
    if (control) control.click();
    else if (leads[active]) void navigate({ to: leadHref(leads[active].id) });
  });

  const onClick = (event: MouseEvent): void => {
    const target = event.target instanceof Element ? event.target : null;
    const box = target?.closest<HTMLElement>('[data-select]');
    if (box?.dataset.select) toggle(box.dataset.select, event.shiftKey);
    const link = target?.closest<HTMLElement>('a[data-lead]');
    if (!link?.dataset.lead || !isPlainClick(event)) return;
    event.preventDefault();
    void navigate({ to: leadHref(link.dataset.lead) });
  };
  const onFocus = (target: EventTarget): void => {
    const index =
      target instanceof Element ? target.closest<HTMLElement>('[data-index]')?.dataset.index : undefined;
    if (index) setActive(Number(index));
  };
  const allSelected = leads.length > 0 && leads.every(({ id }) => selected.has(id));
  const resize = (id: string, width: number | null): void => {
    const { [id]: _, ...others } = state.sizes;
    state.setSizes(width === null ? others : { ...others, [id]: width });
  };

  return (
    <div className="panel flex min-h-[320px] flex-1 flex-col overflow-hidden">
      <div
        ref={scroller}
        className="grid-scroll"
        role="region"
        aria-label={m.leads_table()}
        tabIndex={0}
        onScroll={(event) => listScroll.set(address, event.currentTarget.scrollTop)}
        style={{ opacity: stale ? 0.55 : 1 }}
        aria-busy={stale || undefined}
      >
        <table
          className="grid-table"
          aria-label={m.leads_title()}
          aria-rowcount={total}
          aria-colcount={columns.length + 1}
          style={
            { '--columns': templateOf(columns, state.sizes), '--row': `${rowHeight}px` } as CSSProperties
          }
          onClick={onClick}
          onFocus={(event) => onFocus(event.target)}
        >
          <thead className="grid-head">
            <tr className="grid-row">
              <th className="grid-th grid-check" scope="col">
                <input
                  type="checkbox"
                  className="check"
                  aria-label={m.select_all_loaded()}
                  checked={allSelected}
                  ref={(box) => {
                    if (box) box.indeterminate = !allSelected && selected.size > 0;
                  }}
                  onChange={toggleAll}
                />
              </th>
              {columns.map((column) => (
                <HeaderCell
                  key={column.id}
                  column={column}
                  width={state.sizes[column.id] ?? column.size}
                  sort={sort}
                  onSort={onSort}
                  onResize={(width) => resize(column.id, width)}
                />
              ))}
            </tr>
          </thead>
          <tbody className="grid-body" style={{ height: count * rowHeight }}>
            {indexes.map((index) => {
              const start = index * rowHeight;
              const lead = leads[index];
              return lead ? (
                <BodyRow
                  key={lead.id}
                  lead={lead}
                  index={index}
                  start={start}
                  selected={selected.has(lead.id)}
                  columns={columns}
                  context={context}
                />
              ) : (
                <LoadingRow key={`more${index}`} start={start} columns={columns} />
              );
            })}
          </tbody>
        </table>
      </div>
      <SelectionBar leads={leads.filter(({ id }) => selected.has(id))} onClear={clear} />
    </div>
  );
};

interface BodyRowProps {
  lead: Lead;
  index: number;
  start: number;
  selected: boolean;
  columns: LeadColumn[];
  context: CellContext;
}

const BodyRow = memo(({ lead, index, start, selected, columns, context }: BodyRowProps) => (
  <tr
    className={`grid-row ${selected ? 'selected' : ''}`}
    style={{ transform: `translateY(${start}px)` }}
    aria-rowindex={index + 1}
    data-index={index}
  >
    <td className="grid-td grid-check">
      <input
        type="checkbox"
        className="check"
        tabIndex={-1}
        data-select={lead.id}
        aria-label={m.select_lead({ name: lead.name })}
        checked={selected}
        // Toggled by the listener of the table, which knows about Shift.
        readOnly
      />
    </td>
    {columns.map((column) => (
      <td key={column.id} className={`grid-td ${column.end ? 'grid-end' : ''}`}>
        {column.cell(lead, context)}
      </td>
    ))}
  </tr>
));

const LoadingRow = ({ start, columns }: { start: number; columns: LeadColumn[] }) => (
  <tr className="grid-row" style={{ transform: `translateY(${start}px)` }}>
    <td className="grid-td" />
    {columns.map(({ id }) => (
      <td key={id} className="grid-td">
        <Skeleton width="70%" />
      </td>
    ))}
  </tr>
);
