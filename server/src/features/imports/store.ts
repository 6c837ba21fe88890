import type { ImportCounts, ImportMapping, ImportState } from '@iperform/contract';
import type { Kysely, Transaction } from 'kysely';
import type { OpenTables } from '../../db/tables.ts';
import type { Layout } from './layout.ts';

/** A transaction of a company's database. */
export type Tx = Transaction<OpenTables>;
type Row = OpenTables['lead_import'];

export interface UndoCounts {
  deleted: number;
  restored: number;
  kept: number;
}

/** An import as the slice works with it. */
export interface Import {
  id: string;
  state: ImportState;
  fileName: string;
  size: number;
  format: 'csv' | 'xlsx';
  encoding: string;
  delimiter: string;
  sheets: string[];
  sheet: string;
  layout: Layout;
  mapping: ImportMapping | null;
  rows: number | null;
  progress: number;
  check: ImportCounts | null;
  result: ImportCounts | null;
  undo: UndoCounts | null;
  error: string;
  createdBy: string;
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
}

const json = <T>(text: string | null): T | null => (text === null ? null : (JSON.parse(text) as T));

const toImport = (row: Row): Import => ({
  id: row.id,
  state: row.state as ImportState,
  fileName: row.file_name,
  size: row.size,
  format: row.format,
  encoding: row.encoding,
  delimiter: row.delimiter,
  sheets: JSON.parse(row.sheets) as string[],
  sheet: row.sheet,
  layout: JSON.parse(row.columns) as Layout,
  mapping: json<ImportMapping>(row.mapping),
  rows: row.row_count,
  progress: row.progress,
  check: json<ImportCounts>(row.check_counts),
  result: json<ImportCounts>(row.result_counts),
  undo: json<UndoCounts>(row.undo_counts),
  error: row.error,
  createdBy: row.created_by,
  createdAt: row.created_at,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
});

/** Columns of the table from fields of an import. */
const toRow = (fields: Partial<Import>): Partial<Row> => {
  const row: Partial<Row> = {};
  const text = (value: unknown) => (value === null ? null : JSON.stringify(value));
  if (fields.id !== undefined) row.id = fields.id;
  if (fields.state !== undefined) row.state = fields.state;
  if (fields.fileName !== undefined) row.file_name = fields.fileName;
  if (fields.size !== undefined) row.size = fields.size;
  if (fields.format !== undefined) row.format = fields.format;
  if (fields.encoding !== undefined) row.encoding = fields.encoding;
  if (fields.delimiter !== undefined) row.delimiter = fields.delimiter;
  if (fields.sheets !== undefined) row.sheets = JSON.stringify(fields.sheets);
  if (fields.sheet !== undefined) row.sheet = fields.sheet;
  if (fields.layout !== undefined) row.columns = JSON.stringify(fields.layout);
  if (fields.mapping !== undefined) row.mapping = text(fields.mapping);
  if (fields.rows !== undefined) row.row_count = fields.rows;
  if (fields.progress !== undefined) row.progress = fields.progress;
  if (fields.check !== undefined) row.check_counts = text(fields.check);
  if (fields.result !== undefined) row.result_counts = text(fields.result);
  if (fields.undo !== undefined) row.undo_counts = text(fields.undo);
  if (fields.error !== undefined) row.error = fields.error.slice(0, 2000);
  if (fields.createdBy !== undefined) row.created_by = fields.createdBy;
  if (fields.createdAt !== undefined) row.created_at = fields.createdAt;
  if (fields.startedAt !== undefined) row.started_at = fields.startedAt;
  if (fields.finishedAt !== undefined) row.finished_at = fields.finishedAt;
  return row;
};

export const insertImport = async (tx: Tx, item: Import): Promise<void> => {
  await tx
    .insertInto('lead_import')
    .values(toRow(item) as Row)
    .execute();
};

/** The import with an id; `createdBy` narrows to those of one person. */
export const findImport = async (
  db: Kysely<OpenTables>,
  id: string,
  createdBy: string | null = null,
): Promise<Import | null> => {
  const row = await db
    .selectFrom('lead_import')
    .selectAll()
    .where('id', '=', id)
    .$if(createdBy !== null, (query) => query.where('created_by', '=', createdBy ?? ''))
    .executeTakeFirst();
  return row === undefined ? null : toImport(row);
};

const listed = 100;

/** The newest imports, of everybody or of one person. */
export const listImports = async (db: Kysely<OpenTables>, createdBy: string | null): Promise<Import[]> => {
  const rows = await db
    .selectFrom('lead_import')
    .selectAll()
    .$if(createdBy !== null, (query) => query.where('created_by', '=', createdBy ?? ''))
    .orderBy('id', 'desc')
    .limit(listed)
    .execute();
  return rows.map(toImport);
};

/**
 * Changes an import if it still stands where the change goes on from, and answers whether it did: of two that act at once
 * one is refused.
 */
export const updateImport = async (
  tx: Tx,
  id: string,
  from: { state: ImportState; progress?: number },
  change: Partial<Import>,
): Promise<boolean> => {
  const { state, progress } = from;
  const updated = await tx
    .updateTable('lead_import')
    .set(toRow(change))
    .where('id', '=', id)
    .where('state', '=', state)
    .$if(progress !== undefined, (query) => query.where('progress', '=', progress ?? 0))
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n;
};
