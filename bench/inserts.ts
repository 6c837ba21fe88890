import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { openSqlite } from '../server/src/db/dialect-sqlite.ts';

const tables = [
  'leads',
  'lead_contact',
  'lead_tag',
  'lead_search',
  'lead_logs',
  'lead_stage_history',
  'outbox',
];
const perTransaction = 10_000;

/**
 * Inserts what an import made into `folder`, a copy of the data before it, and nothing else; removes
 * the copy and answers the CPU seconds of the inserts.
 */
export const insertBare = (folder: string, imported: string, database: string): number => {
  const from = new DatabaseSync(join(imported, database), { readOnly: true });
  const db = openSqlite(join(folder, database), 'write');
  const made = '(select id from leads where import_id is not null)';
  const ofLead = (table: string): string =>
    table === 'leads' ? `id in ${made}` : `${table === 'outbox' ? 'subject_id' : 'lead_id'} in ${made}`;
  // Table by table in memory first, so that reading is not counted; then lead by lead in the order they came.
  const all = tables.map((table) => from.prepare(`select * from ${table} where ${ofLead(table)}`).all());
  let cpu = 0;
  const statements = all.map(([first], t) => {
    const columns = Object.keys(first ?? {});
    return columns.length === 0
      ? null
      : db.prepare(
          `insert into ${tables[t]} (${columns.join(',')}) values (${columns.map(() => '?').join(',')})`,
        );
  });
  const most = Math.max(...all.map((list) => list.length));
  // References are checked at the commit: rows of a lead may come in any order.
  db.exec('pragma foreign_keys=off');
  for (let at = 0; at < most; at += perTransaction) {
    const started = process.cpuUsage();
    db.exec('begin immediate');
    for (const [t, list] of all.entries()) {
      for (const row of list.slice(at, at + perTransaction)) {
        statements[t]?.run(...(Object.values(row) as SQLInputValue[]));
      }
    }
    db.exec('commit');
    const { user, system } = process.cpuUsage(started);
    cpu += user + system;
  }
  from.close();
  db.close();
  rmSync(folder, { recursive: true, force: true });
  return cpu / 1e6;
};
