import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a program lies, or null. System folders count even where they are missing from a plain user's PATH. */
export function findProgram(...names: string[]): string | null {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/local/sbin', '/usr/sbin', '/sbin'];
  for (const name of names) {
    for (const folder of folders) {
      const path = join(folder, name);
      if (folder !== '' && existsSync(path) && isExecutable(path)) return path;
    }
  }
  return null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // exactly what was asked
  }
}

/** Installs packages from Debian. Returns null, or why it could not. */
export async function installPackages(
  packages: string[],
  say: (text: string) => void,
): Promise<string | null> {
  const apt = findProgram('apt-get');
  if (apt === null) return `${packages.join(' and ')} must be installed by hand: there is no apt-get here`;
  if (process.getuid?.() !== 0) return `not root, so cannot run: apt-get install ${packages.join(' ')}`;
  say(`installing ${packages.join(' and ')} from Debian ...`);
  const aptGet = (...args: string[]) => collect(apt, ['-q', '-y', '-o', 'DPkg::Lock::Timeout=300', ...args]);
  const update = await aptGet('update');
  const startsNothing = forbidServices();
  try {
    const install = await aptGet('install', '--no-install-recommends', ...packages);
    if (install.code === 0) return null;
    return `apt-get install ${packages.join(' ')} failed: ${lastLines(update.code === 0 ? install.text : update.text + install.text)}`;
  } finally {
    startsNothing();
  }
}

/** Tests bring their own server: Debian must not start one beside it. Returns the way back. */
function forbidServices(): () => void {
  const policy = '/usr/sbin/policy-rc.d';
  if (existsSync(policy)) return () => undefined;
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  const undo = (): void => rmSync(policy, { force: true });
  process.once('exit', undo); // also where the run is broken off
  return undo;
}

/** Runs a program to its end. */
export function collect(program: string, args: string[]): Promise<{ code: number; text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    const words: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => words.push(text));
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, text: words.join('') }));
  });
}

export const lastLines = (text: string, count = 12): string =>
  text.trim().split('\n').slice(-count).join('\n');
