import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { StartError } from './kernel/errors.ts';

// The only reader of process.env. Every key has a default that runs offline; all faults are told at once.

const flag = z.stringbool({ truthy: ['1', 'true', 'on', 'yes'], falsy: ['0', 'false', 'off', 'no'] });
const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
const url = (...protocols: string[]) =>
  z
    .string()
    .refine((value) => protocols.some((p) => value.startsWith(`${p}://`)) && URL.canParse(value), {
      message: `must be a URL that starts with ${protocols.map((p) => `${p}://`).join(' or ')}`,
    })
    .optional();

const schema = z.object({
  NODE_ENV: z.string().default('development'),
  PORT: whole(0, 65_535).default(8080),
  HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string().default(join(import.meta.dirname, '../../data')),
  DATABASE_URL: url('mysql', 'mariadb'),
  MAGENTA_SCHEMA: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,40}$/, 'must be lower-case letters, digits and _')
    .default('magenta'),
  CLICKHOUSE_URL: url('http', 'https'),
  CLICKHOUSE_CLUSTER: z
    .string()
    .regex(/^[A-Za-z0-9_]+$/, 'must be the name of a cluster')
    .optional(),
  CLICKHOUSE_DATABASE: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/, 'must be lower-case letters, digits and _')
    .default('iperform_helper'),
  REDIS_URL: url('redis', 'rediss'),
  ENV_DEC: z.string().min(32, 'must have at least 32 characters').optional(),
  URL_OPEN: url('http', 'https'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).optional(),
  TRUST_PROXY: z
    .string()
    .regex(/^[0-9a-fA-F.:/, ]+$/, 'must be a list of addresses or CIDR ranges, like 10.0.0.0/8')
    .optional(),
  DEMO: flag.optional(),
  DEMO_PASSWORD: z.string().min(8, 'must have at least 8 characters').optional(),
  SESSION_IDLE_MIN: whole(1, 100_000).default(720),
  SESSION_MAX_H: whole(1, 10_000).default(720),
  SESSION_LIMIT: whole(1, 1000).default(10),
  SESSION_LIMIT_POLICY: z.enum(['reject', 'evict_oldest']).default('reject'),
  ENABLE_DEV_ROLE: flag.optional(),
  LOGIN_PASSWORD_TRANSPORT: z.enum(['both', 'plain', 'encrypted']).default('both'),
  RL_SIGN_IN_ACCOUNT: whole(1, 10_000).default(10),
  RL_SIGN_IN_ADDRESS: whole(1, 100_000).default(100),
  ARGON2_MEMORY_KIB: whole(8192, 1_048_576).default(19_456),
  ARGON2_PASSES: whole(1, 20).default(2),
});

export type Config = Readonly<{
  production: boolean;
  port: number;
  host: string;
  dataDir: string;
  databaseUrl: string | null;
  magentaSchema: string;
  clickhouse: { url: string; cluster: string | null } | null;
  clickhouseDatabase: string;
  redisUrl: string | null;
  /** Master secret of the installation: everything encrypted at rest or signed is keyed from it. */
  secret: string;
  /** Whether ENV_DEC gave it; else it is this machine's own. */
  secretGiven: boolean;
  urlOpen: string | null;
  logLevel: string;
  trustProxy: string[] | false;
  /** null: on for an empty data directory outside production. */
  demo: boolean | null;
  demoPassword: string | null;
  session: { idleMs: number; maxMs: number; limit: number; policy: 'reject' | 'evict_oldest' };
  devRole: boolean;
  passwordTransport: 'both' | 'plain' | 'encrypted';
  signInTries: { account: number; address: number };
  argon2: { memoryKib: number; passes: number };
}>;

const embeddedSecret = (dataDir: string): string => {
  const path = join(dataDir, 'secret.key');
  if (!existsSync(path)) {
    mkdirSync(dataDir, { recursive: true });
    const made = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('hex');
    writeFileSync(path, `${made}\n`, { mode: 0o600, flag: 'wx' });
  }
  return readFileSync(path, 'utf8').trim();
};

/**
 * The configuration from environment variables (named in docs/configuration.md).
 * @throws StartError one line for every fault.
 */
export const readConfig = (env: NodeJS.ProcessEnv = process.env): Config => {
  // An empty variable is one that was not set: that is how compose files and shells write it.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    throw new StartError(parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; '));
  }
  const e = parsed.data;
  const production = e.NODE_ENV === 'production';
  const dataDir = resolve(e.DATA_DIR);
  if (production && !e.URL_OPEN?.startsWith('https://')) {
    throw new StartError(
      'URL_OPEN: production needs the https address that people open, like https://crm.example.com',
    );
  }
  if (production && e.ENV_DEC === undefined) {
    throw new StartError(
      'ENV_DEC: production needs a secret of at least 32 characters; make one with `openssl rand -hex 32`',
    );
  }
  if (e.CLICKHOUSE_CLUSTER !== undefined && e.CLICKHOUSE_URL === undefined) {
    throw new StartError('CLICKHOUSE_CLUSTER: needs CLICKHOUSE_URL, the address of one of its servers');
  }
  let secret = e.ENV_DEC;
  try {
    secret ??= embeddedSecret(dataDir);
  } catch (error) {
    throw new StartError(
      `DATA_DIR: cannot write to ${dataDir} (${(error as NodeJS.ErrnoException).code ?? 'error'})`,
    );
  }
  return {
    production,
    port: e.PORT,
    host: e.HOST,
    dataDir,
    databaseUrl: e.DATABASE_URL ?? null,
    magentaSchema: e.MAGENTA_SCHEMA,
    clickhouse: e.CLICKHOUSE_URL ? { url: e.CLICKHOUSE_URL, cluster: e.CLICKHOUSE_CLUSTER ?? null } : null,
    clickhouseDatabase: e.CLICKHOUSE_DATABASE,
    redisUrl: e.REDIS_URL ?? null,
    secret,
    secretGiven: e.ENV_DEC !== undefined,
    urlOpen: e.URL_OPEN ?? null,
    logLevel: e.LOG_LEVEL ?? (production ? 'info' : 'warn'),
    trustProxy: e.TRUST_PROXY?.split(',').map((part) => part.trim()) ?? false,
    demo: e.DEMO ?? null,
    demoPassword: e.DEMO_PASSWORD ?? null,
    session: {
      idleMs: e.SESSION_IDLE_MIN * 60_000,
      maxMs: e.SESSION_MAX_H * 3_600_000,
      limit: e.SESSION_LIMIT,
      policy: e.SESSION_LIMIT_POLICY,
    },
    devRole: e.ENABLE_DEV_ROLE ?? !production,
    passwordTransport: e.LOGIN_PASSWORD_TRANSPORT,
    signInTries: { account: e.RL_SIGN_IN_ACCOUNT, address: e.RL_SIGN_IN_ADDRESS },
    argon2: { memoryKib: e.ARGON2_MEMORY_KIB, passes: e.ARGON2_PASSES },
  };
};
