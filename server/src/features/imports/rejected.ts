import { Readable } from 'node:stream';
import type { Database } from '../../db/database.ts';
import type { OpenTables } from '../../db/tables.ts';
import type { Import } from './store.ts';
import { readKept } from './store-rows.ts';

/**
 * A cell as it may stand in a file that a spreadsheet opens: what would be taken for a formula gets an apostrophe before it.
 * Phones such as +91 98765 43210 and numbers such as -5 are none.
 */
export const neutral = (cell: string): string => {
  const bare = cell.replace(/^[\s\p{Cc}]+/u, '');
  if (!/^[=+\-@＝＋－＠]/.test(bare) || /^[+-]\s?\(?\d[\d\s().,/-]*$/.test(bare)) return cell;
  return `'${cell}`;
};

const csvCell = (cell: string): string => {
  const text = neutral(cell);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const csvLine = (cells: string[]): string => `${cells.map(csvCell).join(',')}\r\n`;

const rowsAtOnce = 200;

async function* lines(db: Database<OpenTables>, item: Import): AsyncGenerator<string> {
  const headers = item.layout.columns.map((column) => column.header);
  // The mark makes Excel read UTF-8.
  yield `\ufeff${csvLine([...headers, 'Reason'])}`;
  const phase = item.result === null ? 'check' : 'run';
  for (let after = 0; ; ) {
    const rows = await readKept(db.read, item.id, phase, 'rejected', after, rowsAtOnce);
    for (const { cells, reasons } of rows) {
      const reason = reasons
        .map((r) => (r.column === '' ? r.message : `${r.column}: ${r.message}`))
        .join('; ');
      const padded = Array.from({ length: Math.max(headers.length, cells.length) }, (_, i) => cells[i] ?? '');
      yield csvLine([...padded, reason]);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < rowsAtOnce) return;
    after = last.row;
  }
}

/** The rejected rows of an import as CSV, each with its reason, row after row from the database. */
export const rejectedCsv = (db: Database<OpenTables>, item: Import): Readable =>
  Readable.from(lines(db, item), { objectMode: false });
