import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

// The program as processes of its own: for what only a process can show — a kill, a second instance, an exit code.

const main = join(import.meta.dirname, '../cli/main.ts');

export interface Running {
  child: ChildProcess;
  /** What it has said so far, both streams. */
  said: () => string;
  /** Waits until it says something like `pattern`; answers the first group, or all of the match. */
  says: (pattern: RegExp) => Promise<string>;
  /** Ends it by a signal and waits for its end. */
  end: (signal?: NodeJS.Signals) => Promise<void>;
}

const fast = { ARGON2_MEMORY_KIB: '8192', ARGON2_PASSES: '1', RL_SIGN_IN_ADDRESS: '100000' };

/** Starts `iperform ARGS` with an environment that holds nothing else of ours. */
export const startProcess = (args: string[], env: Record<string, string>, input = ''): Running => {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], {
    env: {
      PATH: process.env.PATH ?? '',
      TMPDIR: process.env.TMPDIR ?? '/tmp',
      LOG_LEVEL: 'warn',
      ...fast,
      ...env,
    },
  });
  child.stdin?.end(input);
  let text = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      for (const listener of listeners) listener();
    });
  }
  return {
    child,
    said: () => text,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(text);
          if (match === null) return;
          listeners.delete(look);
          resolve(match[1] ?? match[0]);
        };
        listeners.add(look);
        look();
        child.once('exit', (code) => reject(new Error(`${args.join(' ')} ended with ${code}: ${text}`)));
      }),
    end: async (signal = 'SIGTERM') => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await once(child, 'exit');
    },
  };
};

/** Runs `iperform ARGS` to its end. */
export const runProcess = async (
  args: string[],
  env: Record<string, string>,
  input = '',
): Promise<{ code: number | null; text: string }> => {
  const running = startProcess(args, env, input);
  const [code] = (await once(running.child, 'close')) as [number | null];
  return { code, text: running.said() };
};

/** Signs in to a process by the web UI's endpoint; answers how to call it. */
export const openClient = async (address: string, email: string, password: string) => {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${address}/api/v1/session`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ email, password }),
  });
  if (answer.status !== 200) throw new Error(`sign-in: ${answer.status} ${await answer.text()}`);
  const { csrfToken } = (await answer.json()) as { csrfToken: string };
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return async (method: string, path: string, body?: unknown, extra: Record<string, string> = {}) => {
    const reply = await fetch(`${address}${path}`, {
      method,
      headers: { ...headers, cookie, 'x-csrf-token': csrfToken, ...extra },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: reply.status, body: JSON.parse(await reply.text()) };
  };
};
