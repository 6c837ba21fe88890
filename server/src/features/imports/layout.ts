import type { ImportColumn } from '@iperform/contract';
import type { Scan } from './scan.ts';

/** What is kept of the look at a file. */
export interface Layout {
  /** Row of the header; 0 where the file has none. */
  headerRow: number;
  emptyValues: string[];
  date1904: boolean;
  columns: LayoutColumn[];
}

export interface LayoutColumn extends ImportColumn {
  /** Every value there is, where they are few; null otherwise. */
  values: string[] | null;
  monthFirst: boolean;
}

const columnsWithValues = 200;

/** Joins what was seen with what was made of it. */
export const layoutOf = (scan: Scan, columns: ImportColumn[]): Layout => ({
  headerRow: scan.headerRow,
  emptyValues: scan.emptyValues,
  date1904: scan.date1904,
  columns: columns.map((column, i) => ({
    ...column,
    values: i < columnsWithValues ? (scan.columns[i]?.values ?? null) : null,
    monthFirst: scan.columns[i]?.monthFirst ?? false,
  })),
});
