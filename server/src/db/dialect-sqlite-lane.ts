import { parentPort, workerData } from 'node:worker_threads';
import { openSqlite, runner } from './dialect-sqlite.ts';

// The thread behind the heavy lane: one read-only connection, one query after the other.

const { path } = workerData as { path: string };
const run = runner(openSqlite(path, 'read'));

parentPort?.on('message', ({ id, sql, parameters }: { id: number; sql: string; parameters: unknown[] }) => {
  try {
    parentPort?.postMessage({ id, result: run(sql, parameters) });
  } catch (error) {
    parentPort?.postMessage({ id, error });
  }
});
