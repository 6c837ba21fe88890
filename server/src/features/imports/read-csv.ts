import { createReadStream } from 'node:fs';
import Papa from 'papaparse';
import type { AppError } from '../../kernel/errors.ts';
import { type FileRow, limits, type Source, unreadable } from './file.ts';

// CSV in pieces: bytes are decoded, line ends made one, and what is complete is parsed; only the last, incomplete row waits
// for more. A row that never ends is refused before it can fill the memory.

const chunkBytes = 256 * 1024;

/** The text of a file in pieces, every line ending being `\n`. */
async function* textOf(source: Source): AsyncGenerator<string> {
  const decoder = new TextDecoder(source.encoding);
  let held = '';
  for await (const bytes of createReadStream(source.path, { highWaterMark: chunkBytes })) {
    let text = held + decoder.decode(bytes as Buffer, { stream: true });
    // A carriage return at the end may be the first half of a line ending.
    held = text.endsWith('\r') ? '\r' : '';
    if (held !== '') text = text.slice(0, -1);
    yield text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  }
  yield (held + decoder.decode()).replace(/\r\n?/g, '\n');
}

const linesIn = (text: string): number => text.split('\n').length - 1;

/** The error for a file with a NUL character in it, naming its line. */
export const nulError = async (source: Source): Promise<AppError> => {
  let line = 1;
  for await (const text of textOf(source)) {
    const at = text.indexOf('\0');
    line += linesIn(at < 0 ? text : text.slice(0, at));
    if (at >= 0) break;
  }
  return unreadable(
    `Line ${line} contains a NUL character, which no text has. Save the file again as CSV (UTF-8).`,
  );
};

const unclosed = 'a quotation mark is opened and never closed';

const checked = (row: number, cells: string[], problem: string | null): FileRow => {
  if (cells.length > limits.columns) {
    throw unreadable(`Row ${row} has ${cells.length} columns; a file may have ${limits.columns}.`);
  }
  const long = cells.findIndex((cell) => cell.length > limits.cellChars);
  if (long < 0) return { row, cells, problem };
  return {
    row,
    cells: cells.map((cell) => cell.slice(0, limits.cellChars)),
    problem: `column ${long + 1} holds more than ${limits.cellChars} characters`,
  };
};

/**
 * The rows of a CSV file, some hundreds at a time.
 * @throws AppError UNPROCESSABLE_FILE for a NUL character, a row without end or more than 1,000 columns
 */
export async function* readCsv(source: Source): AsyncGenerator<FileRow[]> {
  const parser = new Papa.Parser({ delimiter: source.delimiter, newline: '\n', quoteChar: '"' });
  let waiting = '';
  let row = 0;
  const parse = (ended: boolean): FileRow[] => {
    const { data, errors, meta } = parser.parse(waiting, 0, !ended) as Papa.ParseResult<string[]>;
    waiting = ended ? '' : waiting.slice(meta.cursor);
    const open = errors.some((error) => error.code === 'MissingQuotes');
    const rows = data.map((cells, i) => {
      row += 1;
      return checked(row, cells, open && i === data.length - 1 ? unclosed : null);
    });
    if (waiting.length > limits.rowChars) {
      throw unreadable(
        `Row ${row + 1} is longer than ${limits.rowChars} characters: is a closing quotation mark missing, or is this no CSV file?`,
      );
    }
    return rows;
  };
  for await (const text of textOf(source)) {
    if (text.includes('\0')) throw await nulError(source);
    waiting += text;
    // Excel's own hint about the delimiter is not a row of data.
    if (row === 0 && /^sep=.\n/.test(waiting)) {
      row += 1;
      waiting = waiting.slice(6);
    }
    const rows = parse(false);
    if (rows.length > 0) yield rows;
  }
  if (waiting !== '') yield parse(true);
}
