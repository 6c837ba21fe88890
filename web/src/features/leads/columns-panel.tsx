import { ArrowDown, ArrowUp, Minus, Plus } from 'lucide-react';
import { m } from '../../paraglide/messages.js';
import { Button, IconButton } from '../../ui/button.tsx';
import { type ColumnState, type Density, rowHeights } from './column-state.ts';
import { defaultColumns, type LeadColumn } from './columns.tsx';
import { MIN_WIDTH } from './header-cell.tsx';

interface ColumnsPanelProps {
  columns: LeadColumn[];
  shown: string[];
  state: ColumnState;
  onChange: (shown: string[]) => void;
}

const densities = Object.keys(rowHeights) as Density[];
const STEP = 24;

/** Which columns are shown, in which order, how wide, and how high rows are. */
export const ColumnsPanel = ({ columns, shown, state, onChange }: ColumnsPanelProps) => {
  const byId = new Map(columns.map((column) => [column.id, column]));
  const ordered = [
    ...shown.map((id) => byId.get(id)).filter((column) => column !== undefined),
    ...columns.filter(({ id }) => !shown.includes(id)),
  ];
  const move = (id: string, by: number): void => {
    const at = shown.indexOf(id);
    const next = shown.filter((one) => one !== id);
    next.splice(at + by, 0, id);
    onChange(next);
  };
  const widen = ({ id, size }: LeadColumn, by: number) =>
    state.setSizes({ ...state.sizes, [id]: Math.max(MIN_WIDTH, (state.sizes[id] ?? size) + by) });
  return (
    <div className="flex w-[330px] flex-col">
      <fieldset className="flex items-center gap-3 border-b border-line px-3 py-2.5">
        <legend className="visually-hidden">{m.density()}</legend>
        {densities.map((density) => (
          <label key={density} className="inline-flex min-h-6 items-center gap-1.5 text-[13px]">
            <input
              type="radio"
              name="density"
              className="check"
              checked={state.density === density}
              onChange={() => state.setDensity(density)}
            />
            {m.density_name({ density })}
          </label>
        ))}
      </fieldset>
      <ul className="max-h-[min(50dvh,380px)] overflow-auto p-1">
        {ordered.map((column) => {
          const at = shown.indexOf(column.id);
          return (
            <li key={column.id} className="flex items-center">
              <label className="option min-w-0">
                <input
                  type="checkbox"
                  className="check"
                  checked={at >= 0}
                  // The name is what opens the lead.
                  disabled={column.id === 'name'}
                  onChange={() =>
                    onChange(at >= 0 ? shown.filter((id) => id !== column.id) : [...shown, column.id])
                  }
                />
                <span className="truncate">{column.label}</span>
              </label>
              {at >= 0 && (
                <span className="flex flex-none">
                  <IconButton
                    small
                    label={m.column_narrower({ column: column.label })}
                    onClick={() => widen(column, -STEP)}
                  >
                    <Minus size={13} />
                  </IconButton>
                  <IconButton
                    small
                    label={m.column_wider({ column: column.label })}
                    onClick={() => widen(column, STEP)}
                  >
                    <Plus size={13} />
                  </IconButton>
                  <IconButton
                    small
                    label={m.column_earlier({ column: column.label })}
                    disabled={at === 0}
                    onClick={() => move(column.id, -1)}
                  >
                    <ArrowUp size={13} />
                  </IconButton>
                  <IconButton
                    small
                    label={m.column_later({ column: column.label })}
                    disabled={at === shown.length - 1}
                    onClick={() => move(column.id, 1)}
                  >
                    <ArrowDown size={13} />
                  </IconButton>
                </span>
              )}
            </li>
          );
        })}
      </ul>
      <div className="border-t border-line p-2 text-right">
        <Button
          small
          look="quiet"
          onClick={() => {
            state.setSizes({});
            onChange(defaultColumns);
          }}
        >
          {m.columns_reset()}
        </Button>
      </div>
    </div>
  );
};
