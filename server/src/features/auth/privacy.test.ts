import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { pino } from 'pino';
import { type Companies, openCompanies } from '../../db/companies.ts';
import { buildServer } from '../../http/server.ts';
import type { Company } from '../../kernel/context.ts';
import { password, testConfig } from '../../testing/harness.ts';
import { addPerson } from '../people/index.ts';
import { type EndedSession, openAuth, sessionCookie } from './index.ts';

// Sign-in with its log in hand, and under the settings that only some installations have.

describe('sign-in', () => {
  const { config, clean } = testConfig({ ENABLE_DEV_ROLE: 'off' });
  let companies: Companies;
  let company: Company;
  before(async () => {
    companies = await openCompanies(config);
    company = await companies.create({
      slug: 'acme',
      name: 'Acme',
      timeZone: 'Asia/Kolkata',
      currency: 'INR',
      financialYearStart: 4,
    });
  });
  after(async () => {
    await companies.close();
    await clean();
  });

  const start = async (changes: Partial<typeof config> = {}) => {
    const lines: string[] = [];
    const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
    const chosen = { ...config, ...changes };
    const auth = await openAuth({ config: chosen, companies, log });
    const server = await buildServer({
      routes: auth.feature.routes,
      identity: { authenticate: auth.authenticate, cookie: sessionCookie(chosen) },
      log,
      trustProxy: false,
      secure: false,
      webRoot: config.dataDir,
      explain: (error) => error,
      ready: () => Promise.resolve(),
    });
    const call = (method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object, token?: string) =>
      server.inject({
        method,
        url,
        ...(payload === undefined ? {} : { payload }),
        ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
      });
    const add = async (email: string, role: 'ADMIN' | 'DEV') =>
      addPerson(companies, company.id, {
        email,
        name: 'Somebody',
        role,
        passwordHash: await auth.hashPassword(password),
      });
    return { auth, server, call, add, lines };
  };

  test('logs who came, who failed and who left, and no secret', async () => {
    const { auth, server, call, add, lines } = await start({ passwordTransport: 'plain' });
    const userId = await add('canary@acme.example', 'ADMIN');
    const ended: EndedSession[] = [];
    auth.onEnded((session) => ended.push(session));
    // What people type into the name field by mistake is as secret as what they type below it.
    await call('POST', '/i_auth', { username: 'typed-into-name-field', password: 'canary-wrong' });
    await call('POST', '/api/v1/session', { email: 'canary@acme.example', password: 'canary-wrong' });
    const { data } = (await call('POST', '/i_auth', { username: 'canary@acme.example', password })).json();
    const ui = await call('POST', '/api/v1/session', { email: 'canary@acme.example', password });
    assert.equal((await call('DELETE', '/api/v1/session', undefined, data.token)).statusCode, 200);
    assert.deepEqual(ended, [{ companyId: company.id, sessionId: data.session }]);

    const events = lines.map((line) => JSON.parse(line)).filter((line) => line.event?.startsWith('auth.'));
    assert.deepEqual(
      events.map((line) => line.event),
      ['auth.failed', 'auth.failed', 'auth.signed_in', 'auth.signed_in', 'auth.signed_out'],
    );
    assert.deepEqual(
      events.map((line) => line.failure),
      ['unknown', 'wrong password', undefined, undefined, undefined],
    );
    assert.deepEqual([events[2].userId, events[4].userId], [userId, userId]);
    const cookie = String(ui.headers['set-cookie']).split(/[=;]/)[1] ?? '';
    const everything = lines.join('\n');
    for (const secret of [
      'typed-into-name-field',
      'canary-wrong',
      password,
      data.token,
      data.session,
      cookie,
      ui.json().csrfToken,
      config.secret,
    ]) {
      assert.ok(secret.length > 5 && !everything.includes(secret), `the log holds ${secret}`);
    }
    await server.close();
  });

  test('lets nobody in as DEV where the role is off, whatever session they hold', async () => {
    const on = await start({ devRole: true });
    await on.add('dev@acme.example', 'DEV');
    const signIn = async ({ call }: typeof on) => {
      const { data } = (await call('GET', '/i_auth/public_key')).json();
      const key = await crypto.subtle.importKey(
        'jwk',
        data.jwk,
        { name: 'RSA-OAEP', hash: 'SHA-256' },
        false,
        ['encrypt'],
      );
      const closed = await crypto.subtle.encrypt({ name: 'RSA-OAEP' }, key, Buffer.from(password));
      const sent = { username: 'dev@acme.example', password: Buffer.from(closed).toString('base64') };
      return call('POST', '/i_auth', sent);
    };
    const opened = await signIn(on);
    assert.equal(opened.statusCode, 200);
    const { token, expires_at } = opened.json().data;
    assert.ok(Date.parse(expires_at) - Date.now() <= 3_600_000, 'an hour at most');
    assert.equal((await on.call('GET', '/api/v1/me', undefined, token)).statusCode, 200);

    const off = await start();
    assert.equal((await off.call('GET', '/api/v1/me', undefined, token)).statusCode, 401);
    const refused = await signIn(off);
    assert.equal(refused.statusCode, 401);
    assert.equal(refused.json().data.code, 'BAD_CREDENTIALS');
    await on.server.close();
    await off.server.close();
  });

  test('takes encrypted passwords alone where the installation says so', async () => {
    const { server, call, add } = await start({ passwordTransport: 'encrypted' });
    await add('strict@acme.example', 'ADMIN');
    const ui = await call('POST', '/api/v1/session', { email: 'strict@acme.example', password });
    assert.equal(ui.json().code, 'FORBIDDEN');
    const plain = await call('POST', '/i_auth', { email: 'strict@acme.example', password });
    assert.equal(plain.statusCode, 401);
    await server.close();
  });

  test('under a storm says come back, and counts nobody out for it', async () => {
    const { server, call, add } = await start({
      signInTries: { account: 1000, address: 75 },
      session: { ...config.session, limit: 1000 },
    });
    await add('storm@acme.example', 'ADMIN');
    // An address nobody has takes the same turns: it costs what a known one costs.
    for (const email of ['storm@acme.example', 'storm@acme.example', 'nobody@acme.example']) {
      const done = email.startsWith('storm') ? 200 : 401;
      const answers = await Promise.all(
        Array.from({ length: 70 }, () => call('POST', '/api/v1/session', { email, password })),
      );
      const busy = answers.filter((answer) => answer.statusCode === 503);
      // A pool of ten connections lets no storm through to the turns: there a slow database is what says wait.
      const pooled = process.env.TEST_DATABASE_URL !== undefined;
      assert.ok((pooled || busy.length > 0) && busy.length < 70, `${busy.length} were busy`);
      for (const answer of answers) assert.ok([done, 503].includes(answer.statusCode), answer.body);
      assert.ok(busy.every((answer) => Number(answer.headers['retry-after']) > 0));
    }
    await server.close();
  });
});
