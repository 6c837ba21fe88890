import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { roles } from '@iperform/contract';
import { decodeJwt } from 'jose';
import { permissionsOf } from '../../access/policy.ts';
import {
  type Answer,
  password,
  startTestApp,
  type TestApp,
  type TestCompany,
} from '../../testing/harness.ts';
import { addPerson } from '../people/index.ts';
import { bearer, documentedSignIn, encrypted, uiSignIn } from './fixture.ts';

// The Python application's hash of 'p@ss wörd✓'.
const werkzeug =
  'pbkdf2:sha256:260000$sz2nEjPI$d9f753637802acbc772d6d3691ae4f47400bbcd4bf3fa90c1adba789efa62dbd';

describe('the documented sign-in', () => {
  let app: TestApp;
  let acme: TestCompany;
  let zeta: TestCompany;
  before(async () => {
    app = await startTestApp({ SESSION_LIMIT: '5', RL_SIGN_IN_ADDRESS: '1000' });
    acme = await app.addCompany('acme');
    zeta = await app.addCompany('zeta');
  });
  after(() => app.stop());

  const sessionRow = async (id: string) => {
    const db = await app.companies.database(acme.company.id);
    return db.read.selectFrom('all_session').selectAll().where('id', '=', id).executeTakeFirst();
  };
  const hashOf = async (id: string) => {
    const db = await app.companies.database(acme.company.id);
    return db.read.selectFrom('user').select('password_hash').where('id', '=', id).executeTakeFirstOrThrow();
  };
  const update = async (
    id: string,
    values: { active?: 0 | 1; password_hash?: string; changed_on?: number },
  ) => {
    const db = await app.companies.database(acme.company.id);
    await db.transaction((tx) => tx.updateTable('user').set(values).where('id', '=', id).execute());
  };

  test('publishes an RSA key as PEM and JWK', async () => {
    const { status, body } = await app.call(null, 'GET', '/i_auth/public_key');
    assert.equal(status, 200);
    assert.equal(body.status, 200);
    assert.match(body.data.pem, /^-----BEGIN PUBLIC KEY-----/);
    assert.equal(body.data.jwk.kid, body.data.kid);
    assert.equal(body.data.jwk.alg, 'RSA-OAEP-256');
    assert.equal(body.data.jwk.d, undefined, 'the private part stays here');
  });

  test('gives an opaque token that opens the API, and keeps a row with what the client says', async () => {
    const person = await acme.person('SALESPERSON');
    const { status, body } = await documentedSignIn(app, person.email, {
      public_ip: '203.0.113.9',
      os: 'Android 15',
      device: 'Pixel 8',
    });
    assert.equal(status, 200);
    assert.equal(body.status, 200);
    assert.match(body.data.expires_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+05:30$/);
    assert.ok(!body.data.token.includes('.'));
    const row = await sessionRow(body.data.session);
    assert.deepEqual(
      [row?.user_id, row?.platform, row?.public_ip, row?.ip, row?.os, row?.device],
      [person.id, 'android', '203.0.113.9', '127.0.0.1', 'Android 15', 'Pixel 8'],
    );
    assert.equal(Date.parse(body.data.expires_at), Math.floor(Number(row?.expires_at) / 1000) * 1000);
    assert.ok(!JSON.stringify(row).includes(body.data.token));

    const me = await app.call(null, 'GET', '/api/v1/me', undefined, bearer(body.data.token));
    assert.equal(me.status, 200);
    assert.equal(me.body.user.id, person.id);
    assert.equal(me.body.user.email, person.email);
    assert.equal(me.body.company.slug, 'acme');
    assert.deepEqual(me.body.permissions.toSorted(), permissionsOf('SALESPERSON').toSorted());
    assert.equal(me.body.csrfToken, null);
  });

  test('gives a JWT with authflow=jwt that lives and dies with its session', async () => {
    const person = await acme.person('MANAGER');
    const { status, body } = await documentedSignIn(app, person.email, { authflow: 'jwt' });
    assert.equal(status, 200);
    const { token, session, expires_at } = body.data;
    const claims = decodeJwt(token);
    assert.deepEqual([claims.sid, claims.cid, claims.sub], [session, acme.company.id, person.id]);
    assert.equal(Date.parse(expires_at) / 1000, claims.exp);
    assert.equal((await app.call(null, 'GET', '/api/v1/me', undefined, bearer(token))).status, 200);
    assert.equal((await app.call(null, 'DELETE', '/api/v1/session', undefined, bearer(token))).status, 200);
    assert.equal((await app.call(null, 'GET', '/api/v1/me', undefined, bearer(token))).status, 401);
    assert.equal(await sessionRow(session), undefined);
  });

  test('takes a form, "email" instead of "username", and any case of the address', async () => {
    const person = await acme.person('SALESPERSON');
    const form = new URLSearchParams({
      email: ` ${person.email.toUpperCase()} `,
      password: await encrypted(app, password),
      company: '',
    });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const { status, body } = await app.call(null, 'POST', '/i_auth', form.toString(), headers);
    assert.equal(status, 200);
    assert.equal((await sessionRow(body.data.session))?.platform, 'other');
  });

  test('answers every failure alike: unknown, wrong, inactive, without password, undecryptable, plain', async () => {
    const good = await acme.person('SALESPERSON');
    const off = await acme.person('SALESPERSON');
    const fresh = await acme.person('SALESPERSON');
    await update(off.id, { active: 0 });
    await update(fresh.id, { password_hash: '' });
    const signIn = (email: string, sent: string, fields = {}) =>
      app.call(null, 'POST', '/i_auth', { email, password: sent, ...fields });
    const right = await encrypted(app, password);
    const same = ({ status, headers, body }: Answer) => {
      const { date, 'x-request-id': _, ...rest } = headers;
      return { status, headers: rest, body };
    };
    const first = same(await signIn('nobody@acme.example', right));
    assert.equal(first.status, 401);
    assert.deepEqual(first.body, {
      status: 401,
      message: 'Unauthorized',
      data: { code: 'BAD_CREDENTIALS' },
    });
    for (const [what, answer] of Object.entries({
      wrong: signIn(good.email, await encrypted(app, `${password}!`)),
      inactive: signIn(off.email, right),
      'no password yet': signIn(fresh.email, await encrypted(app, '')),
      undecryptable: signIn(good.email, Buffer.alloc(384, 7).toString('base64')),
      'of another length': signIn(good.email, 'AAAA'),
      'not base64': signIn(good.email, '%%%%'),
      plain: signIn(good.email, password),
      'another company': signIn(good.email, right, { company: 'zeta' }),
      'no such company': signIn(good.email, right, { company: "acme' or '1'='1" }),
      'a hostile name': signIn("' or 1=1 -- ", right),
    })) {
      assert.deepEqual(same(await answer), first, what);
    }
    const uiAnswers = [
      await uiSignIn(app, 'nobody@acme.example'),
      await uiSignIn(app, good.email, { plain: 'wrong' }),
      await uiSignIn(app, off.email),
    ].map(({ status, body: { requestId, ...body } }) => ({ status, body }));
    assert.equal(uiAnswers[0]?.status, 401);
    assert.equal(uiAnswers[0]?.body.code, 'BAD_CREDENTIALS');
    for (const answer of uiAnswers) assert.deepEqual(answer, uiAnswers[0]);
  });

  test('upgrades a hash of the Python application, once, and the password goes on working', async () => {
    const person = await acme.person('SALESPERSON');
    const plain = 'p@ss wörd✓';
    await update(person.id, { password_hash: werkzeug });
    assert.equal((await documentedSignIn(app, person.email, { plain: `${plain}x` })).status, 401);
    assert.equal((await hashOf(person.id)).password_hash, werkzeug);
    const answers = await Promise.all([1, 2, 3].map(() => documentedSignIn(app, person.email, { plain })));
    assert.deepEqual(
      answers.map((answer) => answer.status),
      [200, 200, 200],
    );
    const upgraded = (await hashOf(person.id)).password_hash;
    assert.match(upgraded, /^\$argon2id\$/);
    assert.equal((await documentedSignIn(app, person.email, { plain })).status, 200);
    assert.equal((await hashOf(person.id)).password_hash, upgraded);
  });

  test('finds the account among several companies by the password, by slug, or asks for it', async () => {
    const email = 'both@example.com';
    const add = async (company: TestCompany, plain: string) =>
      addPerson(app.companies, company.company.id, {
        email,
        name: 'Both',
        role: 'SALESPERSON',
        passwordHash: await app.auth.hashPassword(plain),
      });
    const inZeta = await add(zeta, 'the same one');
    const inAcme = await add(acme, 'the same one');
    const idOf = async (token: string) =>
      (await app.call(null, 'GET', '/api/v1/me', undefined, bearer(token))).body.user.id;

    const plain = 'the same one';
    assert.equal(await idOf((await documentedSignIn(app, email, { plain })).body.data.token), inAcme);
    const narrowed = await documentedSignIn(app, email, { plain, company: 'zeta' });
    assert.equal(await idOf(narrowed.body.data.token), inZeta);

    const asked = await uiSignIn(app, email, { plain });
    assert.equal(asked.status, 409);
    assert.equal(asked.body.code, 'COMPANY_REQUIRED');
    assert.deepEqual(asked.body.errors, [
      { field: 'company', message: 'acme' },
      { field: 'company', message: 'zeta' },
    ]);
    assert.equal((await uiSignIn(app, email, { plain: 'wrong' })).status, 401, 'only the password is told');
    assert.equal((await uiSignIn(app, email, { plain, company: 'zeta' })).body.user.id, inZeta);
  });

  test('lets every role in by the API, and programs not into the web UI', async () => {
    for (const role of roles) {
      const person = await acme.person(role);
      assert.equal((await documentedSignIn(app, person.email)).status, 200, role);
      const ui = await uiSignIn(app, person.email);
      const program = role === 'INTEGRATION' || role === 'DEV';
      assert.equal(ui.status, program ? 403 : 200, role);
      if (!program) continue;
      assert.equal(ui.body.code, 'FORBIDDEN');
      assert.equal(ui.headers['set-cookie'], undefined);
      assert.equal((await uiSignIn(app, person.email, { plain: 'wrong' })).status, 401);
    }
  });

  test('answers 422 in its envelope when there is no name at all', async () => {
    const { status, body } = await app.call(null, 'POST', '/i_auth', { password: 'x' });
    assert.equal(status, 422);
    assert.equal(body.status, 422);
    assert.equal(body.data.code, 'VALIDATION_FAILED');
  });
});
