import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { collect, findProgram } from '../tools/debian.ts';

/** A MariaDB of our own, with the durability it has by default: acknowledged means on disk. */
export interface BenchMariadb {
  url: string;
  pid: number;
  stop: () => Promise<void>;
}

const readyMs = 60_000;

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
};

/** Starts it on the data in `folder`, which is made where it is missing and kept. @throws Error where Debian's package is missing */
export const startBenchMariadb = async (folder: string): Promise<BenchMariadb> => {
  const program = findProgram('mariadbd');
  const install = findProgram('mariadb-install-db');
  if (program === null || install === null)
    throw new Error('MariaDB is not installed: apt-get install mariadb-server');
  const data = join(folder, 'data');
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  if (!existsSync(data)) {
    mkdirSync(folder, { recursive: true });
    const plain = ['--auth-root-authentication-method=normal', '--skip-test-db'];
    const made = await collect(install, ['--no-defaults', ...user, `--datadir=${data}`, ...plain]);
    if (made.code !== 0) throw new Error(`mariadb-install-db failed: ${made.text}`);
  }
  const port = await freePort();
  const args = [
    ...['--no-defaults', ...user, `--datadir=${data}`, `--socket=${join(folder, 'sock')}`],
    ...['--bind-address=127.0.0.1', `--port=${port}`, '--skip-name-resolve', '--skip-log-bin'],
    ...['--character-set-server=utf8mb4', '--performance-schema=OFF'],
    ...['--innodb-buffer-pool-size=1G', '--innodb-log-file-size=256M', '--max-allowed-packet=64M'],
  ];
  const child = spawn(program, args, { stdio: 'ignore' });
  const url = `mysql://root@127.0.0.1:${port}`;
  for (const until = Date.now() + readyMs; ; await sleep(100)) {
    try {
      await (await createConnection(url)).end();
      break;
    } catch (error) {
      if (child.exitCode !== null || Date.now() > until) throw error;
    }
  }
  return {
    url,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
};
