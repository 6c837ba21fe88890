import { AppError } from '../../kernel/errors.ts';

// Cursors are opaque to callers, yet nothing secret: the place where a page ended, bound to the order it was read in.

const invalid = () =>
  new AppError('INVALID_REQUEST', {
    detail: 'cursor: is not one of ours, or belongs to another order. Start again without it.',
    fields: [{ field: 'cursor', message: 'is not valid here' }],
  });

/** Packs the place where a page ended. */
export const packCursor = (order: string, value: string | number | null, id: string): string =>
  Buffer.from(JSON.stringify([order, value, id])).toString('base64url');

/** Reads a cursor back. @throws AppError INVALID_REQUEST */
export const readCursor = (cursor: string, order: string): { value: string | number | null; id: string } => {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw invalid();
  }
  if (!Array.isArray(parts) || parts.length !== 3) throw invalid();
  const [of, value, id] = parts as unknown[];
  const known =
    value === null || typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
  if (of !== order || !known || typeof id !== 'string' || id.length !== 26) throw invalid();
  return { value: value as string | number | null, id };
};
