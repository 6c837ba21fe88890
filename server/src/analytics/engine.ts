import { createHash } from 'node:crypto';
import { accessSync, constants, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setImmediate as breathe } from 'node:timers/promises';
import {
  type ClickHouseClient,
  type ClickHouseClientConfigOptions,
  ClickHouseLogLevel,
  createClient,
} from '@clickhouse/client';
import { AppError, messageOf, StartError } from '../kernel/errors.ts';
import type { Analytics } from './analytics.ts';
import { openLane } from './lane.ts';
import { migrateAnalytics } from './migrate.ts';
import { bindParameters, type Parameters } from './parameters.ts';

export type { Analytics } from './analytics.ts';

// The only file that knows ClickHouse's client and its embedded engine. Both modes use the official client and the same
// SQL; they differ in how a client is opened and how parameters are bound.

export type EngineOptions = (
  | { kind: 'embedded'; path: string }
  | { kind: 'server'; url: string; cluster: string | null }
) & { database?: string };

/** Rows of one insert: beyond about a million a killed embedded engine may leave a part of them. */
const insertRows = 100_000;

interface LaneLimits {
  embedded: number;
  server: number;
  queue: number;
  seconds: number;
  memory: number;
}

const gibibyte = 1024 ** 3;
// The embedded engine's sessions each hold a thread of libuv's pool while they work: UV_THREADPOOL_SIZE must be greater by
// eight than their sum, for passwords, files and names need threads too.
const lanes = {
  light: { embedded: 2, server: 8, queue: 100, seconds: 20, memory: gibibyte },
  heavy: { embedded: 2, server: 4, queue: 20, seconds: 60, memory: 2 * gibibyte },
  write: { embedded: 1, server: 4, queue: 200, seconds: 600, memory: 2 * gibibyte },
} as const satisfies Record<string, LaneLimits>;

const settingsOf = (limits: LaneLimits) => ({
  max_execution_time: limits.seconds,
  max_memory_usage: String(limits.memory),
  // Numbers as JSON numbers on both engines, whatever their defaults are.
  output_format_json_quote_64bit_integers: 0 as const,
  output_format_json_quote_decimals: 0 as const,
  // The whole answer or an error: never rows that end in the middle.
  wait_end_of_query: 1 as const,
  async_insert: 0 as const,
  insert_deduplicate: 1 as const,
  // Every table is one partition; where it is merged to one part, FINAL costs nothing.
  do_not_merge_across_partitions_select_final: 1 as const,
  lightweight_deletes_sync: '2',
  mutations_sync: '2',
});

type OpenClient = (settings: ClickHouseClientConfigOptions) => Promise<ClickHouseClient>;

const unavailable = (detail: string, cause: unknown): AppError =>
  new AppError('ANALYTICS_UNAVAILABLE', { detail, retryAfter: 5, cause });

const loadEmbedded = async () => {
  try {
    return await import('chdb/connection');
  } catch (error) {
    throw unavailable(
      'The embedded analytics engine (package chdb) is not installed here. Install it, or set CLICKHOUSE_URL.',
      error,
    );
  }
};

/** The process that holds the directory, by the file the engine keeps locked. */
const holderOf = (path: string): number | null => {
  try {
    const pid = Number(/PID: (\d+)/.exec(readFileSync(join(path, 'status'), 'utf8'))?.[1]);
    if (!(pid > 0) || pid === process.pid) return null;
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? 0 : null;
  }
};

const openEmbedded =
  (path: string): OpenClient =>
  async (settings) => {
    try {
      mkdirSync(path, { recursive: true });
      accessSync(path, constants.W_OK);
    } catch (error) {
      throw new StartError(`cannot write to the analytics directory ${path}: ${messageOf(error)}`);
    }
    const { createChdbConnection } = await loadEmbedded();
    try {
      // The package is typed against another copy of the client's types; what it has at run time is this interface.
      const connection = createChdbConnection({ path }) as unknown as NonNullable<typeof settings.connection>;
      return createClient({ ...settings, connection });
    } catch (error) {
      if (holderOf(path) !== null) {
        throw new StartError(
          `the analytics directory is in use by another process: ${path}. Stop that one first, or give both a ClickHouse server by CLICKHOUSE_URL`,
          { cause: error },
        );
      }
      throw new StartError(`cannot open the analytics directory ${path}: ${messageOf(error)}`, {
        cause: error,
      });
    }
  };

const openServer =
  (url: string): OpenClient =>
  async (settings) =>
    createClient({
      ...settings,
      url,
      keep_alive: { enabled: true, idle_socket_ttl: 2500 },
      // A long list of people or days does not fit into an address.
      use_multipart_params_auto: true,
    });

/** Codes of ClickHouse that say "not now" rather than "wrong". */
const overload: Record<string, string> = {
  '159': 'The report took too long. Choose a shorter period or try again.',
  '202': 'The analytics server has too much to do. Try again in a moment.',
  '241': 'The report needs more memory than it may have. Choose a shorter period.',
};
/** Codes of ClickHouse for a server that is there and lets nobody in, or is going down. */
const closedDoors = new Set(['192', '193', '194', '236', '516', '242']);

