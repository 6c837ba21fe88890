import { randomBytes, randomUUID } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { sha256 } from '../../kernel/id.ts';
import { deriveKey, seal, unseal } from './seal.ts';

/** What a token names: a row of `all_session` in the database of a company. */
export interface TokenClaim {
  companyId: string;
  /** SHA-256 of the secret in the token: `all_session.id`. */
  sessionId: string;
  /** Epoch ms after which the token is nothing, whatever its session; null where the session alone decides. */
  until: number | null;
}

export interface Tokens {
  /** A new opaque token and the session id that is stored of it. */
  opaque: (companyId: string, at: number) => { token: string; sessionId: string };
  /** A signed JWT for a session. */
  jwt: (claim: { companyId: string; sessionId: string; userId: string }, at: number) => Promise<string>;
  /** What a token says, or null: not ours, tampered with, expired. JWTs are taken only where `allowJwt`. */
  read: (token: string, allowJwt: boolean) => Promise<TokenClaim | null>;
}

/** How long a JWT lives. */
export const jwtMs = 15 * 60_000;

const issuer = 'iperform';
const audience = 'iperform-api';
const type = 'iperform-session+jwt';
const algorithm = 'HS256';

const longest = 2048;
const claimsKept = 10_000;

// Inside an opaque token: version, company (26 ASCII), UUID (16 bytes), time (6 bytes of epoch ms), secret (32 bytes).
const version = 1;
const companyAt = 1;
const uuidAt = companyAt + 26;
const timeAt = uuidAt + 16;
const secretAt = timeAt + 6;
const size = secretAt + 32;

const jwtClaims = z.object({
  sid: z.string().regex(/^[0-9a-f]{64}$/),
  cid: z.string().regex(/^[0-9A-Z]{26}$/),
  exp: z.int(),
});

/** The tokens of an installation, keyed from its secret. */
export const openTokens = (secret: string): Tokens => {
  const sealKey = deriveKey(secret, 'session token');
  const jwtKey = deriveKey(secret, 'session jwt');
  const kid = sha256(deriveKey(secret, 'session jwt kid').toString('hex')).slice(0, 16);
  // What a token says never changes: it is opened once, then remembered. Only tokens that are ours get in.
  const known = new Map<string, TokenClaim>();

  const openOpaque = (token: string): TokenClaim | null => {
    const bytes = unseal(sealKey, token);
    if (bytes === null || bytes.length !== size || bytes[0] !== version) return null;
    return {
      companyId: bytes.toString('latin1', companyAt, uuidAt),
      sessionId: sha256(bytes.toString('base64url', secretAt)),
      until: null,
    };
  };

  const openJwt = async (token: string): Promise<TokenClaim | null> => {
    try {
      const { payload } = await jwtVerify(
        token,
        (header) => {
          if (header.kid !== kid) throw new Error('signed by a key that is not ours');
          return jwtKey;
        },
        { algorithms: [algorithm], issuer, audience, typ: type, requiredClaims: ['exp', 'iat', 'sub'] },
      );
      const { sid, cid, exp } = jwtClaims.parse(payload);
      return { companyId: cid, sessionId: sid, until: exp * 1000 };
    } catch {
      // Whatever is wrong with it, the caller learns only that it is no token.
      return null;
    }
  };

  return {
    opaque: (companyId, at) => {
      const secretPart = randomBytes(size - secretAt);
      const bytes = Buffer.alloc(size);
      bytes[0] = version;
      bytes.write(companyId, companyAt, 'latin1');
      bytes.write(randomUUID().replaceAll('-', ''), uuidAt, 'hex');
      bytes.writeUIntBE(at, timeAt, secretAt - timeAt);
      secretPart.copy(bytes, secretAt);
      return { token: seal(sealKey, bytes), sessionId: sha256(secretPart.toString('base64url')) };
    },
    jwt: ({ companyId, sessionId, userId }, at) =>
      new SignJWT({ sid: sessionId, cid: companyId })
        .setProtectedHeader({ alg: algorithm, typ: type, kid })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(userId)
        .setIssuedAt(Math.floor(at / 1000))
        .setExpirationTime(Math.floor((at + jwtMs) / 1000))
        .sign(jwtKey),
    read: async (token, allowJwt) => {
      if (token.length > longest) return null;
      const isJwt = token.includes('.');
      if (isJwt && !allowJwt) return null;
      let claim = known.get(token) ?? null;
      if (claim === null) {
        claim = isJwt ? await openJwt(token) : openOpaque(token);
        if (claim === null) return null;
        known.set(token, claim);
        if (known.size > claimsKept) known.delete(known.keys().next().value as string);
      }
      return claim.until !== null && claim.until <= Date.now() ? null : claim;
    },
  };
};
