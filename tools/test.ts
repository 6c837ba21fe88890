/** `npm test`: everything a change must pass, with what it needs prepared on the way. Ends with `N passed, N failed`. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { runChecks } from './check.ts';
import { findProgram, installPackages } from './debian.ts';
import { hasMariadb, type PrivateServer, startMariadb } from './mariadb.ts';
import { isTest, sourceFiles } from './source-files.ts';
import {
  matchingFiles,
  readArguments,
  TEST_USAGE,
  type TestArguments,
  UsageError,
} from './test-arguments.ts';
import { type Lane, type LaneResult, runLane } from './test-run.ts';
import { closingLine, emptyTally, sumTallies } from './test-tally.ts';

const root = resolve(import.meta.dirname, '..');
const inCi = process.env.CI === 'true' || process.env.CI === '1';
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const isServer = (file: string): boolean => file.startsWith('server/');
const isBrowser = (file: string): boolean => file.startsWith('e2e/');

/** Settings of the product that a developer's shell may hold and no test may see. */
const FOREIGN_SETTINGS =
  /^(PORT|HOST|DATA_DIR|DATABASE_URL|CLICKHOUSE_.*|REDIS_URL|S3_.*|AWS_.*|SMTP_.*|ENV_DEC|URL_OPEN|LOG_LEVEL|DEMO|DEMO_.*|MAGENTA_SCHEMA|TRUST_PROXY|SESSION_.*|ENABLE_DEV_ROLE|LOGIN_.*|RL_.*|ARGON2_.*|NODE_OPTIONS|NODE_TEST_CONTEXT)$/;

const abort = new AbortController();
const work = mkdtempSync(join(tmpdir(), 'iperform-run-'));
let mariadb: PrivateServer | undefined;

function leaveNothingBehind(): void {
  abort.abort();
  void mariadb?.stop();
  rmSync(work, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}
process.on('exit', leaveNothingBehind);
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  process.on(signal, () => process.exit(code));
}

/** Files chosen by the paths given; a path is read from where the person stands, or else as part of a name. */
function choose(files: string[], paths: string[]): string[] {
  const chosen = paths.flatMap((path) => {
    const here = resolve(process.env.INIT_CWD ?? process.cwd(), path);
    const found = matchingFiles(files, existsSync(here) ? relative(root, here) : path);
    if (found.length === 0) throw new UsageError(`No test file matches ${path}.`);
    return found;
  });
  return files.filter((file) => chosen.includes(file));
}

/** What the lanes need from the machine and do not find: one installation for all, begun while other work goes on. */
async function installMissing(needsMariadb: boolean, needsBrowser: boolean): Promise<string | null> {
  const missing = [
    ...(needsMariadb && !hasMariadb() ? ['mariadb-server'] : []),
    // The same lane shows many processes with Redis between them.
    ...(needsMariadb && findProgram('redis-server') === null ? ['redis-server'] : []),
    ...(needsBrowser && findProgram(...BROWSERS) === null ? ['chromium'] : []),
  ];
  return missing.length === 0 ? null : await installPackages(missing, say);
}

