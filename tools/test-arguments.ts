/** What `./iperform test` was asked to do. */
export interface TestArguments {
  /** Files, folders or parts of a path; empty: everything. */
  paths: string[];
  /** Part of a test's name, taken literally. */
  name: string | null;
  /** Server tests on MariaDB only. */
  mysql: boolean;
  check: boolean;
  help: boolean;
}

export class UsageError extends Error {}

export const TEST_USAGE = `Usage: ./iperform test [PATH ...] [--name TEXT] [--mysql] [--no-check]

  without PATH   everything: the checks, all tests on SQLite, the server's again on MariaDB, then the browser's
  PATH           only test files at, below or with this path (server/src/features/leads, e2e, cursor)
  --name TEXT    only tests whose name contains TEXT
  --mysql        run the server's tests on a private MariaDB instead of SQLite
  --no-check     leave out the checks (they are left out with a PATH as well)`;

/** Reads the arguments after `test`. Throws UsageError. */
export function readArguments(args: string[]): TestArguments {
  const read: TestArguments = { paths: [], name: null, mysql: false, check: true, help: false };
  const rest = [...args];
  for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
    if (next === '--mysql') read.mysql = true;
    else if (next === '--no-check') read.check = false;
    else if (next === '--help' || next === '-h') read.help = true;
    else if (next.startsWith('--name=')) read.name = next.slice('--name='.length);
    else if (next === '--name') {
      const name = rest.shift();
      if (name === undefined) throw new UsageError('--name needs a text.');
      read.name = name;
    } else if (next.startsWith('-')) throw new UsageError(`Unknown option ${next}.`);
    else read.paths.push(next);
  }
  if (read.name === '') throw new UsageError('--name needs a text.');
  if (read.paths.length > 0 || read.name !== null || read.mysql) read.check = false;
  return read;
}

/** The test files a path means: the file itself, those below it, or else those whose path contains it. */
export function matchingFiles(files: string[], path: string): string[] {
  const wanted = path.replace(/^\.\//, '').replace(/\/+$/, '');
  const exact = files.filter((file) => file === wanted || file.startsWith(`${wanted}/`));
  return exact.length > 0 ? exact : files.filter((file) => file.includes(wanted));
}

/** A word as a POSIX shell reads it back. */
export const quoted = (word: string): string =>
  /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
