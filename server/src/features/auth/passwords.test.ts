import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { hash } from '@node-rs/argon2';
import { readConfig } from '../../config.ts';
import type { AppError } from '../../kernel/errors.ts';
import { openPasswords, type Passwords } from './passwords.ts';
import { takeTurns } from './turns.ts';
import { verifyWerkzeug } from './werkzeug.ts';

const config = readConfig({
  ENV_DEC: 'a secret of the tests, long enough to be one',
  ARGON2_MEMORY_KIB: '8192',
  ARGON2_PASSES: '1',
});

// Made by Werkzeug 3.1.
const typed = 'p@ss wörd✓';
const pbkdf2 =
  'pbkdf2:sha256:260000$sz2nEjPI$d9f753637802acbc772d6d3691ae4f47400bbcd4bf3fa90c1adba789efa62dbd';
const scrypt =
  'scrypt:32768:8:1$cF9JfKmf3XhKsPaD$00edad6f136f313d0056a543dc5ea2abefd06a5a9b7d4f4f502a72a6f4dd2648969f1ab8f0f0758fc025c55c84c77b5e2d36faab7a0a4d0e69d92533c7a5740b';

describe('passwords', () => {
  let passwords: Passwords;
  before(async () => {
    passwords = await openPasswords(config);
  });

  test('a new hash is argon2id and opens by its password alone', async () => {
    const stored = await passwords.hash(typed);
    assert.match(stored, /^\$argon2id\$v=19\$m=8192,t=1,p=1\$/);
    assert.deepEqual(await passwords.check(stored, typed), { right: true, upgrade: null });
    assert.deepEqual(await passwords.check(stored, `${typed} `), { right: false, upgrade: null });
    assert.notEqual(await passwords.hash(typed), stored);
  });

  for (const [kind, stored] of Object.entries({ pbkdf2, scrypt })) {
    test(`a Werkzeug ${kind} hash verifies and asks to be replaced by argon2id`, async () => {
      const { right, upgrade } = await passwords.check(stored, typed);
      assert.equal(right, true);
      assert.match(upgrade ?? '', /^\$argon2id\$/);
      assert.deepEqual(await passwords.check(upgrade, typed), { right: true, upgrade: null });
      assert.deepEqual(await passwords.check(stored, 'p@ss word✓'), { right: false, upgrade: null });
    });
  }

  test('an argon2id hash of a cheaper setting is replaced, only when the password is right', async () => {
    const cheap = await hash(typed, { memoryCost: 8192, timeCost: 2, parallelism: 1 });
    assert.match((await passwords.check(cheap, typed)).upgrade ?? '', /m=8192,t=1,p=1/);
    assert.equal((await passwords.check(cheap, 'wrong')).upgrade, null);
  });

  test('no account, no password yet, and methods without key derivation never open', async () => {
    for (const stored of [null, '', 'plain$$secret', 'sha256$salt$2bb80d', 'md5$$5ebe2294', 'nonsense']) {
      assert.equal((await passwords.check(stored, 'secret')).right, false, String(stored));
    }
  });

  test('a stored hash cannot make us work without bound', async () => {
    const salt = 'abc$';
    const zeros = '00'.repeat(64);
    for (const stored of [
      `pbkdf2:sha256:99999999$${salt}${zeros.slice(0, 64)}`,
      `pbkdf2:sha256:0$${salt}${zeros.slice(0, 64)}`,
      `pbkdf2:md5:1000$${salt}${zeros.slice(0, 32)}`,
      `scrypt:1073741824:8:1$${salt}${zeros}`,
      `scrypt:32767:8:1$${salt}${zeros}`,
      `scrypt:2:8:1000$${salt}${zeros}`,
      `pbkdf2:sha256:1$${salt}`,
    ]) {
      assert.equal(await verifyWerkzeug(stored, 'x'), false, stored);
    }
  });
});

describe('turns', () => {
  test('so many run at once, so many wait, the next is told to come back; then it goes on', async () => {
    const turn = takeTurns(2, 3);
    const gate = Promise.withResolvers<void>();
    let running = 0;
    let most = 0;
    const work = () =>
      turn(async () => {
        running += 1;
        most = Math.max(most, running);
        await gate.promise;
        running -= 1;
      });
    const admitted = Array.from({ length: 5 }, work);
    await assert.rejects(work(), (error: AppError) => error.code === 'BUSY' && (error.retryAfter ?? 0) > 0);
    gate.resolve();
    await Promise.all(admitted);
    assert.equal(most, 2);
    await Promise.all(Array.from({ length: 5 }, work));
  });

  test('a piece of work that fails hands its turn on', async () => {
    const turn = takeTurns(1, 1);
    const failing = turn(async () => {
      throw new Error('no');
    });
    const next = turn(async () => 'went');
    await assert.rejects(failing, /no/);
    assert.equal(await next, 'went');
    assert.equal(await turn(async () => 'again'), 'again');
  });
});
