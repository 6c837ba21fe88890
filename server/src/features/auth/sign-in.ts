import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import type { Companies } from '../../db/companies.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Limits } from './limits.ts';
import type { Passwords } from './passwords.ts';
import { claimed, lifetimeOf, normalEmail, type Platform } from './rules.ts';
import type { Sessions } from './sessions.ts';
import { type Opened, openSession, readDirectory, readUser, type User } from './store.ts';
import { jwtMs, type Tokens } from './tokens.ts';

/** Who says they are who, from where. */
export interface Claim {
  email: string;
  /** Reads the password, once the caller has not tried too often; null where it cannot be decrypted. */
  password: () => Promise<string | null>;
  company: string | undefined;
  ip: string;
}

/** An account whose password was right. */
export interface Account {
  companyId: string;
  slug: string;
  user: User;
  upgrade: string | null;
}

/** What a client tells about itself; kept with the session, trusted for nothing. */
export interface Client {
  platform: Platform;
  publicIp: string | undefined;
  os: string;
  device: string;
}

export interface OpenedSession {
  token: string;
  sessionId: string;
  csrf: string;
  /** Epoch ms. */
  expiresAt: number;
}

export interface SignIn {
  /**
   * The accounts that e-mail and password open, by slug of their company; never none.
   * @throws AppError BAD_CREDENTIALS whatever is wrong, after the same work; TOO_MANY_REQUESTS; BUSY
   */
  identify: (claim: Claim) => Promise<Account[]>;
  /** Opens a session. `refused`: what a limit or a suspension answers. @throws AppError BAD_CREDENTIALS, `refused` */
  open: (
    account: Account,
    client: Client,
    ip: string,
    kind: 'opaque' | 'jwt',
    refused: (verdict: 'full' | 'suspended', open: number) => AppError,
  ) => Promise<OpenedSession>;
}

/** Accounts of one e-mail that are looked at; who has more names the company. */
const mostAccounts = 10;

export const badCredentials = (): AppError =>
  new AppError('BAD_CREDENTIALS', { detail: 'This e-mail and password do not open an account.' });

interface Parts {
  config: Pick<Config, 'session'>;
  companies: Companies;
  passwords: Passwords;
  tokens: Tokens;
  limits: Limits;
  sessions: Sessions;
  log: Pick<Logger, 'info'>;
}

export const openSignIn = (parts: Parts): SignIn => {
  const { config, companies, passwords, tokens, limits, sessions, log } = parts;

  /** Which of the accounts the password opens. An e-mail without accounts costs one check, like one with one. */
  const check = async (claim: Claim): Promise<{ matches: Account[]; failure: string }> => {
    const typed = await claim.password();
    // What cannot be decrypted is checked like a wrong password, so that both take the same time.
    const password = typed ?? randomBytes(32).toString('hex');
    const slug = claim.company?.trim().toLowerCase() || undefined;
    const listed = await readDirectory(companies.magenta, normalEmail(claim.email), slug, mostAccounts);
    const matches: Account[] = [];
    let failure = typed === null ? 'undecryptable' : listed.length === 0 ? 'unknown' : 'wrong password';
    if (listed.length === 0) await passwords.check(null, password);
    for (const { companyId, userId, slug: companySlug } of listed) {
      const user = await readUser(await companies.database(companyId), userId);
      const { right, upgrade } = await passwords.check(user?.password_hash ?? null, password);
      if (!right || typed === null || user === undefined) continue;
      if (user.active === 1) matches.push({ companyId, slug: companySlug, user, upgrade });
      else failure = 'inactive';
    }
    return { matches, failure };
  };

  return {
    identify: async (claim) => {
      const tried = await limits.count(normalEmail(claim.email), claim.ip);
      const { matches, failure } = await check(claim).catch(async (error: unknown) => {
        await tried.undone();
        throw error;
      });
      if (matches.length === 0) {
        log.info({ event: 'auth.failed', account: tried.account, ip: claim.ip, failure }, 'sign-in failed');
        throw badCredentials();
      }
      await tried.succeeded();
      return matches;
    },

    open: async ({ companyId, user, upgrade }, client, ip, kind, refused) => {
      const now = Date.now();
      const { token: opaque, sessionId } = tokens.opaque(companyId, now);
      const lifetime = lifetimeOf(user.role, config.session.maxMs);
      // A JWT cannot be renewed: its session ends with it and does not use up the limit of the platform.
      const expiresAt = now + (kind === 'jwt' ? Math.min(jwtMs, lifetime) : lifetime);
      const csrf = randomBytes(32).toString('base64url');
      const db = await companies.database(companyId);
      const opened: Opened = await openSession(db, {
        user,
        upgrade,
        limit: config.session.limit,
        policy: config.session.policy,
        idleMs: config.session.idleMs,
        session: {
          id: sessionId,
          user_id: user.id,
          platform: client.platform,
          public_ip: claimed(client.publicIp, 60),
          ip: ip.slice(0, 60),
          os: claimed(client.os, 100),
          device: claimed(client.device, 200),
          csrf,
          created_at: now,
          expires_at: expiresAt,
        },
      });
      const who = { companyId, userId: user.id, role: user.role, platform: client.platform, ip };
      if (opened.verdict === 'changed') {
        log.info({ event: 'auth.failed', ...who, failure: 'changed meanwhile' }, 'sign-in failed');
        throw badCredentials();
      }
      if (opened.verdict !== 'open') {
        log.info({ event: 'auth.refused', ...who, refusal: opened.verdict, open: opened.open }, 'refused');
        throw refused(opened.verdict, opened.open);
      }
      for (const evicted of opened.evicted) sessions.ended({ companyId, sessionId: evicted });
      log.info(
        {
          event: 'auth.signed_in',
          ...who,
          kind,
          session: sessionId.slice(0, 12),
          evicted: opened.evicted.length,
          upgraded: upgrade !== null,
        },
        'signed in',
      );
      const token =
        kind === 'jwt' ? await tokens.jwt({ companyId, sessionId, userId: user.id }, now) : opaque;
      return { token, sessionId, csrf, expiresAt };
    },
  };
};
