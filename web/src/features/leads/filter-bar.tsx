import type { LeadCondition, LeadFilter } from '@iperform/contract';
import { ListFilter, Search, X } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { type Lookups, useLookups } from '../../lookups.ts';
import { m } from '../../paraglide/messages.js';
import { useFormat } from '../../session.tsx';
import { useShortcut } from '../../shortcuts.ts';
import { Button } from '../../ui/button.tsx';
import { PopoverButton } from '../../ui/popup-button.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { useDebounced } from '../../ui/use-debounced.ts';
import { conditionText } from './condition-text.ts';
import type { LeadSearch } from './search.ts';

const FilterEditor = lazy(async () => ({ default: (await import('./filter-editor.tsx')).FilterEditor }));

const Loading = () => (
  <div className="p-4">
    <Skeleton width={180} />
  </div>
);

interface FilterBarProps {
  search: LeadSearch;
  onChange: (change: Pick<LeadSearch, 'q' | 'filter'>, how: { replace: boolean }) => void;
  /** Controls at the right end. */
  children?: ReactNode;
}

/** Search within the list, a chip per condition, and the way to add one. */
export const FilterBar = ({ search, onChange, children }: FilterBarProps) => {
  const lookups = useLookups();
  const filter = search.filter ?? [];
  const bar = useRef<HTMLDivElement>(null);
  const apply = (next: LeadFilter) =>
    onChange({ q: search.q, filter: next.length ? next : undefined }, { replace: false });
  const remove = (at: number): void => {
    apply(filter.filter((_, i) => i !== at));
    // The chip that had the focus is gone: its neighbour, or the button that adds one, takes over.
    requestAnimationFrame(() => {
      const buttons = bar.current?.querySelectorAll<HTMLElement>('[data-chip-remove]') ?? [];
      (
        buttons[Math.min(at, buttons.length - 1)] ??
        bar.current?.querySelector<HTMLElement>('[data-add-filter] button')
      )?.focus();
    });
  };
  return (
    <div ref={bar} className="flex flex-wrap items-center gap-2">
      <SearchField q={search.q} onChange={(q) => onChange({ q, filter: search.filter }, { replace: true })} />
      {filter.map((condition, i) => (
        <FilterChip
          key={JSON.stringify(condition)}
          condition={condition}
          lookups={lookups}
          onEdit={(next) => apply(filter.map((old, j) => (j === i ? next : old)))}
          onRemove={() => remove(i)}
        />
      ))}
      <span data-add-filter="">
        <PopoverButton
          popupLabel={m.filter_add()}
          className="btn btn-small !min-h-[30px] border-dashed text-muted"
          button={
            <>
              <ListFilter size={14} aria-hidden="true" />
              {m.filter_button()}
            </>
          }
        >
          {(close) => (
            <Suspense fallback={<Loading />}>
              <FilterEditor
                lookups={lookups}
                onApply={(condition) => {
                  close();
                  apply([...filter, condition]);
                }}
              />
            </Suspense>
          )}
        </PopoverButton>
      </span>
      {(filter.length > 1 || (filter.length > 0 && search.q)) && (
        <Button
          look="quiet"
          small
          onClick={() => onChange({ q: undefined, filter: undefined }, { replace: false })}
        >
          {m.filter_clear()}
        </Button>
      )}
      {children && <span className="ml-auto flex items-center gap-2">{children}</span>}
    </div>
  );
};

const FilterChip = ({
  condition,
  lookups,
  onEdit,
  onRemove,
}: {
  condition: LeadCondition;
  lookups: Lookups;
  onEdit: (condition: LeadCondition) => void;
  onRemove: () => void;
}) => {
  const { field, asks, value } = conditionText(condition, lookups, useFormat());
  const words = [field, asks, value].filter(Boolean).join(' ');
  return (
    <span className="chip">
      <PopoverButton
        popupLabel={m.filter_edit({ filter: words })}
        className="max-w-[280px]"
        button={
          <>
            {field} {asks} <b className="font-semibold">{value}</b>
          </>
        }
      >
        {(close) => (
          <Suspense fallback={<Loading />}>
            <FilterEditor
              lookups={lookups}
              condition={condition}
              onApply={(next) => {
                close();
                onEdit(next);
              }}
            />
          </Suspense>
        )}
      </PopoverButton>
      <button
        type="button"
        data-chip-remove=""
        onClick={onRemove}
        aria-label={m.filter_remove({ filter: words })}
      >
        <X size={13} aria-hidden="true" />
      </button>
    </span>
  );
};

/** Debounced; what is typed stays in the field whatever the answers do. */
const SearchField = ({
  q,
  onChange,
}: {
  q: string | undefined;
  onChange: (q: string | undefined) => void;
}) => {
  const [typed, setTyped] = useState(q ?? '');
  const input = useRef<HTMLInputElement>(null);
  const settled = useDebounced(typed.trim(), 220);
  const asked = useRef(q ?? '');
  useShortcut('/', m.shortcut_search_list(), () => input.current?.focus());
  const report = useRef(onChange);
  report.current = onChange;
  useEffect(() => {
    if (settled === asked.current) return;
    asked.current = settled;
    report.current(settled || undefined);
  }, [settled]);
  useEffect(() => {
    // The address changed from elsewhere: Back, "Clear filters", another view.
    if ((q ?? '') === asked.current) return;
    asked.current = q ?? '';
    setTyped(q ?? '');
  }, [q]);
  return (
    <span className="relative inline-flex min-w-0 max-md:flex-[1_1_140px]">
      <Search
        size={14}
        className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-muted"
        aria-hidden="true"
      />
      <input
        ref={input}
        type="search"
        className="input input-small !w-[230px] !pl-8 max-md:!w-full"
        aria-label={m.search_list()}
        placeholder={m.search_list()}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        autoComplete="off"
        spellCheck={false}
      />
    </span>
  );
};
