import { constants, publicEncrypt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '@iperform/contract';
import type { FastifyInstance } from 'fastify';
import { createConnection } from 'mysql2/promise';
import { type App, openApp } from '../app.ts';
import { type Config, readConfig } from '../config.ts';
import { addPartner, addPerson } from '../features/people/index.ts';
import { startPipeline } from '../features/pipeline/index.ts';
import type { Company } from '../kernel/context.ts';

// What every test through the front door starts from: the whole program on engines of its own, in a folder and under
// names of its own. With TEST_DATABASE_URL the relational half runs on that MySQL or MariaDB server.

export const password = 'correct horse battery staple';

/** A configuration in an empty folder; `clean` takes away what it left. */
export const testConfig = (
  env: Record<string, string> = {},
): { config: Config; clean: () => Promise<void> } => {
  const dataDir = mkdtempSync(join(tmpdir(), 'iperform-test-'));
  const url = process.env.TEST_DATABASE_URL;
  const magenta = `t${crypto.randomUUID().slice(0, 8)}`;
  const config = readConfig({
    NODE_ENV: 'test',
    DATA_DIR: dataDir,
    PORT: '0',
    LOG_LEVEL: process.env.TEST_LOG ?? 'silent',
    ARGON2_MEMORY_KIB: '8192',
    ARGON2_PASSES: '1',
    RL_SIGN_IN_ADDRESS: '100000',
    SESSION_LIMIT: '100',
    MAGENTA_SCHEMA: magenta,
    ...(url === undefined ? {} : { DATABASE_URL: url }),
    ...env,
  });
  return {
    config,
    clean: async () => {
      if (url !== undefined) {
        const connection = await createConnection(url);
        const [rows] = await connection.query('show databases like ?', [`${magenta}%`]);
        for (const row of rows as Record<string, string>[]) {
          await connection.query(`drop database \`${Object.values(row)[0]}\``);
        }
        await connection.end();
      }
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};

export interface Person {
  id: string;
  email: string;
  /** Bearer token of an open session. */
  token: string;
}

export interface TestCompany {
  company: Company;
  /** Adds a person with `password`, signed in. */
  person: (role: Role, options?: PersonOptions) => Promise<Person>;
  partner: (name: string) => Promise<string>;
  stages: Record<string, string>;
}

interface PersonOptions {
  name?: string;
  managerId?: string;
  partnerId?: string;
  worksFor?: string[];
}

export interface Answer {
  status: number;
  /** Whatever JSON it was: tests look into answers of every shape. */
  body: ReturnType<typeof JSON.parse>;
  headers: Record<string, string | number | string[] | undefined>;
}

export interface TestApp extends App {
  server: FastifyInstance;
  addCompany: (slug: string) => Promise<TestCompany>;
  /** Calls the API as a person, or as nobody with null. */
  call: (
    who: Person | null,
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Answer>;
  /** Waits until `check` answers true; fails with `what` after a minute. */
  until: (what: string, check: () => Promise<boolean>) => Promise<void>;
  stop: () => Promise<void>;
}

const deadlineMs = 60_000;

/** Starts the whole program. Call `stop` when the tests of a file have ended. */
export const startTestApp = async (env: Record<string, string> = {}): Promise<TestApp> => {
  const { config, clean } = testConfig(env);
  const app = await openApp(config, 'all');
  const { server } = app;
  if (server === null) throw new Error('role "all" has a server');
  await server.ready();
  // One hash for everybody: the same password, and no test reads it as a secret.
  const passwordHash = await app.auth.hashPassword(password);
  let people = 0;

  const call: TestApp['call'] = async (who, method, url, body, headers = {}) => {
    const raw = body instanceof Buffer || typeof body === 'string';
    const answer = await server.inject({
      method,
      url,
      headers: {
        ...(who === null ? {} : { authorization: `Bearer ${who.token}` }),
        ...(body === undefined
          ? {}
          : { 'content-type': raw ? 'application/octet-stream' : 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: raw ? body : JSON.stringify(body) }),
    });
    const json = String(answer.headers['content-type'] ?? '').includes('json');
    return { status: answer.statusCode, body: json ? answer.json() : answer.body, headers: answer.headers };
  };

  const { body: key } = await call(null, 'GET', '/i_auth/public_key');
  const encrypted = publicEncrypt(
    { key: key.data.pem, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
    Buffer.from(password),
  ).toString('base64');
  const signIn = async (email: string, company: string): Promise<string> => {
    const answer = await call(null, 'POST', '/i_auth', {
      email,
      company,
      password: encrypted,
      platform: 'other',
    });
    if (answer.status !== 200) throw new Error(`${email} could not sign in: ${JSON.stringify(answer.body)}`);
    return answer.body.data.token;
  };

  const addCompany = async (slug: string): Promise<TestCompany> => {
    const company = await app.companies.create({
      slug,
      name: `Company ${slug}`,
      timeZone: 'Asia/Kolkata',
      currency: 'INR',
      financialYearStart: 4,
    });
    const stages = await startPipeline(await app.companies.database(company.id));
    return {
      company,
      stages: Object.fromEntries(stages.map((stage) => [stage.name, stage.id])),
      partner: (name) => addPartner(app.companies, company.id, name),
      person: async (role, options = {}) => {
        people += 1;
        const email = `${role.toLowerCase()}${people}@${slug}.example`;
        const id = await addPerson(app.companies, company.id, {
          ...options,
          name: options.name ?? `${role} ${people}`,
          email,
          role,
          passwordHash,
        });
        return { id, email, token: await signIn(email, slug) };
      },
    };
  };

  return {
    ...app,
    server,
    call,
    addCompany,
    until: async (what, check) => {
      for (const end = Date.now() + deadlineMs; !(await check()); ) {
        if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    stop: async () => {
      await app.close();
      await clean();
    },
  };
};
