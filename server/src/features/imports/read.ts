import type { FileRow, Source } from './file.ts';
import { readCsv } from './read-csv.ts';
import { readXlsx } from './read-xlsx.ts';

/** The rows of a file, some hundreds at a time, whatever its format. @throws AppError UNPROCESSABLE_FILE */
export const readRows = (source: Source): AsyncGenerator<FileRow[]> =>
  source.format === 'csv' ? readCsv(source) : readXlsx(source);
