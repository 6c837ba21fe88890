import { email } from '@iperform/contract';
import { type FileRow, limits, unreadable } from './file.ts';
import { dateOrder, parseMoment } from './parse-date.ts';
import { parseAmount, parseBoolean, parseNumber } from './parse-values.ts';

// What the columns of a file hold: enough to suggest what each becomes, and no more than that is kept of any file.

/** One column as it was seen. Shares are of the values that were looked at, 0 to 1. */
export interface ScannedColumn {
  index: number;
  header: string;
  /** The first twenty values. */
  samples: string[];
  /** How many rows have a value. */
  filled: number;
  /** Every value, most frequent first; null where there are more than 200, or one is too long to choose from. */
  values: string[] | null;
  emails: number;
  phones: number;
  amounts: number;
  /** Whether every value is one. */
  allNumbers: boolean;
  allDates: boolean;
  allBooleans: boolean;
  /** 03/04/2024 is the 4th of March, for other dates of the column allow nothing else. */
  monthFirst: boolean;
  /** Length of the longest value, and of the longest of its parts between `,`, `;` and `|`. */
  longest: number;
  longestPart: number;
}

export interface Scan {
  columns: ScannedColumn[];
  /** Row of the header; 0 where the file has none. */
  headerRow: number;
  /** Rows with data that were looked at. */
  rows: number;
  /** Whether those were all. */
  complete: boolean;
  /** Values of the file that probably mean "empty". */
  emptyValues: string[];
  date1904: boolean;
}

const samplesKept = 20;
const sampleChars = 200;
const mostValues = 200;
const lookedAt = 1000;
const headerRows = 20;

const emptyWords = new Set([
  'select',
  '-select-',
  '--select--',
  'n/a',
  'na',
  '#n/a',
  'null',
  'nil',
  'none',
  '-',
  '--',
  'undefined',
  'not specified',
  'not provided',
  '(blank)',
  'blank',
]);

