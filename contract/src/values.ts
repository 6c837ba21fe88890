import { z } from 'zod';

// Strings come in as people type them, so what no column and no reader can hold is refused here, once:
// NUL cannot be stored by every engine, and a lone surrogate is not UTF-8.
const storable = (s: string): boolean => !s.includes('\u0000') && s.isWellFormed();

/** Trimmed text of 1 to `max` characters. */
export const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(max)
    .refine(storable, 'must not contain NUL or broken Unicode');

/** Trimmed text of 0 to `max` characters; empty means "not known". */
export const textOrEmpty = (max: number) =>
  z.string().trim().max(max).refine(storable, 'must not contain NUL or broken Unicode');

/** A time-ordered id made by us: a ULID, 26 characters of Crockford base 32. */
export const id = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, 'must be a 26-character id');

/** UTC epoch milliseconds. */
export const time = z.int().min(0).max(253_402_300_799_999);

/** A calendar day of the company, `2026-11-23`. */
export const day = z.iso.date();

/** Integer minor units (paise, cents), up to a hundred thousand million of the currency. */
export const minor = z.int().min(0).max(10_000_000_000_000);

/** ISO 4217 code. */
export const currency = z.string().regex(/^[A-Z]{3}$/, 'must be a three-letter ISO 4217 code');

export const email = z.email('must be an e-mail address').max(254);

/** A phone as typed; the server stores E.164, with India the default region. */
export const phone = z
  .string()
  .trim()
  .min(3)
  .max(40)
  .regex(/^[+0-9 ().\-/]+$/, 'must contain digits, spaces and + ( ) - . / only');

/** Key of a custom field. */
export const customKey = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,40}$/, 'must be lower-case letters, digits and _, at most 41 characters');

/** Something with a name: a person, a stage, a partner. */
export const ref = z.object({ id, name: z.string() });
export type Ref = z.output<typeof ref>;

/** A query value that must be JSON of the given shape: `filter=[{"field":"source","op":"in","value":["Website"]}]`. */
export const jsonQuery = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .max(16_384)
    .transform((value, context): unknown => {
      try {
        return JSON.parse(value);
      } catch {
        context.addIssue({ code: 'custom', message: 'must be JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);
