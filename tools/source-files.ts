import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The folders that hold our own source; a folder that does not exist (yet) is left out by `sourceFiles`. */
export const SOURCE_FOLDERS = ['contract', 'server', 'web', 'e2e', 'bench', 'tools', 'deploy'];

/** Made by machines or by others: never checked, never searched for tests. */
const NOT_OURS = new Set(['node_modules', 'dist', 'output', 'paraglide', 'data', 'results']);

/** Paths of our files below the given folders, relative to `root`, with `/`, sorted. */
export function sourceFiles(root: string, folders: string[] = SOURCE_FOLDERS): string[] {
  const walk = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory())
        return NOT_OURS.has(entry.name) || entry.name.startsWith('.') ? [] : walk(path);
      return entry.isFile() ? [relative(root, path)] : [];
    });
  const present = new Set(readdirSync(root));
  return folders
    .filter((folder) => present.has(folder))
    .flatMap((folder) => walk(join(root, folder)))
    .sort();
}

export const isTypeScript = (path: string): boolean => /\.tsx?$/.test(path);
export const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path);
export const readSource = (root: string, path: string): string => readFileSync(join(root, path), 'utf8');
