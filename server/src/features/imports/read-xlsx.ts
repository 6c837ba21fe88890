import { type FileRow, limits, type Source, unreadable } from './file.ts';
import {
  type NumberKind,
  readSharedStrings,
  readStyles,
  readWorkbook,
  type Texts,
  type Workbook,
} from './xlsx-parts.ts';
import { hear } from './xlsx-xml.ts';
import { openPackage } from './xlsx-zip.ts';

const dayMs = 86_400_000;

/**
 * An Excel serial as text: `2026-11-23`, or `2026-11-23T09:30:00` where it has a time of day; null where it is no date.
 * Counting starts in 1900, where Excel believes in a 29 February, or in 1904.
 */
export const serialText = (serial: number, date1904: boolean): string | null => {
  if (!(serial >= 0 && serial < 2_958_466)) return null;
  const start = date1904
    ? Date.UTC(1904, 0, 1)
    : serial < 60
      ? Date.UTC(1899, 11, 31)
      : Date.UTC(1899, 11, 30);
  const at = new Date(start + Math.round(serial * 86_400) * 1000);
  const text = at.toISOString();
  return at.getTime() % dayMs === 0 ? text.slice(0, 10) : text.slice(0, 19);
};

const numberText = (value: number): string =>
  Number.isSafeInteger(value) ? String(value) : String(Number(value.toPrecision(15)));

interface Reading {
  texts: Texts;
  styles: NumberKind[];
  date1904: boolean;
}

/** A cell as text. Errors such as #N/A count as empty: they say that there is no value. */
const cellText = (type: string, style: number, raw: string, { texts, styles, date1904 }: Reading): string => {
  switch (type) {
    case 's':
      return texts.get(Number(raw)) ?? '';
    case 'b':
      return raw === '1' ? 'TRUE' : 'FALSE';
    case 'e':
      return '';
    case 'str':
    case 'inlineStr':
    case 'd':
      return raw;
    default: {
      const value = Number(raw);
      if (raw === '' || !Number.isFinite(value)) return raw;
      const kind = styles[style] ?? 'number';
      if (kind === 'number') return numberText(value);
      const text = serialText(value, date1904);
      if (text === null) return numberText(value);
      return kind === 'time' && value < 1 ? text.slice(11) || '00:00:00' : text;
    }
  }
};

const columnOf = (reference: string): number => {
  let column = 0;
  for (const letter of reference) {
    const code = letter.charCodeAt(0);
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  return column - 1;
};

/** Names of the sheets, the one that is read where none is asked for, and whether dates count from 1904. */
export const workbookOf = async (
  path: string,
): Promise<{ sheets: string[]; first: string; date1904: boolean }> => {
  const pack = await openPackage(path);
  try {
    const { sheets, date1904 } = await readWorkbook(pack);
    const first = sheets.find((sheet) => !sheet.hidden) ?? sheets[0];
    return { sheets: sheets.map((sheet) => sheet.name), first: first?.name ?? '', date1904 };
  } finally {
    pack.close();
  }
};

const partOf = ({ sheets }: Workbook, name: string): string => {
  const sheet =
    name === '' ? (sheets.find((s) => !s.hidden) ?? sheets[0]) : sheets.find((s) => s.name === name);
  if (sheet === undefined) throw unreadable(`The workbook has no sheet called "${name}".`);
  return sheet.part;
};

/** Collects the rows of a sheet while its XML is heard. */
const rowCollector = (reading: Reading) => {
  let rows: FileRow[] = [];
  let current: FileRow = { row: 0, cells: [], problem: null };
  let size = 0;
  let column = -1;
  let type = '';
  let style = 0;
  let raw = '';
  let taking = false;
  let aside = 0;

  const endCell = () => {
    let text = cellText(type, style, raw, reading);
    if (text === '') return;
    if (column >= limits.columns) {
      throw unreadable(`Row ${current.row} uses more than ${limits.columns} columns.`);
    }
    if (text.length > limits.cellChars) {
      current.problem = `column ${column + 1} holds more than ${limits.cellChars} characters`;
      text = text.slice(0, limits.cellChars);
    }
    size += text.length;
    if (size > limits.rowChars)
      throw unreadable(`Row ${current.row} holds more than ${limits.rowChars} characters.`);
    while (current.cells.length < column) current.cells.push('');
    current.cells[column] = text;
  };

  return {
    take: (): FileRow[] => {
      const taken = rows;
      rows = [];
      return taken;
    },
    open: (name: string, at: Record<string, string>) => {
      if (name === 'row') {
        const row = at.r === undefined ? current.row + 1 : Number(at.r);
        if (!(row > current.row) || row > limits.sheetRows) {
          throw unreadable(`The sheet is damaged: its rows are out of order after row ${current.row}.`);
        }
        current = { row, cells: [], problem: null };
        column = -1;
        size = 0;
      } else if (name === 'c') {
        column = at.r === undefined ? column + 1 : columnOf(at.r);
        type = at.t ?? 'n';
        style = Number(at.s ?? 0);
        raw = '';
      } else if (name === 'rPh') aside += 1;
      else if (name === 'v' || name === 't') taking = aside === 0;
    },
    text: (piece: string) => {
      if (taking && raw.length <= limits.cellChars) raw += piece;
    },
    close: (name: string) => {
      if (name === 'v' || name === 't') taking = false;
      else if (name === 'rPh') aside -= 1;
      else if (name === 'c') endCell();
      else if (name === 'row' && current.cells.length > 0) rows.push(current);
    },
  };
};

/**
 * The rows of one sheet, some hundreds at a time; rows without any cell are left out, their numbers are not.
 * @throws AppError UNPROCESSABLE_FILE for a damaged workbook, or one that exceeds our limits
 */
export async function* readXlsx(source: Source): AsyncGenerator<FileRow[]> {
  const pack = await openPackage(source.path);
  try {
    const workbook = await readWorkbook(pack);
    const part = partOf(workbook, source.sheet);
    const reading: Reading = {
      texts: await readSharedStrings(pack, workbook.sharedStrings),
      styles: await readStyles(pack, workbook.styles),
      date1904: workbook.date1904,
    };
    const collector = rowCollector(reading);
    for await (const _pause of hear(await pack.open(part), collector)) {
      const rows = collector.take();
      if (rows.length > 0) yield rows;
    }
  } finally {
    pack.close();
  }
}
