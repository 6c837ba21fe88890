import { type Dialect, MysqlDialect } from 'kysely';
import { createPool, type PoolOptions } from 'mysql2';
import { StartError } from '../kernel/errors.ts';

// MySQL 8 and MariaDB 10.6 and newer, through mysql2.

/**
 * Pool options from `mysql://user:password@host:port/?ssl=verify|insecure&socket=/path&pool=10`. LOCAL INFILE is off, and
 * numbers come as numbers: ids are text and nothing of ours passes 2^53.
 */
export const mysqlOptions = (url: string, database: string | null): PoolOptions => {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new StartError('DATABASE_URL is not a URL; it looks like mysql://user:password@host:3306');
  }
  const tls = parsed.searchParams.get('ssl');
  const socket = parsed.searchParams.get('socket');
  return {
    ...(socket ? { socketPath: socket } : { host: parsed.hostname, port: Number(parsed.port || 3306) }),
    user: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password),
    ...(database === null ? {} : { database }),
    ...(tls ? { ssl: { rejectUnauthorized: tls !== 'insecure' } } : {}),
    connectionLimit: Number(parsed.searchParams.get('pool') ?? 10),
    maxIdle: 2,
    idleTimeout: 60_000,
    queueLimit: 1000,
    connectTimeout: 10_000,
    charset: 'utf8mb4_bin',
    timezone: 'Z',
    supportBigNumbers: true,
    decimalNumbers: true,
    flags: ['-LOCAL_FILES'],
  };
};

/** A pooled dialect on one database of a server. */
export const mysqlDialect = (url: string, database: string | null): Dialect => {
  const pool = createPool(mysqlOptions(url, database));
  // REPEATABLE READ loses read-modify-writes; conditional updates under READ COMMITTED do not.
  pool.on('connection', (connection) => {
    connection.query('set session transaction isolation level read committed', (error) => {
      if (error) connection.destroy();
    });
  });
  return new MysqlDialect({ pool });
};
