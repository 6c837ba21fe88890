import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { badNames, bannedWords, lockAddresses, oversized } from './house-rules.ts';

// Put together here, so that this file does not break the rules it is about.
const AS_ANY = ['as', 'any'].join(' ');
const UNFINISHED = ['TO', 'DO'].join('');
const focused = (kind: string): string => ['test', `${kind}(`].join('.');

describe('banned words', () => {
  const found = (path: string, line: string): number => bannedWords(path, line).length;

  it('finds marks of unfinished work and silenced checkers anywhere', () => {
    for (const line of [
      `// ${UNFINISHED}: later`,
      `x ${AS_ANY};`,
      `const y = (x ${AS_ANY}).z`,
      `// @ts-${'ignore'}`,
      `/* biome-${'ignore'} lint */`,
    ]) {
      assert.equal(found('server/src/kernel/id.ts', line), 1, line);
    }
  });

  it('finds tests that hide others or themselves', () => {
    for (const kind of ['only', 'skip']) assert.equal(found('e2e/leads.test.ts', focused(kind)), 1);
  });

  it('keeps the console and the environment to the places made for them', () => {
    assert.equal(found('server/src/http/server.ts', 'console.log(1)'), 1);
    assert.equal(found('server/src/cli/main.ts', 'console.log(1)'), 0);
    assert.equal(found('server/src/http/server.ts', 'process.env.PORT'), 1);
    assert.equal(found('server/src/config.ts', 'process.env.PORT'), 0);
  });

  it('tells the line, and leaves ordinary English alone', () => {
    assert.match(bannedWords('a.ts', `fine\n// ${UNFINISHED}`)[0] ?? '', /^a\.ts:2: /);
    assert.equal(found('a.ts', `// as good ${AS_ANY} other`), 0);
    assert.equal(found('a.ts', "type Status = 'todo' | 'done'; // console.log and process.env in words"), 0);
  });
});

it('counts 400 lines as enough', () => {
  assert.deepEqual(oversized('a.ts', 'x\n'.repeat(400)), []);
  assert.equal(oversized('a.tsx', 'x\n'.repeat(401)).length, 1);
  assert.deepEqual(oversized('a.json', 'x\n'.repeat(9000)), []);
});

it('refuses folders that say nothing and files that are not kebab-case', () => {
  assert.equal(badNames('server/src/utils/date.ts').length, 1);
  assert.equal(badNames('web/src/features/leads/LeadPage.tsx').length, 1);
  assert.deepEqual(badNames('server/src/db/migrations/iperform/0001-people.test.ts'), []);
  assert.deepEqual(badNames('web/src/ui/core.ts'), []);
});

it('refuses download addresses in the lock file, but not the links of workspaces', () => {
  const key = '"resolved"';
  assert.equal(lockAddresses(`${key}: "https://registry.example/a.tgz"`).length, 1);
  assert.equal(lockAddresses(`${key}: "git+ssh://git@example/a.git"`).length, 1);
  assert.deepEqual(lockAddresses(`${key}: "contract"`), []);
});
