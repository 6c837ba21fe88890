import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { type Person, startTestApp, type TestApp, type TestCompany } from '../../testing/harness.ts';
import { bearer, documentedSignIn, uiSignIn } from './fixture.ts';
import { openLimits, windowMs } from './limits.ts';

const from = (ip: string) => ({ headers: { 'x-forwarded-for': ip } });

describe('limits on tries', () => {
  let app: TestApp;
  let acme: TestCompany;
  before(async () => {
    app = await startTestApp({
      RL_SIGN_IN_ACCOUNT: '3',
      RL_SIGN_IN_ADDRESS: '6',
      TRUST_PROXY: '127.0.0.1',
      SESSION_LIMIT: '100',
    });
    acme = await app.addCompany('acme');
  });
  after(() => app.stop());
  const forget = () => app.companies.magenta.transaction((tx) => tx.deleteFrom('attempt').execute());
  afterEach(forget);

  const wrong = (email: string, ip: string) => uiSignIn(app, email, { plain: 'wrong', ...from(ip) });
  const person = (): Promise<Person> => acme.person('SALESPERSON');

  test('an account takes so many from one address, then says how long to wait, whatever the password', async (t) => {
    const { email } = await person();
    for (let i = 0; i < 3; i += 1) assert.equal((await wrong(email, '192.0.2.1')).status, 401);
    const refused = await uiSignIn(app, email, from('192.0.2.1'));
    assert.equal(refused.status, 429);
    assert.equal(refused.body.code, 'TOO_MANY_REQUESTS');
    const wait = Number(refused.headers['retry-after']);
    assert.ok(wait > 0 && wait <= windowMs / 1000, `Retry-After ${wait}`);
    const documented = await documentedSignIn(app, email.toUpperCase(), from('192.0.2.1'));
    assert.deepEqual([documented.status, documented.body.data.code], [429, 'TOO_MANY_REQUESTS']);
    assert.equal((await uiSignIn(app, email, from('192.0.2.2'))).status, 200, 'the owner is elsewhere');
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + wait * 1000 });
    assert.equal(
      (await uiSignIn(app, email, from('192.0.2.1'))).status,
      200,
      'being refused prolonged nothing',
    );
  });

  test('unknown accounts are limited like known ones', async () => {
    for (let i = 0; i < 3; i += 1) assert.equal((await wrong('no@acme.example', '192.0.2.1')).status, 401);
    assert.equal((await wrong('no@acme.example', '192.0.2.1')).status, 429);
  });

  test('an address takes so many failures over all accounts; an IPv6 household is one address', async () => {
    const { email } = await person();
    for (let i = 0; i < 6; i += 1) {
      assert.equal((await wrong(`no${i}@acme.example`, `2001:db8:0:1::${i}`)).status, 401);
    }
    assert.equal((await uiSignIn(app, email, from('2001:db8:0:1:9::9'))).status, 429);
    assert.equal((await uiSignIn(app, email, from('2001:db8:0:2::1'))).status, 200);
  });

  test('a successful sign-in clears the account, and does not count against its address', async () => {
    const { email } = await person();
    for (let round = 0; round < 4; round += 1) {
      for (let i = 0; i < 2; i += 1) {
        assert.equal((await wrong(email, `192.0.2.${10 + round}`)).status, 401);
      }
      assert.equal((await uiSignIn(app, email, from(`192.0.2.${10 + round}`))).status, 200);
    }
    for (let i = 0; i < 8; i += 1) {
      assert.equal((await uiSignIn(app, email, from('192.0.2.20'))).status, 200);
    }
  });

  test('side by side, no more than the limit get as far as a check', async () => {
    const { email } = await person();
    const answers = await Promise.all(Array.from({ length: 20 }, () => wrong(email, '192.0.2.30')));
    const count = (status: number) => answers.filter((answer) => answer.status === status).length;
    assert.deepEqual([count(401), count(429)], [3, 17]);
    // And with no time at all between them, as two processes would have it.
    const limits = openLimits(app.config, app.companies.magenta);
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, () => limits.count('twenty@acme.example', '192.0.2.31')),
    );
    assert.equal(tries.filter((tried) => tried.status === 'fulfilled').length, 3);
  });

  test('a stranger with many addresses is stopped, and does not lock the owner out of a known one', async () => {
    const { email } = await person();
    assert.equal((await uiSignIn(app, email, from('198.51.100.1'))).status, 200);
    for (let i = 0; i < 60; i += 1) assert.equal((await wrong(email, `203.0.113.${i}`)).status, 401);
    assert.equal((await wrong(email, '203.0.113.250')).status, 429);
    assert.equal((await uiSignIn(app, email, from('198.51.100.1'))).status, 200);
  });

  test('the address is what the trusted proxy says, never what the client claims', async () => {
    const { email } = await person();
    const claim = (i: number) => ({
      headers: { 'x-forwarded-for': `10.9.8.${i}, 192.0.2.40` },
      public_ip: `10.9.8.${i}`,
    });
    for (let i = 0; i < 3; i += 1) {
      assert.equal((await documentedSignIn(app, email, { plain: 'wrong', ...claim(i) })).status, 401);
    }
    assert.equal((await documentedSignIn(app, email, claim(9))).status, 429);
  });

  test('nothing that is stored of a try names the account or the address', async () => {
    const { email } = await person();
    await forget();
    await wrong(email, '192.0.2.50');
    const rows = await app.companies.magenta.read.selectFrom('attempt').selectAll().execute();
    assert.equal(rows.length, 3);
    assert.ok(!JSON.stringify(rows).includes(email) && !JSON.stringify(rows).includes('192.0.2'));
  });
});

