import { createPublicKey, generateKeyPair, type JsonWebKey, webcrypto } from 'node:crypto';
import { promisify } from 'node:util';
import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import type { MagentaTables } from '../../db/tables.ts';
import { cached } from '../../kernel/cache.ts';
import { newId } from '../../kernel/id.ts';
import { deriveKey, seal, unseal } from './seal.ts';
import { insertKey, type KeyRow, readKeys } from './store-keys.ts';

/** The key that clients encrypt passwords with. */
export interface PublicKey {
  kid: string;
  pem: string;
  jwk: Record<string, unknown>;
}

/** The key pairs for passwords on their way in. The newest is published; older ones still open what they closed. */
export interface PasswordKeys {
  published: () => Promise<PublicKey>;
  /** The password in base64 of RSA-OAEP-SHA-256 over UTF-8, or null where it cannot be opened. */
  open: (encrypted: string) => Promise<string | null>;
}

const purpose = 'sign-in password';
/** 3072 bits also leave room for a password of 256 bytes. */
const bits = 3072;
const ringMs = 1000;

interface Pair {
  published: PublicKey;
  private: webcrypto.CryptoKey;
}

const generate = promisify(generateKeyPair);
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const decrypt = async (pair: Pair, bytes: Uint8Array<ArrayBuffer>): Promise<string | null> => {
  try {
    return utf8.decode(await webcrypto.subtle.decrypt({ name: 'RSA-OAEP' }, pair.private, bytes));
  } catch {
    // Another key's, or broken: the caller must not learn which.
    return null;
  }
};

export const openPasswordKeys = (
  magenta: Database<MagentaTables>,
  secret: string,
  log: Pick<Logger, 'info' | 'warn'>,
): PasswordKeys => {
  const sealKey = deriveKey(secret, 'key ring');
  const opened = new Map<string, Pair | null>();

  const openRow = async (row: KeyRow): Promise<Pair | null> => {
    const der = unseal(sealKey, row.secret);
    if (der === null) {
      log.warn({ kid: row.kid }, 'a password key was made under another ENV_DEC and is left out');
      return null;
    }
    const use = { name: 'RSA-OAEP', hash: 'SHA-256' };
    const jwk = createPublicKey(row.public_pem).export({ format: 'jwk' }) satisfies JsonWebKey;
    return {
      published: {
        kid: row.kid,
        pem: row.public_pem,
        jwk: { ...jwk, kid: row.kid, use: 'enc', alg: 'RSA-OAEP-256' },
      },
      private: await webcrypto.subtle.importKey('pkcs8', new Uint8Array(der), use, false, ['decrypt']),
    };
  };

  /** The pairs this installation can use, newest first. */
  const readRing = async (): Promise<Pair[]> => {
    const rows = await readKeys(magenta, purpose);
    const pairs: Pair[] = [];
    for (const row of rows) {
      const pair = opened.get(row.kid) ?? (await openRow(row));
      opened.set(row.kid, pair);
      if (pair !== null) pairs.push(pair);
    }
    return pairs;
  };

  const addKey = async (): Promise<void> => {
    const pair = await generate('rsa', {
      modulusLength: bits,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'der' },
    });
    const kid = newId();
    await insertKey(magenta, {
      kid,
      purpose,
      public_pem: pair.publicKey,
      secret: seal(sealKey, pair.privateKey),
      created_at: Date.now(),
    });
    log.info({ kid }, 'made a key pair for passwords on their way in');
  };

  // Two processes may both find the ring empty and add a key each: both then read the ring again and publish the newest.
  const ring = cached(ringMs, async (_: typeof purpose): Promise<Pair[]> => {
    const pairs = await readRing();
    if (pairs.length > 0) return pairs;
    await addKey();
    return readRing();
  });

  return {
    published: async () => {
      const [newest] = await ring.get(purpose);
      if (newest === undefined) throw new Error('the key ring is empty after a key was added');
      return newest.published;
    },
    open: async (encrypted) => {
      const bytes = new Uint8Array(Buffer.from(encrypted, 'base64'));
      // Longer than any key of ours opens; an RSA operation is not spent on it.
      if (bytes.length === 0 || bytes.length > 1024) return null;
      const tried = await ring.get(purpose);
      for (const pair of tried) {
        const plain = await decrypt(pair, bytes);
        if (plain !== null) return plain;
      }
      // Another process may have published a newer key within the last second.
      ring.drop(purpose);
      for (const pair of await ring.get(purpose)) {
        const plain = tried.includes(pair) ? null : await decrypt(pair, bytes);
        if (plain !== null) return plain;
      }
      return null;
    },
  };
};
