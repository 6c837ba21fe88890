import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { describe, test } from 'node:test';
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import { newId } from '../../kernel/id.ts';
import { deriveKey, seal, unseal } from './seal.ts';
import { jwtMs, openTokens } from './tokens.ts';

const secret = 'a secret of the tests, long enough to be one';
const tokens = openTokens(secret);
const companyId = newId();

describe('opaque tokens', () => {
  test('say their company and session, and nothing of it in the clear', async () => {
    const { token, sessionId } = tokens.opaque(companyId, Date.now());
    assert.match(token, /^[\w-]+$/);
    assert.match(sessionId, /^[0-9a-f]{64}$/);
    assert.ok(!Buffer.from(token, 'base64url').includes(companyId));
    assert.deepEqual(await tokens.read(token, false), { companyId, sessionId, until: null });
    assert.notEqual(tokens.opaque(companyId, Date.now()).sessionId, sessionId);
  });

  test('are nothing with any one character changed, cut short, lengthened, or spelt another way', async () => {
    const { token } = tokens.opaque(companyId, Date.now());
    for (let i = 0; i < token.length; i += 1) {
      const other = token[i] === 'A' ? 'B' : 'A';
      assert.equal(await tokens.read(token.slice(0, i) + other + token.slice(i + 1), false), null, `at ${i}`);
    }
    for (const changed of ['', token.slice(0, -1), `${token}A`, `${token}=`, ` ${token}`, 'x'.repeat(5000)]) {
      assert.equal(await tokens.read(changed, false), null);
    }
  });

  test('of another installation, or sealed for another use, are nothing', async () => {
    const foreign = openTokens('another secret, also long enough for one');
    assert.equal(await tokens.read(foreign.opaque(companyId, Date.now()).token, false), null);
    const plain = unseal(
      deriveKey(secret, 'session token'),
      tokens.opaque(companyId, Date.now()).token,
    ) as Buffer;
    assert.equal(await tokens.read(seal(deriveKey(secret, 'key ring'), plain), false), null);
    assert.notEqual(await tokens.read(seal(deriveKey(secret, 'session token'), plain), false), null);
  });
});

describe('JWTs', () => {
  const claim = { companyId, sessionId: 'ab'.repeat(32), userId: newId() };
  const key = deriveKey(secret, 'session jwt');

  /** A JWT like ours, but for what is changed. */
  const forge = async (
    changes: { claims?: Record<string, unknown>; header?: Record<string, unknown> },
    signKey: Parameters<SignJWT['sign']>[0] = key,
  ): Promise<string> => {
    const ours = await tokens.jwt(claim, Date.now());
    return new SignJWT({ ...decodeJwt(ours), ...changes.claims })
      .setProtectedHeader({ ...decodeProtectedHeader(ours), alg: 'HS256', ...changes.header })
      .sign(signKey);
  };
  const now = () => Math.floor(Date.now() / 1000);

  test('name their session for fifteen minutes, and only where JWTs are taken', async () => {
    const token = await tokens.jwt(claim, Date.now());
    const read = await tokens.read(token, true);
    assert.equal(read?.sessionId, claim.sessionId);
    assert.equal(read?.companyId, companyId);
    const { exp = 0, iat = 0 } = decodeJwt(token);
    assert.equal(exp - iat, jwtMs / 1000);
    assert.equal(await tokens.read(token, false), null);
    assert.notEqual(
      await tokens.read(await forge({}), true),
      null,
      'what is forged below is otherwise right',
    );
  });

  test('are nothing once their time is over, also when they were read before', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
    const token = await tokens.jwt(claim, Date.now());
    assert.notEqual(await tokens.read(token, true), null);
    t.mock.timers.tick(jwtMs + 1000);
    assert.equal(await tokens.read(token, true), null);
    assert.equal(await openTokens(secret).read(token, true), null);
  });

  test('are nothing with another issuer, audience, type, key id, or without what they must say', async () => {
    for (const changes of [
      { claims: { iss: 'somebody' } },
      { claims: { aud: 'something' } },
      { claims: { exp: undefined } },
      { claims: { exp: now() - 1 } },
      { claims: { nbf: now() + 60 } },
      { claims: { sid: undefined } },
      { claims: { sid: "' or 1=1" } },
      { claims: { cid: '../other' } },
      { header: { typ: 'JWT' } },
      { header: { typ: undefined } },
      { header: { kid: 'another' } },
      { header: { kid: undefined } },
    ]) {
      assert.equal(await tokens.read(await forge(changes), true), null, JSON.stringify(changes));
    }
  });

  test('are nothing under another key or algorithm', async () => {
    const other = deriveKey(secret, 'something else');
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    assert.equal(await tokens.read(await forge({}, other), true), null);
    assert.equal(await tokens.read(await forge({ header: { alg: 'RS256' } }, privateKey), true), null);
    // The classic confusion: a public key, known to all, used as the secret of an HMAC.
    const pem = Buffer.from(publicKey.export({ type: 'spki', format: 'pem' }));
    assert.equal(await tokens.read(await forge({}, pem), true), null);
    // Our own key under a neighbouring algorithm: the key alone does not make it ours.
    const [header = '', payload = ''] = (await tokens.jwt(claim, Date.now())).split('.');
    const open = JSON.parse(Buffer.from(header, 'base64url').toString());
    for (const bits of [384, 512]) {
      const other = Buffer.from(JSON.stringify({ ...open, alg: `HS${bits}` })).toString('base64url');
      const mac = createHmac(`sha${bits}`, key).update(`${other}.${payload}`).digest('base64url');
      assert.equal(await tokens.read(`${other}.${payload}.${mac}`, true), null, `HS${bits}`);
    }
  });

  test('without a signature, or with one over something else, are nothing', async () => {
    const [header = '', payload = '', signature = ''] = (await tokens.jwt(claim, Date.now())).split('.');
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const open = JSON.parse(Buffer.from(header, 'base64url').toString());
    for (const alg of ['none', 'None', 'NONE', '']) {
      for (const ending of ['', signature]) {
        assert.equal(await tokens.read(`${encode({ ...open, alg })}.${payload}.${ending}`, true), null);
      }
    }
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const changed = encode({ ...claims, sid: 'cd'.repeat(32) });
    assert.equal(await tokens.read(`${header}.${changed}.${signature}`, true), null);
    assert.equal(await tokens.read(`${header}.${payload}`, true), null);
    assert.equal(await tokens.read(`${header}.${payload}.`, true), null);
    assert.equal(await tokens.read('..', true), null);
    // A header that brings its own key is not believed either.
    const own = encode({ ...open, jwk: { kty: 'oct', k: Buffer.from('own').toString('base64url') } });
    const mac = createHmac('sha256', 'own').update(`${own}.${payload}`).digest('base64url');
    assert.equal(await tokens.read(`${own}.${payload}.${mac}`, true), null);
  });
});