const looksLikePhone = (text: string): boolean => {
  if (!/^\(?\+?[\d(][\d\s().\-/]{7,}(\s*(x|ext\.?)\s*\d+)?$/i.test(text)) return false;
  const digits = text.replace(/\D/g, '').length;
  return /^\d+$/.test(text)
    ? /^(0?[6-9]\d{9}|91[6-9]\d{9})$/.test(text)
    : digits >= 8 && digits <= 18 && !/^\d+\.\d+$/.test(text);
};

/** Whether the first row is one of data: headers are no addresses, numbers or dates. */
const isData = (cells: string[]): boolean =>
  cells.some(
    (cell) =>
      email.safeParse(cell.trim()).success ||
      looksLikePhone(cell.trim()) ||
      parseMoment(cell, false) !== null,
  );

const widthOf = (cells: string[]): number => cells.filter((cell) => cell.trim() !== '').length;

/** Which of the first rows is the header: the first that is half as wide as the widest, so that titles above are skipped. */
const findHeader = (rows: FileRow[]): number => {
  const widest = Math.max(0, ...rows.map((row) => widthOf(row.cells)));
  return Math.max(
    0,
    rows.findIndex((row) => widthOf(row.cells) * 2 >= widest),
  );
};

/** Names for columns: every one has a name, and no two the same. */
const headersOf = (cells: string[], width: number): string[] => {
  const seen = new Map<string, number>();
  return Array.from({ length: width }, (_, i) => {
    const name = (cells[i] ?? '').trim().replace(/\s+/g, ' ').slice(0, 190) || `Column ${i + 1}`;
    const times = (seen.get(name.toLowerCase()) ?? 0) + 1;
    seen.set(name.toLowerCase(), times);
    return times === 1 ? name : `${name} (${times})`;
  });
};

const openColumn = () => {
  const samples: string[] = [];
  let counts: Map<string, number> | null = new Map();
  let [filled, emails, phones, amounts, longest, longestPart] = [0, 0, 0, 0, 0, 0];
  let [allNumbers, allDates, allBooleans] = [true, true, true];
  const orders = { day: 0, month: 0, both: 0 };
  const empty = new Map<string, string>();

  const count = (text: string) => {
    if (counts === null) return;
    const times = counts.get(text);
    counts.set(text, (times ?? 0) + 1);
    if (counts.size > mostValues || text.length > 100) counts = null;
  };

  return {
    add: (cell: string) => {
      const text = cell.trim();
      if (text === '') return;
      if (text.length <= 15 && emptyWords.has(text.toLowerCase())) {
        empty.set(text.toLowerCase(), text);
        return;
      }
      filled += 1;
      if (samples.length < samplesKept) samples.push(text.slice(0, sampleChars));
      count(text);
      if (text.length > longest) longest = text.length;
      if (longestPart <= 40)
        longestPart = Math.max(longestPart, ...text.split(/[,;|]/).map((p) => p.trim().length));
      const order = allDates ? dateOrder(text) : null;
      if (order !== null) orders[order] += 1;
      if (allDates) allDates = parseMoment(text, order === 'month') !== null;
      if (allNumbers) allNumbers = parseNumber(text) !== null;
      if (allBooleans) allBooleans = parseBoolean(text) !== null;
      if (filled > lookedAt) return;
      if (text.includes('@') && email.safeParse(text.split(/[,;\s]/)[0]).success) emails += 1;
      else if (looksLikePhone(text) && parseMoment(text, false) === null) phones += 1;
      if (parseAmount(text) !== null) amounts += 1;
    },
    end: (index: number, header: string): { column: ScannedColumn; empty: Iterable<string> } => {
      const looked = Math.max(1, Math.min(filled, lookedAt));
      return {
        empty: empty.values(),
        column: {
          index,
          header,
          samples,
          filled,
          values: counts === null ? null : [...counts].sort((a, b) => b[1] - a[1]).map(([value]) => value),
          emails: emails / looked,
          phones: phones / looked,
          amounts: amounts / looked,
          allNumbers: allNumbers && filled > 0,
          allDates: allDates && filled > 0,
          allBooleans: allBooleans && filled > 0,
          monthFirst: orders.month > 0 && orders.day === 0,
          longest,
          longestPart,
        },
      };
    },
  };
};

/** Collects what the rows of a file show; give it every row that is not blank, in order. */
export const openScan = (date1904: boolean) => {
  const columns: ReturnType<typeof openColumn>[] = [];
  let first: FileRow[] | null = [];
  let header: string[] = [];
  let headerRow = 0;
  let rows = 0;

  const addData = (row: FileRow) => {
    rows += 1;
    row.cells.forEach((cell, i) => {
      const column = columns[i] ?? openColumn();
      columns[i] = column;
      column.add(cell);
    });
  };

  /** Decides which of the first rows is the header, and takes those after it as data. */
  const begin = () => {
    const start = first ?? [];
    first = null;
    const at = findHeader(start);
    const candidate = start[at];
    const named = candidate !== undefined && !isData(candidate.cells);
    header = named ? candidate.cells : [];
    headerRow = named ? candidate.row : 0;
    if (header.length > limits.columns) throw unreadable(`The file has more than ${limits.columns} columns.`);
    for (let i = 0; i < header.length; i += 1) columns[i] = openColumn();
    for (const row of start.slice(named ? at + 1 : at)) addData(row);
  };

  return {
    add: (row: FileRow) => {
      if (first === null) addData(row);
      else if (first.push(row) === headerRows) begin();
    },
    end: (complete: boolean): Scan => {
      if (first !== null) begin();
      // Columns beyond the header belong to ragged rows, which are told when they are read.
      const width = headerRow === 0 ? columns.length : header.length;
      const names = headersOf(header, width);
      const ended = names.map((name, i) => (columns[i] ?? openColumn()).end(i, name));
      if (width === 0 || rows === 0) throw unreadable('The file has no rows of data below its header.');
      return {
        columns: ended.map((e) => e.column),
        headerRow,
        rows,
        complete,
        emptyValues: [...new Set(ended.flatMap((e) => [...e.empty].map((text) => text)))].slice(0, 20),
        date1904,
      };
    },
  };
};
