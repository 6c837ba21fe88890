import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import type { Companies } from '../../db/companies.ts';
import type { Feature, Session } from '../../kernel/feature.ts';
import { openPasswordKeys } from './keys.ts';
import { openLimits } from './limits.ts';
import { openPasswords } from './passwords.ts';
import { authRoutes } from './routes.ts';
import { type Credentials, type EndedSession, openSessions } from './sessions.ts';
import { openSignIn } from './sign-in.ts';
import { openTokens } from './tokens.ts';

export type { Credentials, EndedSession } from './sessions.ts';

/** Who may come in. */
export interface Auth {
  feature: Feature;
  /** The session behind a bearer token or the session cookie, or null; at most a second old. A bearer token counts first. */
  authenticate: (credentials: Credentials) => Promise<Session | null>;
  /** argon2id hash of a new password. @throws AppError BUSY where too many are being hashed */
  hashPassword: (plain: string) => Promise<string>;
  /** Is told of every session that ends in this process, so that what hangs on it can be closed. */
  onEnded: (listener: (ended: EndedSession) => void) => void;
  /** Resolves when what was noted in the background is on disk: to be awaited before the databases close. */
  settled: () => Promise<void>;
}

interface Parts {
  config: Config;
  companies: Companies;
  log: Pick<Logger, 'info' | 'warn'>;
}

/** Opens sign-in and sessions. The slice reads and writes `user` and `all_session` of companies and their directory. */
export const openAuth = async ({ config, companies, log }: Parts): Promise<Auth> => {
  const passwords = await openPasswords(config);
  const tokens = openTokens(config.secret);
  const keys = openPasswordKeys(companies.magenta, config.secret, log);
  const limits = openLimits(config, companies.magenta);
  const sessions = openSessions(config, companies, tokens, log);
  const signIn = openSignIn({ config, companies, passwords, tokens, limits, sessions, log });
  return {
    feature: { name: 'auth', routes: authRoutes({ config, companies, keys, sessions, signIn, log }) },
    authenticate: sessions.authenticate,
    hashPassword: passwords.hash,
    onEnded: sessions.onEnded,
    settled: sessions.settled,
  };
};

/** The cookie that holds the session of the web UI. `maxAge` in seconds. */
export const sessionCookie = (config: Pick<Config, 'production' | 'urlOpen' | 'session'>) => {
  const secure = config.production || config.urlOpen?.startsWith('https://') === true;
  return {
    // Browsers take a `__Host-` cookie over https alone; a laptop without it gets a plain name.
    name: secure ? '__Host-iperform' : 'iperform',
    options: {
      httpOnly: true,
      secure,
      sameSite: 'lax' as const,
      path: '/',
      maxAge: Math.floor(config.session.maxMs / 1000),
    },
  };
};
