import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { scopeOf } from '../../access/policy.ts';
import type { Actor } from '../../kernel/context.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/id.ts';
import type { Detected } from './detect.ts';
import { limits } from './file.ts';
import { detectInThread } from './in-thread.ts';
import type { Layout } from './layout.ts';
import { layoutOf } from './layout.ts';
import { type ImportServices, importFolder, importPath } from './services.ts';
import { knownTo } from './setting.ts';
import { type Import, insertImport } from './store.ts';
import { suggest } from './suggest.ts';

const perCompany = 3;
const partEnding = '.part';
const dayMs = 24 * 3_600_000;
const partDays = 1;
const fileDays = 30;

const counted = (limit: number, seen: { bytes: number }): Transform =>
  new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen.bytes += chunk.length;
      if (seen.bytes <= limit) return done(null, chunk);
      done(
        new AppError('BODY_TOO_LARGE', {
          detail: `A file may have ${limit / 1024 ** 3} GiB. Import it in parts.`,
        }),
      );
    },
  });

/** Writes a stream to a file that is there as a whole, on disk, or not at all. */
const store = async (from: Readable, path: string): Promise<number> => {
  const part = `${path}${partEnding}`;
  const seen = { bytes: 0 };
  try {
    await pipeline(from, counted(limits.fileBytes, seen), createWriteStream(part));
    const file = await open(part, 'r+');
    await file.sync().finally(() => file.close());
    await rename(part, path);
    return seen.bytes;
  } catch (error) {
    await rm(part, { force: true });
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    throw new AppError('BUSY', {
      detail: "The server's disk is full. Nothing was kept of the file.",
      cause: error,
    });
  }
};

/** Takes away what a crash left of an upload, and files that nobody imported for a month. */
const sweep = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    const days = name.endsWith(partEnding) ? partDays : fileDays;
    if (mtimeMs < Date.now() - days * dayMs) await rm(path, { force: true });
  }
};

/** Looks at a file and says what each column probably becomes. @throws AppError UNPROCESSABLE_FILE */
export const lookAt = async (
  { companies }: ImportServices,
  actor: Actor,
  file: { path: string; fileName: string; sheet: string },
): Promise<{ detected: Detected; layout: Layout }> => {
  const detected = await detectInThread({ kind: 'detect', ...file });
  const db = await companies.database(actor.companyId);
  const headers = detected.scan.columns.map((column) => column.header);
  const columns = suggest(detected.scan, await knownTo(db, actor, headers));
  return { detected, layout: layoutOf(detected.scan, columns) };
};

/**
 * Takes a file in, looks at it, and begins an import. An upload that is broken off leaves nothing.
 * @throws AppError UNPROCESSABLE_FILE, BODY_TOO_LARGE, TOO_MANY_REQUESTS
 */
export const openUploads = (services: ImportServices) => {
  const { config, companies, clock } = services;
  const running = new Map<string, number>();

  const take = async (actor: Actor, from: Readable, fileName: string): Promise<Import> => {
    const folder = importFolder(config, actor.companyId);
    await mkdir(folder, { recursive: true });
    await sweep(folder);
    const id = newId();
    const path = importPath(config, actor.companyId, id);
    const size = await store(from, path);
    try {
      const { detected, layout } = await lookAt(services, actor, { path, fileName, sheet: '' });
      const { source, sheets } = detected;
      const item: Import = {
        id,
        state: 'uploaded',
        fileName,
        size,
        format: source.format,
        encoding: source.encoding,
        delimiter: source.delimiter,
        sheets,
        sheet: source.sheet,
        layout,
        mapping: null,
        rows: null,
        progress: 0,
        check: null,
        result: null,
        undo: null,
        error: '',
        createdBy: actor.userId,
        createdAt: clock(),
        startedAt: null,
        finishedAt: null,
      };
      const db = await companies.database(actor.companyId);
      await db.transaction((tx) => insertImport(tx, item));
      return item;
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  };

  return async (actor: Actor, from: Readable, name: string): Promise<Import> => {
    if (scopeOf(actor.role, 'import:run') === 'none') {
      throw new AppError('FORBIDDEN', { detail: 'Your role does not import.' });
    }
    const count = running.get(actor.companyId) ?? 0;
    if (count >= perCompany) {
      throw new AppError('TOO_MANY_REQUESTS', {
        detail: `${perCompany} files are being uploaded for this company already. Wait for one of them.`,
        retryAfter: 10,
      });
    }
    running.set(actor.companyId, count + 1);
    try {
      const fileName = name.split(/[/\\]/).at(-1)?.trim() || 'file';
      return await take(actor, from, fileName);
    } finally {
      const left = (running.get(actor.companyId) ?? 1) - 1;
      if (left === 0) running.delete(actor.companyId);
      else running.set(actor.companyId, left);
    }
  };
};
