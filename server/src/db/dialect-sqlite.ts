import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';

// The embedded engine: Node's own SQLite. It answers synchronously, so there are three lanes. Reads of a request run on
// a connection of their own and never wait for a writer (WAL). Transactions queue for the one writer. What may take
// long goes to a thread, so that the event loop stays free.

const statementsKept = 300;

/** Opens a database file with the settings every connection of ours has; FULL: acknowledged means on disk. */
export const openSqlite = (path: string, mode: 'read' | 'write'): DatabaseSync => {
  const db = new DatabaseSync(path, { enableForeignKeyConstraints: true });
  // While a large import writes, a checkpoint would stop its reader for long: 4,000 pages are 16 MB of log.
  db.exec(
    `pragma busy_timeout=5000; pragma journal_mode=wal; pragma synchronous=full;
     pragma cache_size=-65536; pragma temp_store=memory; pragma wal_autocheckpoint=4000; pragma mmap_size=268435456`,
  );
  // A writer asks again by itself (see `beginWrite`): the engine's own waiting would stop the event loop.
  db.exec(mode === 'read' ? 'pragma query_only=on' : 'pragma busy_timeout=0');
  return db;
};

type Row = Record<string, unknown>;
type Run = (sql: string, parameters: readonly unknown[]) => QueryResult<Row>;

/** Runs statements on a connection and keeps the newest prepared ones. */
export const runner = (db: DatabaseSync): Run => {
  const kept = new Map<string, { statement: StatementSync; reads: boolean }>();
  return (text, parameters) => {
    let entry = kept.get(text);
    if (entry === undefined) {
      const statement = db.prepare(text);
      entry = { statement, reads: statement.columns().length > 0 };
      kept.set(text, entry);
      if (kept.size > statementsKept) kept.delete(kept.keys().next().value as string);
    }
    const values = parameters as SQLInputValue[];
    if (entry.reads) return { rows: entry.statement.all(...values) as Row[] };
    const result = entry.statement.run(...values);
    return { rows: [], numAffectedRows: BigInt(result.changes) };
  };
};

const connection = (
  run: (query: CompiledQuery) => QueryResult<Row> | Promise<QueryResult<Row>>,
): DatabaseConnection => ({
  executeQuery: async <R>(query: CompiledQuery) => (await run(query)) as QueryResult<R>,
  // Rows are never streamed; large reads page by key.
  streamQuery: <R>(): AsyncIterableIterator<QueryResult<R>> => {
    throw new Error('page by key instead of streaming');
  },
});

/** How long a transaction waits for another process or thread to let go of the file. */
const busyLimitMs = 10_000;

const isBusy = (error: unknown): boolean => ((error as { errcode?: number }).errcode ?? 0) % 256 === 5;

/** Waits for the write lock without holding up the event loop. */
const beginWrite = async (db: DatabaseSync): Promise<void> => {
  for (const end = Date.now() + busyLimitMs; ; ) {
    try {
      db.exec('begin immediate');
      return;
    } catch (error) {
      if (!isBusy(error) || Date.now() > end) throw error;
      await sleep(1 + Math.random() * 4);
    }
  }
};

/** The one writer of this process: transactions queue for it. */
const writerDriver = (db: DatabaseSync): Driver => {
  const run = runner(db);
  const held = connection((query) => run(query.sql, query.parameters));
  let tail: Promise<void> = Promise.resolve();
  let release: (() => void) | undefined;
  return {
    init: async () => undefined,
    acquireConnection: async () => {
      const before = tail;
      const mine = Promise.withResolvers<void>();
      tail = mine.promise;
      await before;
      release = mine.resolve;
      return held;
    },
    releaseConnection: async () => release?.(),
    beginTransaction: () => beginWrite(db),
    commitTransaction: async () => db.exec('commit'),
    rollbackTransaction: async () => {
      // A failed commit or a full disk may have ended the transaction already.
      if (db.isTransaction) db.exec('rollback');
    },
    destroy: async () => db.close(),
  };
};

const readOnly = async (): Promise<void> => {
  throw new Error('this lane only reads');
};

const readerDriver = (held: DatabaseConnection, close: () => Promise<void>): Driver => ({
  init: async () => undefined,
  acquireConnection: async () => held,
  releaseConnection: async () => undefined,
  beginTransaction: readOnly,
  commitTransaction: readOnly,
  rollbackTransaction: readOnly,
  destroy: close,
});

/** A connection in a thread of its own, started when first asked and ended when idle. */
const heavyDriver = (path: string): Driver => {
  let worker: Worker | null = null;
  let sequence = 0;
  let idle: NodeJS.Timeout | undefined;
  const waiting = new Map<number, PromiseWithResolvers<QueryResult<Row>>>();
  const failAll = (error: unknown) => {
    for (const entry of waiting.values()) entry.reject(error);
    waiting.clear();
    worker = null;
  };
  const start = (): Worker => {
    const started = new Worker(new URL('./dialect-sqlite-lane.ts', import.meta.url), {
      workerData: { path },
    });
    started.unref();
    started.on('message', (answer: { id: number; result?: QueryResult<Row>; error?: Error }) => {
      const entry = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (answer.result) entry?.resolve(answer.result);
      else entry?.reject(answer.error);
      if (waiting.size === 0) idle = setTimeout(() => void started.terminate(), 60_000).unref();
    });
    started.on('error', failAll);
    started.on('exit', () => {
      if (worker === started) failAll(new Error('the heavy lane ended'));
    });
    return started;
  };
  const held = connection((query) => {
    clearTimeout(idle);
    worker ??= start();
    sequence += 1;
    const entry = Promise.withResolvers<QueryResult<Row>>();
    waiting.set(sequence, entry);
    worker.ref();
    worker.postMessage({ id: sequence, sql: query.sql, parameters: query.parameters });
    return entry.promise.finally(() => {
      if (waiting.size === 0) worker?.unref();
    });
  });
  return readerDriver(held, async () => {
    clearTimeout(idle);
    await worker?.terminate();
  });
};

const dialect = (driver: Driver): Dialect => ({
  createAdapter: () => new SqliteAdapter(),
  createDriver: () => driver,
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
});

/** The three lanes of a database file, and the connection behind `read`; the file is created where it is missing. */
export const sqliteLanes = (
  path: string,
): { read: Dialect; write: Dialect; heavy: Dialect; reading: DatabaseConnection } => {
  const writer = openSqlite(path, 'write');
  const reader = openSqlite(path, 'read');
  const run = runner(reader);
  const reading = connection((query) => run(query.sql, query.parameters));
  return {
    reading,
    write: dialect(writerDriver(writer)),
    read: dialect(readerDriver(reading, async () => reader.close())),
    heavy: dialect(heavyDriver(path)),
  };
};
