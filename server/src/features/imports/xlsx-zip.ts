import type { Readable } from 'node:stream';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { AppError } from '../../kernel/errors.ts';
import { limits, unreadable } from './file.ts';

/** The parts of a workbook by name, each readable as a stream that ends in an error when it unpacks to too much. */
export interface Package {
  names: string[];
  has: (name: string) => boolean;
  open: (name: string) => Promise<AsyncIterable<Buffer>>;
  close: () => void;
}

const mostParts = 10_000;

const bomb = () =>
  unreadable(
    'The workbook unpacks to far more than a file of leads can hold. Save the sheet as CSV and import that.',
  );

const damaged = (error: unknown) =>
  unreadable('The workbook is damaged: it cannot be unpacked. Open it in Excel and save it again.', error);

const guarded = (entry: Entry, spent: { bytes: number }, stream: Readable): AsyncIterable<Buffer> =>
  (async function* () {
    let bytes = 0;
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        spent.bytes += chunk.length;
        const ratio = bytes / Math.max(1, entry.compressedSize);
        if (spent.bytes > limits.unpackedBytes || (bytes > limits.ratioFrom && ratio > limits.ratio)) {
          throw bomb();
        }
        yield chunk;
      }
    } catch (error) {
      throw error instanceof AppError ? error : damaged(error);
    } finally {
      stream.destroy();
    }
  })();

const listEntries = (zip: ZipFile): Promise<Map<string, Entry>> =>
  new Promise((resolve, reject) => {
    const entries = new Map<string, Entry>();
    zip.on('entry', (entry: Entry) => {
      entries.set(entry.fileName, entry);
      if (entries.size > mostParts) reject(bomb());
      else zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', (error: unknown) => reject(damaged(error)));
    zip.readEntry();
  });

/** Opens a zip file. @throws AppError UNPROCESSABLE_FILE where it is damaged or encrypted */
export const openPackage = async (path: string): Promise<Package> => {
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false }).catch((error: unknown) => {
    throw damaged(error);
  });
  try {
    const entries = await listEntries(zip);
    const spent = { bytes: 0 };
    return {
      names: [...entries.keys()],
      has: (name) => entries.has(name),
      open: async (name) => {
        const entry = entries.get(name);
        if (entry === undefined) throw damaged(new Error(`no part ${name}`));
        if (entry.uncompressedSize > limits.unpackedBytes) throw bomb();
        const stream = await zip.openReadStreamPromise(entry).catch((error: unknown) => {
          throw damaged(error);
        });
        return guarded(entry, spent, stream);
      },
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
};
