import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  api,
  type BodyInput,
  type Endpoint,
  type LeadFilter,
  type ParamsOf,
  type QueryOf,
  type ReplyOf,
  type Role,
} from '@iperform/contract';

// The product as a newcomer gets it: the real program in a process and a data directory of its own, with the demo.

const root = join(import.meta.dirname, '..');
const startDeadlineMs = 150_000;
const stopDeadlineMs = 15_000;

export const password = 'a password for the demo';

/** Somebody of a demo company: the first one of that role whom the program names when it starts. */
export type Who = `${'vidya' | 'surya'} ${Role}`;

export interface Product {
  /** `http://127.0.0.1:40123` */
  origin: string;
  emailOf: (who: Who) => string;
  /** Signs somebody in through the API, as another program or another person's browser would be. */
  client: (who: Who) => Promise<Client>;
  /** Errors that the program has logged. */
  faults: () => string[];
  /** Ends the program, and takes away its data. @throws where it does not end well */
  stop: () => Promise<void>;
}

interface CallOptions<E extends Endpoint> {
  params?: ParamsOf<E>;
  query?: QueryOf<E>;
  body?: BodyInput<E>;
}

export interface Client {
  userId: string;
  /** Calls an endpoint of the contract. @throws for every answer that is not 2xx */
  call: <E extends Endpoint>(endpoint: E, options?: CallOptions<E>) => Promise<ReplyOf<E>>;
}

/** `Vidya Learning (demo)   ADMIN   ananya.iyer@vidya.example` → `vidya ADMIN`, with the first e-mail of each. */
const readPeople = (greeting: string): Map<string, string> => {
  const people = new Map<string, string>();
  for (const [, role, email, company] of greeting.matchAll(/\s([A-Z_]+)\s+(\S+@(\w+)\.example)\s*$/gm)) {
    const who = `${company} ${role}`;
    if (email !== undefined && !people.has(who)) people.set(who, email);
  }
  return people;
};

const openClient = async (origin: string, email: string): Promise<Client> => {
  const signIn = await fetch(`${origin}${api.auth.signIn.path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  const text = await signIn.text();
  if (!signIn.ok) throw new Error(`${email} could not sign in: ${signIn.status} ${text}`);
  const me = api.auth.signIn.reply.parse(JSON.parse(text));
  const cookie = signIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return {
    userId: me.user.id,
    call: async (endpoint, { params, query, body } = {}) => {
      const values = new Map(Object.entries(params ?? {}));
      const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) =>
        encodeURIComponent(String(values.get(name))),
      );
      const search = new URLSearchParams();
      for (const [name, value] of Object.entries(query ?? {}))
        search.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
      const answer = await fetch(`${origin}${path}?${search}`, {
        method: endpoint.method,
        headers: {
          cookie,
          'x-csrf-token': me.csrfToken ?? '',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const reply = await answer.text();
      if (!answer.ok) throw new Error(`${endpoint.method} ${path}: ${answer.status} ${reply}`);
      return endpoint.reply.parse(JSON.parse(reply)) as ReplyOf<typeof endpoint>;
    },
  };
};

/** Starts the product with the demo filled and waits until it says that it is ready. */
export const startProduct = async (settings: Record<string, string> = {}): Promise<Product> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'iperform-e2e-'));
  const { PATH = '', HOME = '', TMPDIR = tmpdir() } = process.env;
  const child = spawn(process.execPath, ['server/src/cli/main.ts', 'start'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...{ PATH, HOME, TMPDIR },
      NODE_ENV: 'test',
      DATA_DIR: dataDir,
      PORT: '0',
      LOG_LEVEL: 'error',
      DEMO: 'on',
      DEMO_PASSWORD: password,
      // Hashing costs what it must in production; here it would only cost time.
      ARGON2_MEMORY_KIB: '8192',
      ARGON2_PASSES: '1',
      SESSION_LIMIT: '200',
      RL_SIGN_IN_ACCOUNT: '1000',
      RL_SIGN_IN_ADDRESS: '10000',
      ...settings,
    },
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.on('exit', kill);
  let said = '';
  const exited = once(child, 'exit');
  const ready = new Promise<string>((resolve, reject) => {
    const fail = (how: string): void => reject(new Error(`The program ${how}:\n${said}`));
    const timer = setTimeout(() => fail('was not ready in time'), startDeadlineMs);
    exited.then(([code]) => fail(`ended with exit code ${code}`), reject).finally(() => clearTimeout(timer));
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        const address = /is ready: (http\S+)/.exec(said)?.[1];
        // The last line of the greeting: everybody has been named by then.
        if (address === undefined || !said.includes('/api/docs')) return;
        clearTimeout(timer);
        resolve(address);
      });
    }
  });
  const clean = (): void => {
    process.off('exit', kill);
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  };
  const origin = await ready.catch((error: unknown) => {
    kill();
    clean();
    throw error;
  });
  const people = readPeople(said);
  const emailOf = (who: Who): string => {
    const email = people.get(who);
    if (email === undefined) throw new Error(`The program named no ${who}:\n${said}`);
    return email;
  };
  return {
    origin,
    emailOf,
    client: (who) => openClient(origin, emailOf(who)),
    faults: () => said.split('\n').filter((line) => /^\{"level":(5|6)0/.test(line)),
    stop: async () => {
      child.kill('SIGTERM');
      const timer = setTimeout(kill, stopDeadlineMs);
      const [code, signal] = await exited;
      clearTimeout(timer);
      clean();
      if (code !== 0) throw new Error(`The program ended with ${code ?? signal}:\n${said}`);
    },
  };
};

/** The ids of all leads that match, page by page. */
export const leadIds = async (client: Client, filter: LeadFilter): Promise<Set<string>> => {
  const ids = new Set<string>();
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: ReplyOf<typeof api.leads.list> = await client.call(api.leads.list, {
      query: { filter, sort: '-createdAt', limit: 200, ...(cursor === '' ? {} : { cursor }) },
    });
    for (const { id } of page.items) ids.add(id);
    cursor = page.next;
  }
  return ids;
};
