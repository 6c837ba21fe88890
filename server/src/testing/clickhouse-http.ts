import { type ChildProcess, fork } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';

// ClickHouse's HTTP interface, answered by the embedded engine in a process of its own: what the network path of
// analytics is tested against where no ClickHouse server can be installed. Like the real one it keeps nothing between two
// requests: each gets a session, its own settings and its own parameters.

export interface TestClickhouse {
  url: string;
  /** Kills the server as a crash would. */
  stop: () => Promise<void>;
  /** Starts it again on the same port with the same data. */
  start: () => Promise<void>;
}

/** Starts a server on data in `path`; with `password`, for the user `default`, it lets in nobody else. */
export const startClickhouse = async (path: string, password = ''): Promise<TestClickhouse> => {
  let child: ChildProcess | null = null;
  let port = 0;
  const start = async (): Promise<void> => {
    const started = fork(new URL(import.meta.url), [path, String(port), password], { silent: false });
    child = started;
    port = await new Promise<number>((resolve, reject) => {
      started.once('message', (message) => resolve(Number(message)));
      started.once('exit', (code) =>
        reject(new Error(`the test server ended with ${code} before it listened`)),
      );
    });
  };
  await start();
  return {
    url: `http://${password === '' ? '' : `default:${password}@`}127.0.0.1:${port}`,
    start,
    stop: async () => {
      const ended = new Promise((resolve) => child?.once('exit', resolve));
      child?.kill('SIGKILL');
      await ended;
      child = null;
    },
  };
};

/** Parameters of a request that are no settings of the engine. */
const notSettings = new Set([
  ...['query', 'query_id', 'database', 'default_format', 'user', 'password', 'role', 'session_id'],
  ...[
    'wait_end_of_query',
    'enable_http_compression',
    'send_progress_in_http_headers',
    'buffer_size',
    'compress',
  ],
]);

const quote = (value: string): string => `'${value.replace(/[\\']/g, (c) => `\\${c}`)}'`;

interface Query {
  sql: string;
  format: string;
}

/** The statement of a request behind the `SET`s that make its settings and parameters. */
const readQuery = async (request: IncomingMessage): Promise<Query> => {
  const fields = new URL(request.url ?? '/', 'http://localhost').searchParams;
  const body = request.headers['content-encoding'] === 'gzip' ? request.pipe(createGunzip()) : request;
  const bytes = await buffer(body);
  const type = request.headers['content-type'] ?? '';
  let text = bytes.toString('utf8');
  if (type.startsWith('multipart/form-data')) {
    const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
    for (const [name, value] of form) fields.set(name, String(value));
    text = '';
  }
  const sets = [...fields].filter(([name]) => !notSettings.has(name));
  const bad = sets.find(([name]) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  if (bad !== undefined)
    throw new Error(`Code: 115. DB::Exception: Unknown setting ${bad[0]} (UNKNOWN_SETTING)`);
  const database = fields.get('database');
  return {
    sql: [
      ...(database ? [`USE \`${database}\`; `] : []),
      ...sets.map(([name, value]) => `SET ${name} = ${quote(value)}; `),
      [fields.get('query'), text].filter((part) => part).join('\n'),
    ].join(''),
    format: fields.get('default_format') ?? 'TabSeparated',
  };
};

const statusOf = (code: number): number => {
  if ([192, 193, 194, 516].includes(code)) return 403;
  if ([60, 81].includes(code)) return 404;
  if ([62, 27, 26, 36, 38, 41, 47, 53, 70, 115, 131, 456, 457].includes(code)) return 400;
  if (code === 159) return 408;
  return 500;
};

const serve = async (path: string, port: number, password: string): Promise<void> => {
  const { Session } = await import('chdb');
  // Held open, so that the engine is not shut down between two requests.
  const held = new Session(path);
  const version = held.query('SELECT version()', 'TabSeparated').trim();

  const refuse = (response: ServerResponse, message: string): void => {
    const code = Number(/Code: (\d+)/.exec(message)?.[1] ?? 1000);
    response.statusCode = statusOf(code);
    response.setHeader('x-clickhouse-exception-code', code);
    response.end(`${message.trim()} (version ${version} (official build))\n`);
  };

  const signedIn = ({ headers }: IncomingMessage): boolean =>
    password === '' ||
    headers.authorization === `Basic ${Buffer.from(`default:${password}`).toString('base64')}`;

  const server = createServer(async (request, response) => {
    response.setHeader('x-clickhouse-query-id', crypto.randomUUID());
    response.setHeader('x-clickhouse-server-display-name', 'test');
    response.setHeader('x-clickhouse-timezone', 'UTC');
    if (request.url?.startsWith('/ping')) {
      response.end('Ok.\n');
      return;
    }
    if (!signedIn(request)) {
      refuse(response, 'Code: 516. DB::Exception: default: Authentication failed (AUTHENTICATION_FAILED)');
      return;
    }
    const session = new Session(path);
    try {
      const { sql, format } = await readQuery(request);
      const result = await session.queryAsync(sql, { format });
      const summary = { read_rows: String(result.rowsRead), read_bytes: String(result.bytesRead) };
      response.setHeader('x-clickhouse-summary', JSON.stringify(summary));
      response.setHeader('x-clickhouse-format', format);
      response.end(result.bytes());
    } catch (error) {
      refuse(response, error instanceof Error ? error.message : String(error));
    } finally {
      session.close();
    }
  });
  server.listen(port, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
  // Who started it is gone.
  process.on('disconnect', () => process.exit(0));
};

if (import.meta.main) {
  const [path = '', port = '0', password = ''] = process.argv.slice(2);
  await serve(path, Number(port), password);
}
