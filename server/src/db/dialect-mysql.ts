import { type Dialect, MysqlDialect } from 'kysely';
import { type ConnectionOptions, createPool, type PoolOptions } from 'mysql2';
import { createConnection } from 'mysql2/promise';
import { messageOf, StartError } from '../kernel/errors.ts';

// MySQL 8 and MariaDB 10.6 and newer, through mysql2.

/**
 * Connection options from `mysql://user:password@host:port/?ssl=verify|insecure&socket=/path&pool=10`. LOCAL INFILE is off,
 * and numbers come as numbers: ids are text and nothing of ours passes 2^53.
 * @throws StartError where the URL is none
 */
const connectionOptions = (url: string): ConnectionOptions => {
  if (!URL.canParse(url)) {
    throw new StartError('DATABASE_URL is not a URL; it looks like mysql://user:password@host:3306');
  }
  const parsed = new URL(url);
  const tls = parsed.searchParams.get('ssl');
  const socket = parsed.searchParams.get('socket');
  return {
    ...(socket ? { socketPath: socket } : { host: parsed.hostname, port: Number(parsed.port || 3306) }),
    user: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password),
    ...(tls ? { ssl: { rejectUnauthorized: tls !== 'insecure' } } : {}),
    connectTimeout: 10_000,
    charset: 'utf8mb4_bin',
    timezone: 'Z',
    supportBigNumbers: true,
    decimalNumbers: true,
    flags: ['-LOCAL_FILES'],
  };
};

const poolOptions = (url: string, database: string): PoolOptions => ({
  ...connectionOptions(url),
  database,
  connectionLimit: Number(new URL(url).searchParams.get('pool') ?? 10),
  maxIdle: 2,
  idleTimeout: 60_000,
  queueLimit: 1000,
});

/** A pooled dialect on one database of a server. */
export const mysqlDialect = (url: string, database: string): Dialect => {
  const pool = createPool(poolOptions(url, database));
  // REPEATABLE READ loses read-modify-writes; conditional updates under READ COMMITTED do not.
  pool.on('connection', (connection) => {
    connection.query('set session transaction isolation level read committed', (error) => {
      if (error) connection.destroy();
    });
  });
  return new MysqlDialect({ pool });
};

/** Creates a database on the server where it is missing. @throws StartError where the server does not answer or refuses */
export const createMysqlDatabase = async (url: string, database: string): Promise<void> => {
  const options = connectionOptions(url);
  const place = options.socketPath ?? `${options.host}:${options.port}`;
  try {
    const connection = await createConnection(options);
    try {
      await connection.query(
        `create database if not exists \`${database.replaceAll('`', '')}\` character set utf8mb4 collate utf8mb4_bin`,
      );
    } finally {
      await connection.end();
    }
  } catch (error) {
    throw new StartError(`DATABASE_URL: the database at ${place} cannot be used: ${messageOf(error)}`, {
      cause: error,
    });
  }
};
