import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import Papa from 'papaparse';
import { isBlank, type Source, unreadable } from './file.ts';
import { readRows } from './read.ts';
import { nulError } from './read-csv.ts';
import { workbookOf } from './read-xlsx.ts';
import { openScan, type Scan } from './scan.ts';

/** What was found out about a file before anybody maps it. */
export interface Detected {
  source: Source;
  sheets: string[];
  scan: Scan;
}

const headBytes = 65_536;

const starts: [string, string][] = [
  [
    'd0cf11e0',
    'This is an old (.xls) or password-protected Excel workbook. Save it as .xlsx without a password.',
  ],
  ['25504446', 'This is a PDF document. Import a CSV or XLSX file.'],
  ['1f8b', 'This file is compressed (gzip). Unpack it first.'],
  ['52617221', 'This file is compressed (RAR). Unpack it first.'],
  ['377abcaf', 'This file is compressed (7z). Unpack it first.'],
  ['89504e47', 'This is a picture. Import a CSV or XLSX file.'],
  ['ffd8ff', 'This is a picture. Import a CSV or XLSX file.'],
];

const readHead = async (path: string): Promise<Buffer> => {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
};

/** CSV or XLSX, by content; what a name promises and the content does not keep is refused. */
const formatOf = (head: Buffer, fileName: string): 'csv' | 'xlsx' => {
  if (head.length === 0) throw unreadable('The file is empty.');
  const ending = extname(fileName).toLowerCase();
  const hex = head.subarray(0, 4).toString('hex');
  const known = starts.find(([start]) => hex.startsWith(start));
  if (known !== undefined) throw unreadable(known[1]);
  const zipped = hex === '504b0304' || hex === '504b0506';
  if (zipped && ['.csv', '.txt', '.tsv', '.tab'].includes(ending)) {
    throw unreadable(
      `The file is called ${ending}, but it is an Excel workbook or a zip file. Give it its own ending, or save it as CSV.`,
    );
  }
  if (!zipped && ['.xlsx', '.xlsm'].includes(ending)) {
    throw unreadable(
      `The file is called ${ending}, but it is no Excel workbook. If it is CSV, give it the ending .csv.`,
    );
  }
  if (
    /^\s*<(!doctype|html|\?xml|table)/i.test(head.subarray(0, 200).toString('latin1').replace(/^ï»¿/, ''))
  ) {
    throw unreadable(
      'This is a web page or XML, whatever its name says. Open it in Excel and save it as .xlsx or CSV.',
    );
  }
  return zipped ? 'xlsx' : 'csv';
};

/** UTF-16 without a mark shows itself by zero bytes in every other place. */
const utf16 = (head: Buffer): string | null => {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const pairs = Math.floor(Math.min(head.length, 1000) / 2);
  let even = 0;
  let odd = 0;
  for (let i = 0; i < pairs; i += 1) {
    if (head[2 * i] === 0) even += 1;
    if (head[2 * i + 1] === 0) odd += 1;
  }
  if (pairs < 4) return null;
  if (odd > pairs * 0.7 && even === 0) return 'utf-16le';
  return even > pairs * 0.7 && odd === 0 ? 'utf-16be' : null;
};

const isBinary = (head: Buffer): boolean => {
  const share = (test: (byte: number) => boolean) => head.filter(test).length / head.length;
  const control = (byte: number) => byte > 0 && (byte < 9 || (byte > 13 && byte < 32 && byte !== 27));
  return share(control) > 0.02 || share((byte) => byte === 0) > 0.15;
};

/**
 * Reads the whole file once: UTF-8 where all of it is, else the old Windows code page of western Europe. What is no text is
 * refused here, before a single row of it could be imported.
 */
const encodingOf = async (path: string, head: Buffer): Promise<string> => {
  const wide = utf16(head);
  if (wide !== null) return wide;
  if (isBinary(head)) throw unreadable('This is no text: it is neither a CSV nor an XLSX file.');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let utf8 = true;
  const decode = (bytes?: Buffer) => {
    if (!utf8) return;
    try {
      decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      utf8 = false;
    }
  };
  for await (const bytes of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    if ((bytes as Buffer).includes(0)) {
      throw await nulError({ path, format: 'csv', encoding: 'latin1', delimiter: '', sheet: '' });
    }
    decode(bytes as Buffer);
  }
  decode();
  return utf8 ? 'utf-8' : 'windows-1252';
};

const delimiterOf = (head: Buffer, encoding: string): string => {
  const text = new TextDecoder(encoding).decode(head, { stream: true });
  const hint = /^sep=(.)\r?\n/.exec(text);
  if (hint?.[1] !== undefined) return hint[1];
  const { meta } = Papa.parse(text, { preview: 100, delimitersToGuess: [',', ';', '\t', '|'] });
  return meta.delimiter;
};

/** What was read of the whole file is bounded by this many rows; see `Scan.complete`. */
const rowsScanned = 50_000;

/**
 * Looks at a file: format by content, encoding, delimiter, sheets, header and what its columns hold.
 * @throws AppError UNPROCESSABLE_FILE saying what is wrong with it
 */
export const detect = async (path: string, fileName: string, sheet = ''): Promise<Detected> => {
  const head = await readHead(path);
  const format = formatOf(head, fileName);
  let source: Source = { path, format, encoding: '', delimiter: '', sheet };
  let sheets: string[] = [];
  let date1904 = false;
  if (format === 'xlsx') {
    const book = await workbookOf(path);
    sheets = book.sheets;
    date1904 = book.date1904;
    source = { ...source, sheet: sheet === '' ? book.first : sheet };
  } else {
    const encoding = await encodingOf(path, head);
    source = { ...source, encoding, delimiter: delimiterOf(head, encoding) };
  }
  const scan = openScan(date1904);
  let rows = 0;
  let complete = true;
  for await (const some of readRows(source)) {
    for (const row of some) {
      if (!isBlank(row.cells)) scan.add(row);
    }
    rows += some.length;
    if (rows < rowsScanned) continue;
    complete = false;
    break;
  }
  return { source, sheets, scan: scan.end(complete) };
};
