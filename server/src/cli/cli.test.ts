import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

const main = join(import.meta.dirname, 'main.ts');
const folders: string[] = [];
const children: ChildProcess[] = [];

const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'iperform-cli-'));
  folders.push(path);
  return path;
};

const start = (args: string[], env: Record<string, string>, input = ''): ChildProcess => {
  const child = spawn(process.execPath, [main, ...args], {
    env: {
      PATH: process.env.PATH ?? '',
      ARGON2_MEMORY_KIB: '8192',
      ARGON2_PASSES: '1',
      DATA_DIR: folder(),
      ...env,
    },
  });
  children.push(child);
  child.stdin?.end(input);
  return child;
};

interface Result {
  code: number | null;
  out: string;
  error: string;
}

const run = async (args: string[], env: Record<string, string> = {}, input = ''): Promise<Result> => {
  const child = start(args, env, input);
  let out = '';
  let error = '';
  child.stdout?.on('data', (chunk) => (out += chunk));
  child.stderr?.on('data', (chunk) => (error += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, error };
};

/** Waits for a line on standard output. */
const says = (child: ChildProcess, pattern: RegExp): Promise<string> =>
  new Promise((resolve, reject) => {
    let seen = '';
    child.stdout?.on('data', (chunk) => {
      seen += chunk;
      const match = pattern.exec(seen);
      if (match !== null) resolve(match[1] ?? match[0]);
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${seen}`)));
  });

after(() => {
  for (const child of children)
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  for (const path of folders) rmSync(path, { recursive: true, force: true });
});

describe('the command line', () => {
  it('says what there is, and refuses what there is not', async () => {
    assert.match((await run(['help'])).out, /iperform start/);
    const unknown = await run(['fly']);
    assert.equal(unknown.code, 2);
    assert.match(unknown.error, /no command "fly"/);
    assert.equal((await run(['company', 'add', 'Bad Slug', 'x'])).code, 2);
    assert.equal((await run(['person', 'add', '--company', 'x'])).code, 2);
  });

  describe('tells a fault of configuration in one line, with code 1, before anything starts', () => {
    const cases: [string, Record<string, string>, RegExp][] = [
      ['a port that is none', { PORT: '99999' }, /PORT/],
      ['several at once', { PORT: 'x', LOG_LEVEL: 'loud' }, /PORT.*LOG_LEVEL/],
      ['a database address of another kind', { DATABASE_URL: 'postgres://x' }, /DATABASE_URL.*mysql:/],
      ['a short secret', { ENV_DEC: 'short' }, /ENV_DEC.*32/],
      [
        'production without an address',
        { NODE_ENV: 'production', ENV_DEC: 'x'.repeat(32) },
        /URL_OPEN.*https/,
      ],
      ['production without a secret', { NODE_ENV: 'production', URL_OPEN: 'https://a.example' }, /ENV_DEC/],
      ['a cluster without a server', { CLICKHOUSE_CLUSTER: 'main' }, /CLICKHOUSE_URL/],
      ['a proxy list that is none', { TRUST_PROXY: 'everyone' }, /TRUST_PROXY/],
      ['a data directory that is a file', { DATA_DIR: '/proc/version' }, /DATA_DIR/],
      [
        'a database that is down',
        { DATABASE_URL: 'mysql://root@127.0.0.1:9', DEMO: 'off' },
        /DATABASE_URL.*127\.0\.0\.1:9/,
      ],
    ];
    for (const [what, env, expected] of cases) {
      it(what, async () => {
        const { code, error, out } = await run(['start'], env);
        assert.equal(code, 1, `${out}${error}`);
        assert.match(error, expected);
        assert.equal(error.trim().split('\n').length, 1, error);
      });
    }
    it('a data directory that may not be written to', async () => {
      // Permissions do not hold root back; below a file nobody makes a folder.
      const path = process.getuid?.() === 0 ? join(main, 'data') : folder();
      if (process.getuid?.() !== 0) chmodSync(path, 0o555);
      const { code, error } = await run(['start'], { DATA_DIR: path });
      assert.equal(code, 1, error);
      assert.match(error, /DATA_DIR: cannot write/);
    });
    it('a port in use', async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as { port: number };
      const { code, error } = await run(['start'], { PORT: String(port), DEMO: 'off' });
      server.close();
      assert.equal(code, 1);
      assert.match(error, new RegExp(`PORT: ${port} is in use`));
    });
    it('a role that the embedded engines cannot share', async () => {
      for (const role of ['serve', 'worker']) {
        const { code, error } = await run([role]);
        assert.equal(code, 1);
        assert.match(error, /DATABASE_URL.*CLICKHOUSE_URL/);
      }
    });
  });

  it('sets up a company and a person, who then sign in; a second process finds them', async () => {
    const env = { DATA_DIR: folder(), DEMO: 'off', PORT: '0' };
    assert.equal((await run(['company', 'add', 'acme', 'Acme Traders'], env)).code, 0);
    assert.equal((await run(['company', 'add', 'acme', 'Again'], env)).code, 2);
    const person = [
      'person',
      'add',
      '--company',
      'acme',
      '--email',
      'a@acme.example',
      '--name',
      'A',
      '--role',
      'admin',
    ];
    assert.equal((await run(person, env, 'short\n')).code, 2);
    assert.equal((await run(person, env, 'a long password\n')).code, 0);
    assert.equal((await run(person, env, 'a long password\n')).code, 2);
    const server = start(['start'], env);
    const address = await says(server, /ready: (http:\S+)/);
    const answer = await fetch(`${address}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'A@acme.example', password: 'a long password' }),
    });
    assert.equal(answer.status, 200);
    assert.equal(((await answer.json()) as { company: { slug: string } }).company.slug, 'acme');
    server.kill('SIGTERM');
    const [code] = (await once(server, 'exit')) as [number];
    assert.equal(code, 0);
    assert.match((await run(['company', 'list'], env)).out, /acme\s+Acme Traders/);
    assert.match((await run(['analytics', 'check'], env)).out, /acme: equal/);
    assert.equal((await run(['doctor'], env)).code, 0);
  });
});
