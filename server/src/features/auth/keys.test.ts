import assert from 'node:assert/strict';
import { constants, publicEncrypt } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { pino } from 'pino';
import { type Companies, openCompanies } from '../../db/companies.ts';
import { testConfig } from '../../testing/harness.ts';
import { openPasswordKeys, type PublicKey } from './keys.ts';

const log = pino({ level: 'silent' });
const secret = 'a secret of the tests, long enough to be one';

const close = (key: PublicKey, plain: string | Buffer, oaepHash = 'sha256'): string =>
  publicEncrypt(
    { key: key.pem, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash },
    Buffer.from(plain),
  ).toString('base64');

describe('the keys that passwords are encrypted with', () => {
  const { config, clean } = testConfig();
  let companies: Companies;
  before(async () => {
    companies = await openCompanies(config);
  });
  beforeEach(() => companies.magenta.transaction((tx) => tx.deleteFrom('key_ring').execute()));
  after(async () => {
    await companies.close();
    await clean();
  });

  /** What one process holds of the ring. */
  const processOf = (as = secret) => openPasswordKeys(companies.magenta, as, log);
  const rows = () => companies.magenta.read.selectFrom('key_ring').selectAll().execute();

  test('open what was closed with them, in any script, up to 256 bytes', async () => {
    const keys = processOf();
    const key = await keys.published();
    for (const plain of ['p@ss wörd✓', 'पासवर्ड 😀', 'x'.repeat(256), '\ufeffmark']) {
      assert.equal(await keys.open(close(key, plain)), plain);
    }
    assert.equal(await keys.open(close(key, 'x', 'sha1')), null, 'another hash');
    assert.equal(await keys.open(close(key, Buffer.from([0xff, 0xfe]))), null, 'not UTF-8');
    assert.equal(await keys.open('A'.repeat(2048)), null, 'too long');
    assert.equal(await keys.open(''), null);
  });

  test('are stored encrypted', async () => {
    await processOf().published();
    const [row] = await rows();
    assert.ok(row);
    assert.ok(!Buffer.from(row.secret, 'base64url').includes('RSA'));
    assert.equal(
      Buffer.from(row.secret, 'base64url').indexOf(Buffer.from('300d06092a864886f70d', 'hex')),
      -1,
    );
  });

  test('are made once by a process that is asked by many', async () => {
    const keys = processOf();
    const answers = await Promise.all(Array.from({ length: 5 }, () => keys.published()));
    assert.equal(new Set(answers.map((key) => key.kid)).size, 1);
    assert.equal((await rows()).length, 1);
  });

  test('of two processes that start at once open one another, and one of them is published', async () => {
    const [one, two] = [processOf(), processOf()];
    const [first, second] = await Promise.all([one.published(), two.published()]);
    for (const key of [first, second]) {
      assert.equal(await one.open(close(key, 'secret')), 'secret');
      assert.equal(await two.open(close(key, 'secret')), 'secret');
    }
    assert.equal((await processOf().published()).kid, (await processOf().published()).kid);
  });

  test('that another process made a moment ago are found', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
    const one = processOf();
    const old = await one.published();
    const [row] = await rows();
    assert.ok(row);
    // Another process adds a key while this one still remembers the ring.
    await companies.magenta.transaction((tx) => tx.deleteFrom('key_ring').execute());
    t.mock.timers.tick(1);
    const newer = await processOf().published();
    await companies.magenta.transaction((tx) => tx.insertInto('key_ring').values(row).execute());
    assert.equal((await one.published()).kid, old.kid);
    assert.equal(await one.open(close(newer, 'secret')), 'secret');
    assert.equal((await processOf().published()).kid, newer.kid, 'the newest is published');
    assert.equal(await processOf().open(close(old, 'secret')), 'secret', 'the older still opens');
  });

  test('made under another secret are left out, and a new one is made', async () => {
    const old = await processOf().published();
    const keys = processOf('another secret, also long enough for one');
    assert.notEqual((await keys.published()).kid, old.kid);
    assert.equal(await keys.open(close(old, 'secret')), null);
    assert.equal(await keys.open(close(await keys.published(), 'secret')), 'secret');
  });
});
