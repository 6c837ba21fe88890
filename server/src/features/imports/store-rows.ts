import type { RowOutcome } from '@iperform/contract';
import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../../db/database.ts';
import { upsert } from '../../db/dialect.ts';
import { insertRows } from '../../db/insert.ts';
import type { OpenTables } from '../../db/tables.ts';
import type { Reason } from './values.ts';

// What an import keeps beside itself: rows to look at, corrections, and what headers meant last time.

type Db = Database<OpenTables>;
type Tx = Transaction<OpenTables>;

export type Phase = 'check' | 'run' | 'undo';

/** A row worth showing. */
export interface KeptRow {
  row: number;
  outcome: RowOutcome | 'kept';
  leadId: string | null;
  name: string;
  reasons: Reason[];
  cells: string[];
}

/** Characters of one insert: below what MySQL takes as one packet. */
const charsPerInsert = 2_000_000;

export const insertKept = async (tx: Tx, importId: string, phase: Phase, rows: KeptRow[]): Promise<void> => {
  let some: OpenTables['lead_import_row'][] = [];
  let chars = 0;
  for (const row of rows) {
    const cells = JSON.stringify(row.cells);
    some.push({
      import_id: importId,
      phase,
      row_no: row.row,
      outcome: row.outcome,
      lead_id: row.leadId,
      name: row.name,
      reasons: JSON.stringify(row.reasons),
      cells,
    });
    chars += cells.length;
    if (chars < charsPerInsert) continue;
    await insertRows(tx, 'lead_import_row', some);
    some = [];
    chars = 0;
  }
  await insertRows(tx, 'lead_import_row', some);
};

/** Rows of one outcome in the order of the file, from a row on. */
export const readKept = async (
  db: Kysely<OpenTables>,
  importId: string,
  phase: Phase,
  outcome: string,
  after: number,
  limit: number,
): Promise<KeptRow[]> => {
  const rows = await db
    .selectFrom('lead_import_row')
    .selectAll()
    .where('import_id', '=', importId)
    .where('phase', '=', phase)
    .where('outcome', '=', outcome)
    .where('row_no', '>', after)
    .orderBy('row_no')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    row: row.row_no,
    outcome: row.outcome as KeptRow['outcome'],
    leadId: row.lead_id,
    name: row.name,
    reasons: JSON.parse(row.reasons) as Reason[],
    cells: JSON.parse(row.cells) as string[],
  }));
};

const deletedAtOnce = 2000;

/** Forgets the rows of an earlier check, some at a time. */
export const deleteKept = async (db: Db, importId: string, phase: Phase): Promise<void> => {
  for (;;) {
    const rows = await db.read
      .selectFrom('lead_import_row')
      .select('row_no')
      .where('import_id', '=', importId)
      .where('phase', '=', phase)
      .orderBy('row_no')
      .limit(deletedAtOnce)
      .execute();
    const last = rows.at(-1);
    if (last === undefined) return;
    await db.transaction((tx) =>
      tx
        .deleteFrom('lead_import_row')
        .where('import_id', '=', importId)
        .where('phase', '=', phase)
        .where('row_no', '<=', last.row_no)
        .execute(),
    );
  }
};

export interface Fix {
  row: number;
  column: number;
  value: string;
}

export const countFixes = async (db: Kysely<OpenTables>, importId: string): Promise<number> => {
  const counted = await db
    .selectFrom('lead_import_fix')
    .select((eb) => eb.fn.countAll().as('n'))
    .where('import_id', '=', importId)
    .executeTakeFirst();
  return Number(counted?.n ?? 0);
};

export const saveFixes = async (tx: Tx, db: Db, importId: string, fixes: Fix[]): Promise<void> => {
  for (const { row, column, value } of fixes) {
    const fix = { import_id: importId, row_no: row, column_no: column, value };
    await upsert<OpenTables>(
      tx,
      db.dialect,
      'lead_import_fix',
      fix,
      ['import_id', 'row_no', 'column_no'],
      ['value'],
    );
  }
};

/** Corrections by row. */
export const readFixes = async (db: Kysely<OpenTables>, importId: string): Promise<Map<number, Fix[]>> => {
  const rows = await db.selectFrom('lead_import_fix').selectAll().where('import_id', '=', importId).execute();
  const fixes = rows.map((row) => ({ row: row.row_no, column: row.column_no, value: row.value }));
  return Map.groupBy(fixes, (fix) => fix.row);
};

/** What this company mapped each header to last time. */
export const readMemory = async (db: Kysely<OpenTables>, headers: string[]): Promise<Map<string, string>> => {
  if (headers.length === 0) return new Map();
  const rows = await db.selectFrom('import_memory').selectAll().where('header', 'in', headers).execute();
  return new Map(rows.map((row) => [row.header, row.target]));
};

export const saveMemory = async (tx: Tx, db: Db, targets: Map<string, string>): Promise<void> => {
  for (const [header, target] of targets) {
    await upsert<OpenTables>(tx, db.dialect, 'import_memory', { header, target }, ['header'], ['target']);
  }
};
