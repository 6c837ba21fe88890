import { type FileRow, isBlank, type Source } from './file.ts';
import { readRows } from './read.ts';
import type { Fix } from './store-rows.ts';

/** Characters of a batch: rows that are large come in fewer at a time. */
const mostChars = 4_000_000;

interface Options {
  headerRow: number;
  /** Rows of data that were handled before. */
  skip: number;
  fixes: Map<number, Fix[]>;
  /** Rows of the next batch; asked before each. */
  size: () => number;
}

const fixed = (row: FileRow, fixes: Fix[] | undefined): FileRow => {
  if (fixes === undefined) return row;
  const cells = [...row.cells];
  for (const { column, value } of fixes) {
    while (cells.length < column) cells.push('');
    cells[column] = value;
  }
  return { ...row, cells };
};

/** The rows of data of a file, corrected, in batches; blank rows are passed over and counted nowhere. */
export async function* batches(source: Source, options: Options): AsyncGenerator<FileRow[]> {
  const { headerRow, skip, fixes, size } = options;
  let batch: FileRow[] = [];
  let chars = 0;
  let seen = 0;
  let most = size();
  for await (const rows of readRows(source)) {
    for (const row of rows) {
      if (row.row <= headerRow || isBlank(row.cells)) continue;
      seen += 1;
      if (seen <= skip) continue;
      batch.push(fixes.size === 0 ? row : fixed(row, fixes.get(row.row)));
      for (const cell of row.cells) chars += cell.length;
      if (batch.length < most && chars < mostChars) continue;
      yield batch;
      batch = [];
      chars = 0;
      most = size();
    }
  }
  if (batch.length > 0) yield batch;
}