for (const policy of ['reject', 'evict_oldest']) {
  describe(`a limit of three sessions on a platform (${policy})`, () => {
    let app: TestApp;
    let acme: TestCompany;
    before(async () => {
      app = await startTestApp({
        SESSION_LIMIT: '3',
        SESSION_LIMIT_POLICY: policy,
        SESSION_IDLE_MIN: '60',
        RL_SIGN_IN_ACCOUNT: '1000',
        RL_SIGN_IN_ADDRESS: '1000',
      });
      acme = await app.addCompany('acme');
    });
    after(() => app.stop());

    const openOf = async (person: Person, platform: string) => {
      const db = await app.companies.database(acme.company.id);
      return db.read
        .selectFrom('all_session')
        .selectAll()
        .where('user_id', '=', person.id)
        .where('platform', '=', platform)
        .execute();
    };

    test('holds when fifty sign in side by side', async () => {
      const person = await acme.person('SALESPERSON');
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => documentedSignIn(app, person.email)),
      );
      const statuses = answers.map((answer) => answer.status);
      assert.equal((await openOf(person, 'android')).length, 3);
      assert.equal(statuses.filter((s) => s === 200).length, policy === 'reject' ? 3 : 50);
      if (policy === 'reject') assert.equal(statuses.filter((s) => s === 505).length, 47);
      const alive = await Promise.all(
        answers
          .filter((answer) => answer.status === 200)
          .map(({ body }) => app.call(null, 'GET', '/api/v1/me', undefined, bearer(body.data.token))),
      );
      assert.equal(alive.filter((answer) => answer.status === 200).length, 3);
    });

    test('answers as documented, by platform, and does not count what has ended', async (t) => {
      const person = await acme.person('SALESPERSON');
      const [first] = await Promise.all([documentedSignIn(app, person.email)]);
      for (let i = 0; i < 2; i += 1) {
        assert.equal((await documentedSignIn(app, person.email)).status, 200);
      }
      for (let i = 0; i < 3; i += 1) assert.equal((await uiSignIn(app, person.email)).status, 200);
      const [documented, ui] = [await documentedSignIn(app, person.email), await uiSignIn(app, person.email)];
      const old = await app.call(null, 'GET', '/api/v1/me', undefined, bearer(first?.body.data.token));
      if (policy === 'evict_oldest') {
        assert.deepEqual([documented.status, ui.status, old.status], [200, 200, 401]);
      } else {
        assert.equal(documented.status, 505);
        assert.deepEqual([documented.body.status, documented.body.data.code], [505, 'SESSION_SUSPENDED']);
        assert.match(documented.body.message, /\b3\b/);
        assert.deepEqual([ui.status, ui.body.code, old.status], [409, 'SESSION_LIMIT', 200]);
        assert.equal(ui.headers['set-cookie'], undefined);
      }
      assert.equal((await documentedSignIn(app, person.email, { platform: 'ios' })).status, 200);
      t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 61 * 60_000 });
      assert.equal((await documentedSignIn(app, person.email)).status, 200);
      assert.equal((await openOf(person, 'android')).length, 1);
    });

    test('is not used up by JWTs that nobody can use any more', async (t) => {
      const person = await acme.person('SALESPERSON');
      t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
      for (let i = 0; i < 6; i += 1) {
        assert.equal((await documentedSignIn(app, person.email, { authflow: 'jwt' })).status, 200);
        t.mock.timers.tick(windowMs / 2);
      }
    });
  });
}
