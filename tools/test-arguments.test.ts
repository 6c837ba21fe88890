import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { matchingFiles, quoted, readArguments, UsageError } from './test-arguments.ts';

describe('the arguments of a test run', () => {
  it('means everything when nothing is said', () => {
    assert.deepEqual(readArguments([]), { paths: [], name: null, mysql: false, check: true, help: false });
  });

  it('takes paths, a name and a database in any order', () => {
    const wanted = {
      paths: ['server/src/features/leads', 'e2e'],
      name: 'moves a lead',
      mysql: true,
      check: false,
      help: false,
    };
    assert.deepEqual(
      readArguments(['server/src/features/leads', '--name', 'moves a lead', 'e2e', '--mysql']),
      wanted,
    );
    assert.deepEqual(
      readArguments(['--mysql', '--name=moves a lead', 'server/src/features/leads', 'e2e']),
      wanted,
    );
  });

  it('leaves the checks out as soon as only a part is asked for', () => {
    for (const part of [['--no-check'], ['web'], ['--name', 'x'], ['--mysql']])
      assert.equal(readArguments(part).check, false);
  });

  it('refuses what it does not know', () => {
    for (const wrong of [['--mysqll'], ['-x'], ['--name'], ['--name', ''], ['--name=']]) {
      assert.throws(() => readArguments(wrong), UsageError);
    }
  });
});

describe('the files a path means', () => {
  const files = [
    'e2e/leads.test.ts',
    'server/src/features/leads/cursor.test.ts',
    'server/src/features/leads/leads.test.ts',
  ];

  it('is the file itself, or everything below the folder', () => {
    assert.deepEqual(matchingFiles(files, './server/src/features/leads/'), files.slice(1));
    assert.deepEqual(matchingFiles(files, 'e2e/leads.test.ts'), ['e2e/leads.test.ts']);
  });

  it('is otherwise every file with that text in its path', () => {
    assert.deepEqual(matchingFiles(files, 'cursor'), ['server/src/features/leads/cursor.test.ts']);
    assert.deepEqual(matchingFiles(files, 'server/src/feat'), files.slice(1));
    assert.deepEqual(matchingFiles(files, 'partners'), []);
  });
});

it('quotes a word so that a shell reads it back unchanged', () => {
  for (const word of ['server/src/a.test.ts', 'it\'s (50 %) "done" $HOME `x` \\', 'two words', '']) {
    assert.equal(execFileSync('sh', ['-c', `printf %s ${quoted(word)}`], { encoding: 'utf8' }), word);
  }
});
