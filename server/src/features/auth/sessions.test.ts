import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Person, startTestApp, type TestApp, type TestCompany } from '../../testing/harness.ts';
import { bearer, cookieOf, documentedSignIn, uiSignIn } from './fixture.ts';
import { sessionCookie } from './index.ts';
import { openSession, readUser } from './store.ts';

const hourMs = 3_600_000;

describe('sessions', () => {
  let app: TestApp;
  let acme: TestCompany;
  before(async () => {
    app = await startTestApp({ SESSION_IDLE_MIN: '60', SESSION_MAX_H: '10' });
    acme = await app.addCompany('acme');
  });
  after(() => app.stop());

  const me = (headers: Record<string, string>) => app.call(null, 'GET', '/api/v1/me', undefined, headers);
  const database = () => app.companies.database(acme.company.id);
  const setUser = async (person: Person, values: { active?: 0 | 1; role?: 'GUEST'; name?: string }) => {
    const db = await database();
    await db.transaction((tx) => tx.updateTable('user').set(values).where('id', '=', person.id).execute());
  };
  const signedIn = async (): Promise<{ person: Person; headers: { authorization: string }; id: string }> => {
    const person = await acme.person('SALESPERSON');
    const { body } = await documentedSignIn(app, person.email);
    return { person, headers: bearer(body.data.token), id: body.data.session };
  };
  /** Moves the clock on from the second within which a session is believed. */
  const later = (t: { mock: { timers: { tick: (ms: number) => void } } }, ms = 1001) =>
    t.mock.timers.tick(ms);
  const stopClock = (t: { mock: { timers: { enable: (o: { apis: ['Date']; now: number }) => void } } }) =>
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() });

  test('of the web UI live in a cookie that scripts cannot read; changes need the CSRF token', async () => {
    const person = await acme.person('ADMIN');
    const answer = await uiSignIn(app, person.email, {
      headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)' },
    });
    assert.equal(answer.status, 200);
    const attributes = String(answer.headers['set-cookie']);
    assert.match(attributes, /^iperform=[\w-]+; /);
    assert.match(attributes, /; HttpOnly/);
    assert.match(attributes, /; SameSite=Lax/);
    assert.match(attributes, /; Path=\//);
    assert.ok(!JSON.stringify(answer.body).includes(cookieOf(answer).split('=')[1] ?? '?'));
    const db = await database();
    const row = await db.read
      .selectFrom('all_session')
      .selectAll()
      .where('csrf', '=', answer.body.csrfToken)
      .executeTakeFirstOrThrow();
    assert.deepEqual([row.user_id, row.platform, row.os], [person.id, 'web', 'Linux']);

    const cookie = cookieOf(answer);
    const mine = await me({ cookie });
    assert.equal(mine.body.csrfToken, answer.body.csrfToken);
    const signOut = (headers: Record<string, string>) =>
      app.call(null, 'DELETE', '/api/v1/session', undefined, headers);
    assert.equal((await signOut({ cookie })).body.code, 'CSRF_TOKEN_MISSING');
    assert.equal((await signOut({ cookie, 'x-csrf-token': 'guessed' })).status, 403);
    assert.equal((await me({ cookie })).status, 200);
    const out = await signOut({ cookie, 'x-csrf-token': answer.body.csrfToken });
    assert.deepEqual(out.body, { signedOut: true });
    assert.match(String(out.headers['set-cookie']), /^iperform=; .*(Expires=Thu, 01 Jan 1970|Max-Age=0)/);
    assert.equal(
      (await me({ cookie })).status,
      401,
      'at once, not after the second that sessions are believed',
    );
  });

  test('have a __Host- cookie wherever the installation is opened by https', () => {
    const session = app.config.session;
    const https = sessionCookie({ production: false, urlOpen: 'https://crm.example.com', session });
    assert.equal(https.name, '__Host-iperform');
    assert.deepEqual([https.options.secure, https.options.path], [true, '/']);
    assert.equal(sessionCookie({ production: true, urlOpen: null, session }).name, '__Host-iperform');
    assert.equal(sessionCookie({ production: false, urlOpen: null, session }).options.secure, false);
  });

  test('of a bearer token count before the cookie, and a JWT is none for a cookie', async () => {
    const { person, headers } = await signedIn();
    const ui = cookieOf(await uiSignIn(app, (await acme.person('ADMIN')).email));
    assert.equal((await me({ ...headers, cookie: ui })).body.user.id, person.id);
    assert.equal((await me({ authorization: 'Bearer nonsense', cookie: ui })).status, 401);
    const jwt = (await documentedSignIn(app, person.email, { authflow: 'jwt' })).body.data.token;
    assert.equal((await me({ cookie: `iperform=${jwt}` })).status, 401);
    assert.equal((await me({})).status, 401);
  });

  test('end after a time without use, and after their last day however much they are used', async (t) => {
    const { headers } = await signedIn();
    const leftAlone = await signedIn();
    stopClock(t);
    for (let hours = 0.5; hours < 10; hours += 0.5) {
      later(t, hourMs / 2);
      assert.equal((await me(headers)).status, 200, `after ${hours} h`);
      await app.auth.settled();
      if (hours === 1) assert.equal((await me(leftAlone.headers)).status, 401);
    }
    later(t, hourMs / 2);
    assert.equal((await me(headers)).status, 401);
  });

  test('note their use once a minute at most', async (t) => {
    const { headers, id } = await signedIn();
    const seen = async () => {
      await app.auth.settled();
      const db = await database();
      return db.read
        .selectFrom('all_session')
        .select('seen_at')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
    };
    const start = (await seen()).seen_at;
    stopClock(t);
    later(t, 30_000);
    await me(headers);
    assert.equal((await seen()).seen_at, start);
    later(t, 31_000);
    await me(headers);
    assert.equal((await seen()).seen_at, Date.now());
  });

  test('follow the person within a second: role, name, switched off, company switched off', async (t) => {
    const { person, headers } = await signedIn();
    const zeta = await app.addCompany('zeta');
    const elsewhere = await zeta.person('ADMIN');
    stopClock(t);
    await setUser(person, { role: 'GUEST', name: 'Another Name' });
    later(t);
    const changed = await me(headers);
    assert.deepEqual([changed.body.user.role, changed.body.user.name], ['GUEST', 'Another Name']);
    assert.ok(!changed.body.permissions.includes('lead:create'));
    await setUser(person, { active: 0 });
    later(t);
    assert.equal((await me(headers)).status, 401);
    await setUser(person, { active: 1 });
    later(t);
    assert.equal((await me(headers)).status, 200);
    const setCompany = (active: 0 | 1) =>
      app.companies.magenta.transaction((tx) =>
        tx.updateTable('company').set({ active }).where('id', '=', zeta.company.id).execute(),
      );
    await setCompany(0);
    later(t);
    assert.equal((await me(bearer(elsewhere.token))).status, 401);
    assert.equal((await documentedSignIn(app, elsewhere.email)).status, 401);
    await setCompany(1);
    later(t);
    assert.equal((await me(bearer(elsewhere.token))).status, 200);
  });

  test('that are suspended stop within a second, and no new one opens on that platform', async (t) => {
    const { person, headers, id } = await signedIn();
    stopClock(t);
    const suspend = async (suspended: 0 | 1) => {
      const db = await database();
      await db.transaction((tx) =>
        tx.updateTable('all_session').set({ suspended }).where('id', '=', id).execute(),
      );
    };
    await suspend(1);
    later(t);
    assert.equal((await me(headers)).status, 401);
    later(t, 2 * hourMs);
    const refused = await documentedSignIn(app, person.email);
    assert.equal(refused.status, 505, 'idleness does not lift a suspension');
    assert.deepEqual([refused.body.status, refused.body.data.code], [505, 'SESSION_SUSPENDED']);
    assert.equal((await documentedSignIn(app, person.email, { plain: 'wrong' })).status, 401);
    assert.equal((await documentedSignIn(app, person.email, { platform: 'ios' })).status, 200);
    await suspend(0);
    assert.equal((await documentedSignIn(app, person.email)).status, 200);
  });

  test('open for the person whose password was checked, or not at all', async () => {
    const person = await acme.person('SALESPERSON');
    const db = await database();
    const user = await readUser(db, person.id);
    assert.ok(user);
    const now = Date.now();
    const session = {
      id: 'ef'.repeat(32),
      user_id: user.id,
      platform: 'web',
      public_ip: '',
      ip: '',
      os: '',
      device: '',
      csrf: '',
      created_at: now,
      expires_at: now + hourMs,
    };
    const opening = { session, user, upgrade: null, limit: 3, policy: 'reject', idleMs: hourMs } as const;
    // A reset stamps `changed_on`; it may come between the check and this transaction.
    await db.transaction((tx) =>
      tx
        .updateTable('user')
        .set({ changed_on: user.changed_on + 1 })
        .where('id', '=', user.id)
        .execute(),
    );
    assert.deepEqual(await openSession(db, opening), { verdict: 'changed' });
    await setUser(person, { active: 0 });
    const newer = { ...user, changed_on: user.changed_on + 1 };
    assert.deepEqual(await openSession(db, { ...opening, user: newer }), { verdict: 'changed' });
    await setUser(person, { active: 1 });
    assert.deepEqual(await openSession(db, { ...opening, user: newer }), { verdict: 'open', evicted: [] });
  });
});
