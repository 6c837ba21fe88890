import { AppError } from '../../kernel/errors.ts';

/** A file of leads as it is read: where it lies and what was found out about it. */
export interface Source {
  path: string;
  format: 'csv' | 'xlsx';
  /** Label of `TextDecoder`; '' for a workbook. */
  encoding: string;
  /** One character; '' for a workbook. */
  delimiter: string;
  /** Sheet of a workbook; '' for the first one. */
  sheet: string;
}

/** One row of a file. `row` counts as a spreadsheet does: from 1, blank rows and the header among them. */
export interface FileRow {
  row: number;
  cells: string[];
  /** Why the row cannot be used as it was read; null where it can. */
  problem: string | null;
}

/** What no file of ours may exceed, so that memory stays flat whatever is uploaded. */
export const limits = {
  fileBytes: 2 * 1024 ** 3,
  columns: 1000,
  cellChars: 65_536,
  rowChars: 1_048_576,
  /** Of a workbook: what Excel itself allows, and what its parts may unpack to. */
  sheetRows: 1_048_576,
  unpackedBytes: 2 * 1024 ** 3,
  /** A part that unpacks to more than `ratioFrom` bytes must not have shrunk more than this. */
  ratio: 200,
  ratioFrom: 64 * 1024 ** 2,
  sharedTextBytes: 256 * 1024 ** 2,
  sharedTexts: 8_000_000,
  sheets: 200,
} as const;

/** The file cannot be read; `detail` says what is wrong with it and what to do. */
export const unreadable = (detail: string, cause?: unknown): AppError =>
  new AppError('UNPROCESSABLE_FILE', { detail, cause });

/** Whether a row holds nothing: it is counted, and passed over. */
export const isBlank = (cells: string[]): boolean => cells.every((cell) => cell.trim() === '');
