import { ArrowDown, ArrowUp } from 'lucide-react';
import type { PointerEvent } from 'react';
import type { LeadColumn } from './columns.tsx';

export const MIN_WIDTH = 64;
const MAX_WIDTH = 640;

interface HeaderCellProps {
  column: LeadColumn;
  width: number;
  sort: string;
  onSort: (sort: string) => void;
  /** The width while the edge is dragged; null: the column's own again. */
  onResize: (width: number | null) => void;
}

/** Head of a column: a button that sorts, where the server can, and an edge that can be dragged. */
export const HeaderCell = ({ column, width, sort, onSort, onResize }: HeaderCellProps) => {
  const direction =
    sort === column.sort ? 'ascending' : sort === `-${column.sort}` ? 'descending' : undefined;
  const drag = (event: PointerEvent<HTMLElement>): void => {
    const edge = event.currentTarget;
    const from = event.clientX;
    edge.setPointerCapture(event.pointerId);
    const move = ({ clientX }: globalThis.PointerEvent) =>
      onResize(Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, width + clientX - from)));
    edge.addEventListener('pointermove', move);
    edge.addEventListener('lostpointercapture', () => edge.removeEventListener('pointermove', move), {
      once: true,
    });
  };
  return (
    <th
      className={`grid-th ${column.end ? 'grid-end' : ''}`}
      scope="col"
      aria-sort={column.sort ? (direction ?? 'none') : undefined}
    >
      {column.sort ? (
        <button
          type="button"
          className="grid-sort"
          onClick={() => onSort(direction === 'ascending' ? `-${column.sort}` : (column.sort ?? ''))}
        >
          {column.label}
          {direction === 'ascending' && <ArrowUp size={13} aria-hidden="true" />}
          {direction === 'descending' && <ArrowDown size={13} aria-hidden="true" />}
        </button>
      ) : (
        <span className="grid-label">{column.label}</span>
      )}
      {/* For the pointer; by keyboard, widths are set in Columns. */}
      <span
        className="grid-resize"
        onPointerDown={drag}
        onDoubleClick={() => onResize(null)}
        aria-hidden="true"
      />
    </th>
  );
};
