import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

// Authenticated encryption under keys derived from the installation's secret: one key for each use, so that what was
// sealed for one is nothing to another.

/** A 32-byte key for one use, derived from the installation's secret. */
export const deriveKey = (secret: string, use: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, 'iperform', use, 32));

const nonceBytes = 12;
const tagBytes = 16;

/** AES-256-GCM: nonce, tag and ciphertext as base64url. */
export const seal = (key: Buffer, plain: Buffer): string => {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
};

/** What was sealed, or null where the text is not, or not untouched, ours. */
export const unseal = (key: Buffer, sealed: string): Buffer | null => {
  const bytes = Buffer.from(sealed, 'base64url');
  // Decoding is lenient: only the one spelling that `seal` writes is taken, so that a token has no second form.
  if (bytes.length <= nonceBytes + tagBytes || bytes.toString('base64url') !== sealed) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]);
  } catch {
    // The tag does not match: sealed under another key, or changed on the way.
    return null;
  }
};
