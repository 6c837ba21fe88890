import { useState } from 'react';
import { useSession } from '../../session.tsx';
import { defaultColumns } from './columns.tsx';

export type Density = 'compact' | 'normal' | 'roomy';
export const rowHeights: Record<Density, number> = { compact: 32, normal: 38, roomy: 44 };

interface Stored {
  columns?: string[];
  sizes?: Record<string, number>;
}

const read = (key: string): Stored => JSON.parse(localStorage.getItem(key) ?? '{}');
const densityKey = 'iperform.density';
const readDensity = (): Density => {
  const stored = localStorage.getItem(densityKey);
  return stored === 'compact' || stored === 'roomy' ? stored : 'normal';
};

/** Columns, widths and density of a view: kept per person, company and view, in this browser. */
export const useColumnState = (view: string) => {
  const { company, user } = useSession();
  const key = `iperform.columns.${company.id}.${user.id}.${view}`;
  const [stored, setStored] = useState(() => ({ key, ...read(key) }));
  const [density, setDensityState] = useState(readDensity);
  // Another view has columns of its own.
  const current = stored.key === key ? stored : { key, ...read(key) };
  if (current !== stored) setStored(current);

  const save = (change: Stored): void => {
    const { key: _, ...before } = current;
    const next = { ...before, ...change };
    localStorage.setItem(key, JSON.stringify(next));
    setStored({ key, ...next });
  };
  return {
    columns: current.columns ?? defaultColumns,
    sizes: current.sizes ?? {},
    density,
    setColumns: (columns: string[]) => save({ columns }),
    setSizes: (sizes: Record<string, number>) => save({ sizes }),
    setDensity: (next: Density) => {
      localStorage.setItem(densityKey, next);
      setDensityState(next);
    },
  };
};
export type ColumnState = ReturnType<typeof useColumnState>;
