import { pbkdf2, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

// Hashes brought along from the Python application: `method$salt$hex`, salt and password as UTF-8 text. Methods without
// a key derivation (plain, md5, sha256 alone) are refused; those people set a new password.

const derivePbkdf2 = promisify(pbkdf2);
const deriveScrypt = (password: string, salt: string, n: number, r: number, p: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    // The engine's default limit of memory is below what N=32768 needs; this is the figure Werkzeug itself uses.
    const options = { N: n, r, p, maxmem: 132 * n * r * p };
    scrypt(password, salt, scryptBytes, options, (error, key) => (error ? reject(error) : resolve(key)));
  });

const scryptBytes = 64;
const digestBytes: Record<string, number> = { sha1: 20, sha256: 32, sha512: 64 };

// A stored hash is data: what it may cost us is bounded.
const mostIterations = 5_000_000;
const mostScryptMemory = 256 * 1024 * 1024;
const mostScryptLanes = 16;

const whole = (text: string | undefined): number =>
  text !== undefined && /^[1-9][0-9]{0,8}$/.test(text) ? Number(text) : 0;

const derive = async (method: string, salt: string, password: string): Promise<Buffer | null> => {
  const [kind, ...settings] = method.split(':');
  if (kind === 'pbkdf2' && settings.length === 2) {
    const [digest = '', count] = settings;
    const bytes = digestBytes[digest];
    const iterations = whole(count);
    if (bytes === undefined || iterations === 0 || iterations > mostIterations) return null;
    return derivePbkdf2(password, salt, iterations, bytes, digest);
  }
  if (kind === 'scrypt' && settings.length === 3) {
    const [n = 0, r = 0, p = 0] = settings.map(whole);
    const powerOfTwo = n > 1 && (n & (n - 1)) === 0;
    if (!powerOfTwo || r === 0 || p === 0 || p > mostScryptLanes || 128 * n * r > mostScryptMemory)
      return null;
    return deriveScrypt(password, salt, n, r, p);
  }
  return null;
};

/** Whether a stored hash has Werkzeug's shape. */
export const isWerkzeug = (hash: string): boolean => /^(pbkdf2|scrypt):[^$]*\$[^$]+\$[0-9a-f]+$/.test(hash);

/** Whether the password is the one behind a Werkzeug hash; false for methods that are not taken. */
export const verifyWerkzeug = async (hash: string, password: string): Promise<boolean> => {
  const [method, salt, hex] = hash.split('$');
  if (!isWerkzeug(hash) || method === undefined || salt === undefined || hex === undefined) return false;
  const got = await derive(method, salt, password);
  const want = Buffer.from(hex, 'hex');
  return got !== null && got.length === want.length && timingSafeEqual(got, want);
};
