import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type LockedPackages, packagesMatch } from './packages-match.ts';

const machine = { os: 'linux', cpu: 'x64', libc: 'glibc' } as const;
const locked: LockedPackages = {
  '': { version: '0.1.0' },
  contract: { version: '0.1.0' },
  'node_modules/zod': { version: '4.0.0', integrity: 'sha512-a' },
  'node_modules/tool-linux-x64': {
    version: '1.0.0',
    optional: true,
    os: ['linux'],
    cpu: ['x64'],
    libc: ['glibc'],
  },
  'node_modules/tool-linux-x64-musl': {
    version: '1.0.0',
    optional: true,
    os: ['linux'],
    cpu: ['x64'],
    libc: ['musl'],
  },
  'node_modules/tool-darwin': { version: '1.0.0', optional: true, os: ['darwin'] },
  'node_modules/tool-not-windows': { version: '1.0.0', optional: true, os: ['!win32'] },
  'node_modules/of-a-wasm-tool': { version: '1.0.0', optional: true },
};
const pick = (...names: string[]): LockedPackages =>
  Object.fromEntries(names.map((name) => [`node_modules/${name}`, locked[`node_modules/${name}`] ?? {}]));
const complete = pick('zod', 'tool-linux-x64', 'tool-not-windows');

it('accepts what belongs on this machine, without what belongs on others', () => {
  assert.equal(packagesMatch(locked, complete, machine), true);
  assert.equal(packagesMatch(locked, { ...complete, ...pick('of-a-wasm-tool') }, machine), true);
});

it('notices what is missing, left over, or another version or content', () => {
  for (const installed of [
    pick('tool-linux-x64', 'tool-not-windows'),
    pick('zod', 'tool-not-windows'),
    pick('zod', 'tool-linux-x64'),
    { ...complete, 'node_modules/gone': { version: '1.0.0' } },
    { ...complete, 'node_modules/zod': { version: '4.0.1', integrity: 'sha512-a' } },
    { ...complete, 'node_modules/zod': { version: '4.0.0', integrity: 'sha512-b' } },
  ]) {
    assert.equal(packagesMatch(locked, installed, machine), false, JSON.stringify(installed));
  }
});