/** ClickHouse's own number of an error, or null where it did not come from ClickHouse. */
const codeOf = (error: unknown): string | null => {
  // By shape: the embedded engine's package throws another copy of the client's class.
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^\d+$/.test(code) ? code : null;
};

const translate = (error: unknown): unknown => {
  if (error instanceof AppError || error instanceof StartError) return error;
  const code = codeOf(error);
  if (code !== null) {
    const busy = overload[code];
    if (busy !== undefined) return new AppError('BUSY', { detail: busy, retryAfter: 5, cause: error });
    return closedDoors.has(code) ? unavailable('The analytics server refuses the connection.', error) : error;
  }
  return unavailable('The analytics server does not answer. Try again in a moment.', error);
};

/** Rows as lines of JSON, a few at a time so that the event loop goes on, and the token that says what they are. */
const serialise = async (rows: readonly (readonly unknown[])[], salt: string) => {
  const hash = createHash('sha256').update(salt);
  const lines: string[] = [];
  for (let i = 0; i < rows.length; i += 200) {
    if (i > 0) await breathe();
    const some = rows.slice(i, i + 200);
    const part = `${some.map((row) => JSON.stringify(row)).join('\n')}\n`;
    hash.update(part);
    lines.push(part);
  }
  return { lines, token: hash.digest('hex') };
};

const connect = (options: EngineOptions): Analytics => {
  const { kind, database = 'iperform_helper' } = options;
  if (!/^[a-z][a-z0-9_]*$/.test(database)) throw new Error(`bad name of a database: ${database}`);
  const embedded = kind === 'embedded';
  const open = embedded ? openEmbedded(options.path) : openServer(options.url);
  const laneOf = (limits: LaneLimits) =>
    openLane(embedded ? limits.embedded : limits.server, limits.queue, () =>
      open({
        clickhouse_settings: settingsOf(limits),
        // The server stops first and says why; the client's own limit is for a server that is gone.
        request_timeout: (limits.seconds + 10) * 1000,
        max_open_connections: 1,
        log: { level: ClickHouseLogLevel.OFF },
      }),
    );
  const laneBy = { light: laneOf(lanes.light), heavy: laneOf(lanes.heavy), write: laneOf(lanes.write) };

  const run = async <R>(lane: keyof typeof laneBy, work: (client: ClickHouseClient) => Promise<R>) => {
    try {
      return await laneBy[lane].run(work);
    } catch (error) {
      throw translate(error);
    }
  };
  /** The query and how this engine is given its parameters. */
  const bound = (sql: string, parameters: Parameters) =>
    embedded ? { query: bindParameters(parameters) + sql } : { query: sql, query_params: parameters };

  return {
    database,
    cluster: kind === 'server' ? options.cluster : null,
    query: (sql, parameters = {}, { lane = 'light' } = {}) =>
      run(lane, async (client) => {
        const answer = await client.query({ ...bound(sql, parameters), format: 'JSONEachRow' });
        return answer.json();
      }),
    insert: async ({ table, columns }, rows, { salt = '' } = {}) => {
      if (rows.length === 0) return;
      if (rows.length > insertRows) throw new Error(`at most ${insertRows} rows an insert`);
      const { lines, token } = await serialise(rows, salt);
      // The token stands in the statement: as a setting it would stay with an embedded session and drop what follows.
      const query = `INSERT INTO ${database}.${table} (${columns.join(', ')}) SETTINGS insert_deduplication_token = '${token}' FORMAT JSONCompactEachRow`;
      return run('write', async (client) => {
        const { stream } = await client.exec({ query, values: Readable.from(lines, { objectMode: false }) });
        // Read to its end, so that the connection is kept.
        await text(stream);
      });
    },
    command: (sql, parameters = {}) =>
      run('write', async (client) => {
        await client.command(bound(sql, parameters));
      }),
    ping: () =>
      run('light', async (client) => {
        const answer = await client.ping();
        if (!answer.success) throw answer.error;
      }),
    close: async () => {
      const end = (client: ClickHouseClient) => client.close();
      await Promise.all([laneBy.light.close(end), laneBy.heavy.close(end), laneBy.write.close(end)]);
    },
  };
};

/**
 * Opens analytics. Nothing is loaded and nobody is called before the first use; then the tables are brought up to date
 * and everything waits for that. What could not be reached is tried again at the next use.
 * @throws AppError ANALYTICS_UNAVAILABLE, BUSY · StartError where the embedded directory cannot be had
 */
export const openAnalytics = (options: EngineOptions): Analytics => {
  const engine = connect(options);
  let migrated: Promise<unknown> | null = null;
  const ready = async () => {
    migrated ??= migrateAnalytics(engine);
    try {
      await migrated;
    } catch (error) {
      migrated = null;
      throw error;
    }
  };
  const after =
    <A extends unknown[], R>(act: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      await ready();
      return act(...args);
    };
  return {
    ...engine,
    query: async (...args) => {
      await ready();
      return engine.query(...args);
    },
    insert: after(engine.insert),
    command: after(engine.command),
    ping: after(engine.ping),
  };
};
