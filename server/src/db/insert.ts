import { CompiledQuery } from 'kysely';
import type { Executor } from './prepared.ts';
import type { Tables } from './tables.ts';

/** Rows of one statement: below the 32,766 parameters of SQLite for every table of ours. */
const rowsPerStatement = 200;

const texts = new Map<string, string>();

const textOf = (table: string, columns: string[], rows: number): string => {
  const key = `${table}/${columns.length}/${rows}`;
  let text = texts.get(key);
  if (text === undefined) {
    const one = `(${columns.map(() => '?').join(',')})`;
    const names = columns.map((c) => `\`${c}\``).join(',');
    text = `insert into \`${table}\` (${names}) values ${Array.from({ length: rows }, () => one).join(',')}`;
    if (rows === 1 || rows === rowsPerStatement) texts.set(key, text);
  }
  return text;
};

/** Inserts complete rows of a table, many a statement; all rows have every column of the table. */
export const insertRows = async <T extends keyof Tables & string>(
  tx: Executor,
  table: T,
  rows: Tables[T][],
): Promise<void> => {
  for (let i = 0; i < rows.length; i += rowsPerStatement) {
    const some = rows.slice(i, i + rowsPerStatement);
    const columns = Object.keys(some[0] as object).sort();
    const values = some.flatMap((row) => columns.map((c) => (row as Record<string, unknown>)[c]));
    await tx.executeQuery(CompiledQuery.raw(textOf(table, columns, some.length), values));
  }
};
