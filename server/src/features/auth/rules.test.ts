import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  addressGroup,
  admit,
  claimed,
  isUsable,
  kolkata,
  lifetimeOf,
  platformOf,
  systemOf,
} from './rules.ts';

describe('the rules of sign-in', () => {
  test('one caller is an IPv4 address or an IPv6 /64, however it is written', () => {
    assert.equal(addressGroup('192.0.2.7'), '192.0.2.7');
    assert.equal(addressGroup('::ffff:192.0.2.7'), '192.0.2.7');
    const one = addressGroup('2001:db8:0:12::1');
    for (const same of [
      '2001:db8:0:12:ffff:ffff:ffff:ffff',
      '2001:0DB8:0000:0012::9',
      '2001:db8::12:0:0:0:1',
      '2001:db8:0:12::1%eth0',
      '2001:db8:0:12::192.0.2.1',
    ]) {
      assert.equal(addressGroup(same), one, same);
    }
    assert.notEqual(addressGroup('2001:db8:0:13::1'), one);
    assert.equal(addressGroup('::1'), '0:0:0:0::/64');
  });

  test('a platform that is not known is "other"', () => {
    assert.equal(platformOf('Android'), 'android');
    assert.equal(platformOf('web'), 'web');
    for (const typed of [undefined, '', 'toaster', '__proto__', "web'--"]) {
      assert.equal(platformOf(typed), 'other');
    }
  });

  test('what a client claims is kept short and printable', () => {
    assert.equal(claimed('Pixel\u0000 8\n', 200), 'Pixel  8');
    assert.equal(claimed('aaaa', 3), 'aaa');
    assert.equal(claimed(undefined, 3), '');
    assert.ok(claimed('😀😀', 3).isWellFormed());
  });

  test('the operating system is read from a User-Agent', () => {
    assert.equal(systemOf('Mozilla/5.0 (Linux; Android 15; Pixel 8)'), 'Android');
    assert.equal(systemOf('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)'), 'iOS');
    assert.equal(systemOf('Mozilla/5.0 (X11; Linux x86_64)'), 'Linux');
    assert.equal(systemOf('curl/8'), '');
  });

  test('times of documented answers are Asia/Kolkata', () => {
    assert.equal(kolkata(Date.UTC(2026, 10, 23, 20, 0, 0)), '2026-11-24T01:30:00+05:30');
  });

  test('a session can be used until its last day, while it is used, by an active user, unsuspended', () => {
    const good = { suspended: 0, seen_at: 900, expires_at: 2000, user_active: 1 } as const;
    assert.equal(isUsable(good, 1000, 500), true);
    assert.equal(isUsable({ ...good, expires_at: 1000 }, 1000, 500), false);
    assert.equal(isUsable({ ...good, seen_at: 500 }, 1000, 500), false);
    assert.equal(isUsable({ ...good, suspended: 1 }, 1000, 500), false);
    assert.equal(isUsable({ ...good, user_active: 0 }, 1000, 500), false);
  });

  test('DEV sessions live an hour at most', () => {
    assert.equal(lifetimeOf('ADMIN', 86_400_000), 86_400_000);
    assert.equal(lifetimeOf('DEV', 86_400_000), 3_600_000);
    assert.equal(lifetimeOf('DEV', 60_000), 60_000);
  });

  test('the limit of a platform refuses or evicts the oldest; a suspension always refuses', () => {
    const open = ['a', 'b', 'c'].map((id) => ({ id, suspended: 0 as const }));
    assert.deepEqual(admit(open.slice(1), 3, 'reject'), { verdict: 'open', evict: [] });
    assert.deepEqual(admit(open, 3, 'reject'), { verdict: 'full' });
    assert.deepEqual(admit(open, 3, 'evict_oldest'), { verdict: 'open', evict: ['a'] });
    assert.deepEqual(admit(open, 2, 'evict_oldest'), { verdict: 'open', evict: ['a', 'b'] });
    assert.deepEqual(admit([{ id: 'a', suspended: 1 }], 3, 'evict_oldest'), { verdict: 'suspended' });
  });
});
