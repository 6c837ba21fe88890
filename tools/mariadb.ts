import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { collect, findProgram, lastLines } from './debian.ts';

export interface PrivateServer {
  /** For TEST_DATABASE_URL: root without a password, on this machine only. */
  url: string;
  version: string;
  /** At once and for good: what it holds is thrown away. May be called twice; resolves when it has ended. */
  stop: () => Promise<void>;
}

const READY_MS = 60_000;

export const hasMariadb = (): boolean =>
  findProgram('mariadbd') !== null && findProgram('mariadb-install-db') !== null;

/** Starts a MariaDB of our own with its data in `folder`, on a free port of the loopback address. */
export async function startMariadb(folder: string): Promise<PrivateServer> {
  const program = findProgram('mariadbd');
  const install = findProgram('mariadb-install-db');
  if (program === null || install === null) throw new Error('MariaDB is not installed.');
  mkdirSync(folder, { recursive: true });
  const data = join(folder, 'data');
  // A server started by root refuses to serve as root unless it is told to.
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  const made = await collect(install, [
    ...[
      '--no-defaults',
      ...user,
      `--datadir=${data}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
    ],
  ]);
  if (made.code !== 0) throw new Error(`mariadb-install-db failed:\n${lastLines(made.text)}`);

  const port = await freePort();
  const log = join(folder, 'server.log');
  const logFile = openSync(log, 'a');
  const serve = [
    ...[program, '--no-defaults', ...user, `--datadir=${data}`, `--socket=${join(folder, 'sock')}`],
    ...['--bind-address=127.0.0.1', `--port=${port}`, '--skip-name-resolve', '--skip-log-bin'],
    ...['--character-set-server=utf8mb4', '--max-connections=400', '--performance-schema=OFF'],
    ...['--innodb-buffer-pool-size=128M', '--innodb-log-file-size=48M', '--max-allowed-packet=64M'],
    // Its data dies with the run, so nothing has to reach the disk.
    ...['--innodb-flush-log-at-trx-commit=0', '--skip-innodb-doublewrite'],
  ];
  // Where Linux can, the server also dies when this process is killed without a chance to clean up.
  const setpriv = findProgram('setpriv');
  const [command = '', ...args] = setpriv === null ? serve : [setpriv, '--pdeathsig', 'KILL', ...serve];
  const child = spawn(command, args, { stdio: ['ignore', logFile, logFile] });
  let gone = false;
  const ended = new Promise<void>((resolve) => {
    for (const event of ['error', 'exit']) {
      child.on(event, () => {
        gone = true;
        resolve();
      });
    }
  });
  const stop = (): Promise<void> => {
    if (!gone) child.kill('SIGKILL');
    return ended;
  };
  for (const until = Date.now() + READY_MS; !(await greets(port)); await sleep(100)) {
    if (!gone && Date.now() < until) continue;
    await stop();
    throw new Error(`mariadbd did not start:\n${lastLines(readFileSync(log, 'utf8'))}`);
  }
  const version = (await collect(program, ['--version'])).text.match(/\d+\.\d+\.\d+/)?.[0] ?? '';
  return { url: `mysql://root@127.0.0.1:${port}`, version, stop };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

/** A MySQL server speaks first. */
function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const done = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(2000, () => done(false));
    socket.on('error', () => done(false));
    socket.on('end', () => done(false));
    socket.on('data', () => done(true));
  });
}
