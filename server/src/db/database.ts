import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Dialect, Kysely, type Transaction } from 'kysely';
import { AppError } from '../kernel/errors.ts';
import { type DialectName, isConnectionFault, isRetryable } from './dialect.ts';
import { mysqlDialect } from './dialect-mysql.ts';
import { sqliteLanes } from './dialect-sqlite.ts';
import { shortcut } from './prepared.ts';

/** Where a database lives. */
export type Place = { kind: 'sqlite'; path: string } | { kind: 'mysql'; url: string; database: string };

/** One open database. `T` is what may be read freely: for a company everything but `leads` (see `scoped.ts`). */
export interface Database<T> {
  dialect: DialectName;
  /** Reads of a request. */
  read: Kysely<T>;
  /** Reads that may take long: counts, exports, checks. */
  heavy: Kysely<T>;
  /** Runs `work` in one transaction; again, at most three times, where the engine says that may help. */
  transaction: <R>(work: (tx: Transaction<T>) => Promise<R>) => Promise<R>;
  close: () => Promise<void>;
}

const retries = 3;

/** The fault of a database that does not answer, told as such; any other error as it is. */
export const unreachable = (error: unknown): unknown =>
  isConnectionFault(error)
    ? new AppError('DATABASE_UNAVAILABLE', {
        detail: 'The database does not answer. Try again in a moment.',
        retryAfter: 5,
        cause: error,
      })
    : error;

const transactions =
  <T>(db: Kysely<T>): Database<T>['transaction'] =>
  async (work) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await db.transaction().execute(work);
      } catch (error) {
        if (attempt > retries || !isRetryable(error)) throw unreachable(error);
        await sleep(attempt * 10 * (0.5 + Math.random()));
      }
    }
  };

/** Opens a database; a missing SQLite file is created, a MySQL database is not. */
export const openDatabase = <T>(place: Place): Database<T> => {
  const kysely = (dialect: Dialect) => new Kysely<T>({ dialect });
  if (place.kind === 'mysql') {
    const db = kysely(mysqlDialect(place.url, place.database));
    return {
      dialect: 'mysql',
      read: db,
      heavy: db,
      transaction: transactions(db),
      close: () => db.destroy(),
    };
  }
  mkdirSync(dirname(place.path), { recursive: true });
  const lanes = sqliteLanes(place.path);
  const read = kysely(lanes.read);
  const heavy = kysely(lanes.heavy);
  const write = kysely(lanes.write);
  shortcut(read, lanes.reading);
  return {
    dialect: 'sqlite',
    read,
    heavy,
    transaction: transactions(write),
    close: async () => {
      await Promise.all([read.destroy(), heavy.destroy(), write.destroy()]);
    },
  };
};
