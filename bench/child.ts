import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// Servers under measurement run as processes of their own and are asked over IPC, so that their CPU is theirs alone.

/** What a server process answers to a question. */
export type Answers = {
  /** CPU of the whole process so far, in µs. */
  cpu: number;
  /** Resident memory in bytes. */
  memory: number;
  /** Event-loop delay since the last time it was asked: ms. */
  lag: { p50: number; p99: number; p999: number; max: number };
  /** CPU of the main thread alone so far, in µs. */
  loopCpu: number;
  /** CPU of finding out whose session a call belongs to, in µs; NaN where there are no sessions. */
  sessionCheck: number;
};

export interface Child<Hello> {
  pid: number;
  url: string;
  /** What the process said when it was ready. */
  hello: Hello;
  /** From fork to ready, in ms. */
  readyMs: number;
  ask: <Q extends keyof Answers>(question: Q) => Promise<Answers[Q]>;
  /** Ends it in good order. */
  stop: () => Promise<void>;
  /** kill -9. */
  kill: () => Promise<void>;
}

const startLimitMs = 120_000;

const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
};

/** Starts `bench/<script>` and waits until it says `{ url, … }`. @throws Error where it ends before that */
export const startChild = async <Hello extends { url: string }>(
  script: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<Child<Hello>> => {
  const started = performance.now();
  const child = fork(join(import.meta.dirname, script), args, {
    env: { ...process.env, UV_THREADPOOL_SIZE: '16', ...env },
    execArgv: [
      '--disable-warning=ExperimentalWarning',
      ...(process.env.BENCH_NODE_OPTIONS?.split(' ') ?? []),
    ],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let asked = 0;
  const waiting = new Map<number, (answer: never) => void>();
  const ready = Promise.withResolvers<Hello>();
  child.on('message', (message: { hello?: Hello; id?: number; answer?: never }) => {
    if (message.hello !== undefined) ready.resolve(message.hello);
    if (message.id !== undefined) waiting.get(message.id)?.(message.answer as never);
    if (message.id !== undefined) waiting.delete(message.id);
  });
  child.once('exit', (code, signal) =>
    ready.reject(new Error(`${script} ended before it was ready (${code ?? signal})`)),
  );
  const limit = setTimeout(() => ready.reject(new Error(`${script} was not ready in time`)), startLimitMs);
  const hello = await ready.promise.finally(() => clearTimeout(limit));
  return {
    pid: child.pid ?? 0,
    url: hello.url,
    hello,
    readyMs: performance.now() - started,
    ask: (question) =>
      new Promise((resolve) => {
        asked += 1;
        waiting.set(asked, resolve);
        child.send({ id: asked, question });
      }),
    stop: async () => {
      child.send({ question: 'stop' });
      await ended(child);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended(child);
    },
  };
};

/** CPU that a process has used, all threads, in µs; by the kernel's ticks of 10 ms. */
export const processCpu = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
};
