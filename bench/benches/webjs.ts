import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Bench } from '../figure.ts';

const dist = join(import.meta.dirname, '../../web/dist');

const imported = (script: string): string[] =>
  Array.from(script.matchAll(/(?:from|^import|[;}]import)\s*["']\.\/([^"']+\.js)["']/g), (m) => m[1] ?? '');

/** Scripts that the page loads before it can show anything, and the screen of the list. */
const firstLoad = (): string[] => {
  const html = readFileSync(join(dist, 'index.html'), 'utf8');
  const entries = Array.from(html.matchAll(/(?:src|href)="\/assets\/([^"]+\.js)"/g), (m) => m[1] ?? '');
  const seen = new Set<string>();
  const visit = (name: string) => {
    const path = join(dist, 'assets', name);
    if (seen.has(name) || !existsSync(path)) return;
    seen.add(name);
    const script = readFileSync(path, 'utf8');
    for (const next of imported(script)) visit(next);
    // The list is a screen of its own, loaded by the router.
    const screens = Array.from(
      script.matchAll(/import\(\s*["'`]\.\/(leads-page[^"'`]*\.js)["'`]/g),
      (m) => m[1] ?? '',
    );
    for (const screen of screens) visit(screen);
  };
  for (const entry of entries) visit(entry);
  return [...seen];
};

/** JavaScript of the first load of the list, compressed. */
export const webjs: Bench = {
  name: 'webjs',
  on: 'web/dist as built',
  run: async () => {
    if (!existsSync(dist)) throw new Error('the web UI is not built: ./iperform build');
    const files = firstLoad();
    const bytes = files.reduce(
      (sum, name) => sum + gzipSync(readFileSync(join(dist, 'assets', name)), { level: 9 }).length,
      0,
    );
    return [
      {
        goal: 'web',
        what: 'JavaScript of the first load of the list, gzip',
        value: bytes / 1000,
        unit: 'kB',
        limit: 150,
        detail: files.join(', '),
      },
    ];
  },
};
