import type { LeadImport } from '@iperform/contract';
import type { Import } from './store.ts';

/** An import as the API shows it; in a list without its columns. */
export const present = (item: Import, names: Map<string, string>, withColumns: boolean): LeadImport => ({
  id: item.id,
  state: item.state,
  fileName: item.fileName,
  size: item.size,
  format: item.format,
  encoding: item.encoding,
  delimiter: item.delimiter,
  sheets: item.sheets,
  sheet: item.sheet,
  columns: withColumns
    ? item.layout.columns.map(({ index, header, samples, suggestion }) => ({
        index,
        header,
        samples,
        suggestion,
      }))
    : [],
  emptyValues: item.layout.emptyValues,
  mapping: withColumns ? item.mapping : null,
  rows: item.rows,
  progress: item.progress,
  check: item.check,
  result: item.result,
  undo: item.undo,
  error: item.error,
  createdBy: { id: item.createdBy, name: names.get(item.createdBy) ?? '' },
  createdAt: item.createdAt,
  startedAt: item.startedAt,
  finishedAt: item.finishedAt,
});
