import { run } from 'node:test';
import { inspect } from 'node:util';
import { quoted } from './test-arguments.ts';
import { emptyTally, type Tally } from './test-tally.ts';

/** What is run together, under one heading. */
export interface Lane {
  title: string;
  /** Paths from the root. */
  files: string[];
  env: Record<string, string>;
  /** Added to the command that repeats one test. */
  flags: string[];
}

export interface LaneResult extends Tally {
  title: string;
  seconds: number;
  /** Tests or files that did not run, with the reason. */
  notRun: string[];
}

export interface RunOptions {
  root: string;
  name: string | null;
  signal: AbortSignal;
  say: (text: string) => void;
}

interface TestEvent {
  name: string;
  nesting: number;
  file?: string;
  entryFile?: string;
  skip?: string | boolean;
  todo?: string | boolean;
  details: {
    type?: string;
    error?: Error & { failureType?: string; exitCode?: number | null; signal?: string | null };
  };
}

interface TestSummary {
  file?: string;
  duration_ms: number;
  success: boolean;
}

interface FileRun {
  path: string;
  tally: Tally;
  /** Names of the tests that are open, outermost first. */
  stack: string[];
  words: string[];
  /** The process told its own totals at its end; one that was cut short did not. */
  closed: boolean;
}

const CONCURRENCY = 2;
const TEST_TIMEOUT_MS = 120_000;
const MOST_WORDS = 40;
const SEPARATOR = ' > ';

/** Runs one lane's files, each in a process of its own; says a line for each file and everything about a failure. */
export async function runLane(lane: Lane, { root, name, signal, say }: RunOptions): Promise<LaneResult> {
  const started = performance.now();
  const notRun: string[] = [];
  const files = new Map<string, FileRun>(
    lane.files.map((path) => [
      `${root}/${path}`,
      { path, tally: emptyTally(), stack: [], words: [], closed: false },
    ]),
  );
  const fileOf = (event: Pick<TestEvent, 'file' | 'entryFile'>): FileRun | undefined =>
    files.get(event.entryFile ?? '') ?? files.get(event.file ?? '');

  const fail = (file: FileRun, test: string | null, error: string): void => {
    file.tally.failed += 1;
    const again = [
      './iperform',
      'test',
      file.path,
      ...(test === null ? [] : ['--name', test.split(SEPARATOR).at(-1) ?? test]),
      ...lane.flags,
    ];
    say(`\n  FAIL  ${file.path}${test === null ? '' : `\n        ${test}`}`);
    say(indent(error.trim()));
    say(`        run it alone: ${again.map(quoted).join(' ')}\n`);
  };
  const saidBy = (file: FileRun): string =>
    file.words.join('').trimEnd().split('\n').slice(-MOST_WORDS).join('\n');

  const ended = (event: TestEvent, passed: boolean): void => {
    const { error, type } = event.details;
    const whole = files.get(event.name);
    if (whole && event.nesting === 0) {
      // The file as a whole: reported when its process had something to say beyond its tests.
      if (passed) return;
      const how = error?.signal
        ? `ended by ${error.signal}`
        : `ended with exit code ${error?.exitCode ?? '?'}`;
      whole.closed = true;
      fail(whole, null, `The test process ${how}.\n${saidBy(whole)}`);
      return;
    }
    const file = fileOf(event);
    if (!file) return;
    const fullName = [...file.stack.slice(0, event.nesting), event.name].join(SEPARATOR);
    const excuse = event.skip ?? event.todo;
    if (excuse !== undefined && excuse !== false) {
      file.tally.skipped += 1;
      notRun.push(
        `${file.path}: ${fullName}${typeof excuse === 'string' && excuse !== '' ? `: ${excuse}` : ''}`,
      );
    } else if (passed) {
      if (type !== 'suite') file.tally.passed += 1;
    } else if (error?.failureType !== 'subtestsFailed') {
      fail(file, fullName, [explain(error), saidBy(file)].join('\n').trim());
    }
  };

  const stream = run({
    files: [...files.keys()],
    concurrency: CONCURRENCY,
    timeout: TEST_TIMEOUT_MS,
    signal,
    cwd: root,
    execArgv: ['--disable-warning=ExperimentalWarning', '--import', `${import.meta.dirname}/test-guard.ts`],
    ...(name === null ? {} : { testNamePatterns: [literally(name)] }),
  });
  for await (const { type, data } of stream as AsyncIterable<{ type: string; data: unknown }>) {
    const event = data as TestEvent;
    if (type === 'test:start') {
      const file = fileOf(event);
      if (file) file.stack[event.nesting] = event.name;
    } else if (type === 'test:pass') ended(event, true);
    else if (type === 'test:fail') ended(event, false);
    else if (type === 'test:stdout' || type === 'test:stderr') {
      fileOf(event)?.words.push((data as { message: string }).message);
    } else if (type === 'test:diagnostic') {
      // What went wrong after its test had ended is told in no other way.
      const { message } = data as { message: string };
      if (/after the test ended/.test(message)) fileOf(event)?.words.push(`${message}\n`);
    } else if (type === 'test:summary') {
      const { file: path, duration_ms: ms, success } = data as TestSummary;
      const file = path === undefined ? undefined : files.get(path);
      if (!file) continue;
      file.closed = true;
      const { passed, failed } = file.tally;
      if (success && failed === 0 && passed > 0)
        say(`  ok    ${file.path} (${passed}, ${(ms / 1000).toFixed(1)} s)`);
    }
  }

  for (const file of files.values()) {
    const { passed, failed, skipped } = file.tally;
    if (failed > 0 || name !== null) continue;
    if (!file.closed) fail(file, null, `The test process ended before its tests did.\n${saidBy(file)}`);
    else if (passed + skipped === 0) fail(file, null, 'The file ran no test.');
  }
  const tallies = [...files.values()].map((file) => file.tally);
  const total = (key: keyof Tally): number => tallies.reduce((sum, tally) => sum + tally[key], 0);
  return {
    title: lane.title,
    passed: total('passed'),
    failed: total('failed'),
    skipped: total('skipped'),
    seconds: (performance.now() - started) / 1000,
    notRun,
  };
}

const indent = (text: string): string => text.replaceAll(/^(?=.)/gm, '        ');

const literally = (text: string): RegExp => new RegExp(text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));

/** The error a test ended with, without the frames of Node itself. */
function explain(error: Error | undefined): string {
  const cause = error?.cause ?? error;
  if (typeof cause === 'string') return cause;
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause);
  return text
    .split('\n')
    .filter((line) => !/^\s+at .*\(?node:internal/.test(line))
    .slice(0, 60)
    .join('\n');
}
