/**
 * Does node_modules already hold what package-lock.json asks for? Exit 0 when it does.
 * npm leaves an inventory of what it installed; somebody who ran `npm install` by hand needs no second, full install.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  version?: string;
  integrity?: string;
  link?: boolean;
  optional?: boolean;
  devOptional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
}

export type LockedPackages = Record<string, LockedPackage>;

export interface Machine {
  os: string;
  cpu: string;
  libc: 'glibc' | 'musl' | null;
}

const fits = (wanted: string[] | undefined, value: string | null): boolean =>
  wanted === undefined ||
  (value !== null &&
    !wanted.includes(`!${value}`) &&
    (wanted.includes(value) || wanted.every((one) => one.startsWith('!'))));

/** True when every package of the lock that belongs on this machine is installed as locked, and nothing else is. */
export function packagesMatch(locked: LockedPackages, installed: LockedPackages, machine: Machine): boolean {
  // An optional package without conditions of its own follows its parent, whose absence is what tells.
  const conditional = (one: LockedPackage) => (one.os ?? one.cpu ?? one.libc) !== undefined;
  const belongsHere = (one: LockedPackage): boolean =>
    !(one.optional || one.devOptional) ||
    (conditional(one) &&
      fits(one.os, machine.os) &&
      fits(one.cpu, machine.cpu) &&
      fits(one.libc, machine.libc));
  const inFolders = (packages: LockedPackages) =>
    Object.entries(packages).filter(([path]) => path.startsWith('node_modules/'));
  const same = (a: LockedPackage, b: LockedPackage) =>
    a.version === b.version && a.integrity === b.integrity && a.link === b.link;
  return (
    inFolders(locked).every(([path, one]) => {
      const found = installed[path];
      return found ? same(one, found) : !belongsHere(one);
    }) && inFolders(installed).every(([path]) => locked[path] !== undefined)
  );
}

function packagesOf(file: string): LockedPackages {
  return (JSON.parse(readFileSync(file, 'utf8')) as { packages: LockedPackages }).packages;
}

if (import.meta.main) {
  const root = process.argv[2] ?? process.cwd();
  // Only glibc machines report the version of their C library.
  const report = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  const libc = process.platform !== 'linux' ? null : report.header.glibcVersionRuntime ? 'glibc' : 'musl';
  const match = packagesMatch(
    packagesOf(join(root, 'package-lock.json')),
    packagesOf(join(root, 'node_modules/.package-lock.json')),
    { os: process.platform, cpu: process.arch, libc },
  );
  process.exitCode = match ? 0 : 1;
}