function buildUi(): Promise<boolean> {
  return new Promise((done) => {
    const child = spawn(join(root, 'iperform'), ['build'], { stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', () => done(false));
    child.on('close', (code) => done(code === 0));
  });
}

const failedLane = (title: string, reason: string): LaneResult => {
  say(`  FAIL  ${reason}`);
  return { title, ...emptyTally(), failed: 1, seconds: 0, notRun: [] };
};

/** A lane that cannot run here is loud, and on a build machine it is a failure. */
const skippedLane = (lane: Lane, reason: string): LaneResult => {
  say(`  SKIPPED  ${reason}`);
  const notRun = [`${lane.title}: ${reason}`];
  if (inCi) return { title: lane.title, ...emptyTally(), failed: 1, seconds: 0, notRun };
  return { title: lane.title, ...emptyTally(), skipped: lane.files.length, seconds: 0, notRun };
};

async function checkLane(): Promise<LaneResult> {
  const started = performance.now();
  const results = await runChecks();
  const failed = results.filter((result) => result.findings.length > 0).length;
  const seconds = (performance.now() - started) / 1000;
  return { title: 'checks', ...emptyTally(), passed: results.length - failed, failed, seconds, notRun: [] };
}

async function testLane(lane: Lane, name: string | null): Promise<LaneResult> {
  if (lane.files.length === 0)
    return failedLane(lane.title, 'there are no test files: nothing would be tested');
  for (const key of Object.keys(process.env))
    if (FOREIGN_SETTINGS.test(key) || key.startsWith('TEST_')) delete process.env[key];
  // Test processes inherit the environment of this one.
  Object.assign(process.env, { NODE_ENV: 'test', TMPDIR: join(work, 'tmp') }, lane.env);
  return await runLane(lane, { root, name, signal: abort.signal, say });
}

async function everything(asked: TestArguments): Promise<LaneResult[]> {
  const all = sourceFiles(root).filter(isTest);
  const chosen = asked.paths.length > 0 ? choose(all, asked.paths) : all;
  const whole = asked.paths.length === 0 && asked.name === null && !asked.mysql;
  const plain: Lane = {
    title: 'contract, tools and web; server on SQLite',
    files: chosen.filter((file) => !isBrowser(file)),
    env: {},
    flags: [],
  };
  const onMariadb: Lane = {
    title: 'server on MariaDB',
    files: chosen.filter(isServer),
    env: {},
    flags: ['--mysql'],
  };
  const browser: Lane = { title: 'browser', files: chosen.filter(isBrowser), env: {}, flags: [] };

  const needsMariadb = (whole || asked.mysql) && onMariadb.files.length > 0;
  const needsBrowser = !asked.mysql && browser.files.length > 0;
  mkdirSync(join(work, 'tmp'));
  const installed = installMissing(needsMariadb, needsBrowser);
  const server = installed.then(async () => {
    if (needsMariadb && hasMariadb()) mariadb = await startMariadb(join(work, 'mariadb'));
    return mariadb;
  });
  server.catch(() => undefined); // told where its lane begins

  const results: LaneResult[] = [];
  const begin = (title: string): void => say(`\n== ${title}`);
  if (asked.check) {
    begin('checks');
    results.push(await checkLane());
  }
  if (!asked.mysql && (whole || plain.files.length > 0)) {
    begin(plain.title);
    results.push(await testLane(plain, asked.name));
  }
  if (whole || asked.mysql) {
    begin(onMariadb.title);
    try {
      const ready = await server;
      const lane = { ...onMariadb, env: ready ? { TEST_DATABASE_URL: ready.url } : {} };
      if (ready) say(`  a private MariaDB ${ready.version}`);
      results.push(
        ready || !needsMariadb
          ? await testLane(lane, asked.name)
          : skippedLane(lane, (await installed) ?? 'MariaDB is not installed'),
      );
    } catch (error) {
      results.push(failedLane(onMariadb.title, String(error)));
    } finally {
      await mariadb?.stop();
    }
  }
  if (!asked.mysql && (whole || needsBrowser)) {
    begin(browser.title);
    const why = await installed;
    const chromium = findProgram(...BROWSERS);
    if (needsBrowser && chromium === null) results.push(skippedLane(browser, why ?? 'there is no Chromium'));
    else if (needsBrowser && !(await buildUi()))
      results.push(failedLane(browser.title, 'the web UI could not be built'));
    else results.push(await testLane({ ...browser, env: { CHROMIUM: chromium ?? '' } }, asked.name));
  }
  return results;
}

function conclude(results: LaneResult[], asked: TestArguments): void {
  const total = sumTallies(results);
  if (asked.name !== null && total.passed + total.failed + total.skipped === 0) {
    say(`  FAIL  no test is called anything like "${asked.name}"`);
    total.failed = 1;
  }
  const notRun = results.flatMap((result) => result.notRun);
  // On a build machine everything can be prepared, so whatever did not run is a fault.
  if (inCi && total.skipped > 0) {
    total.failed += total.skipped;
    total.skipped = 0;
  }
  say('\n== summary');
  for (const result of results)
    say(`  ${result.title.padEnd(44)} ${closingLine(result).padEnd(36)} ${result.seconds.toFixed(1)} s`);
  if (notRun.length > 0) say(`\n  NOT RUN${inCi ? ' (which is a failure where CI=true)' : ''}:`);
  for (const one of notRun) say(`    ${one}`);
  say(`\n${closingLine(total)}`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

try {
  const asked = readArguments(process.argv.slice(2));
  if (asked.help) say(TEST_USAGE);
  else conclude(await everything(asked), asked);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n\n${TEST_USAGE}\n`);
  process.exitCode = 2;
}
// A preparation that nobody waits for any more must not keep the run open.
process.exit();
