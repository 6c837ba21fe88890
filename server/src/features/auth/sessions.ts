import type { Logger } from 'pino';
import { scopeOf } from '../../access/policy.ts';
import type { Config } from '../../config.ts';
import type { Companies } from '../../db/companies.ts';
import { cached } from '../../kernel/cache.ts';
import type { Actor } from '../../kernel/context.ts';
import type { Session } from '../../kernel/feature.ts';
import { isUsable, mayHoldSession } from './rules.ts';
import { deleteSession, readSession, touchSession } from './store.ts';
import type { Tokens } from './tokens.ts';

/** A session that ended by a sign-out or because a newer one took its place. */
export interface EndedSession {
  companyId: string;
  sessionId: string;
}

/** What a caller shows: a bearer token or the cookie of the web UI. */
export interface Credentials {
  bearer: string | null;
  cookie: string | null;
}

export interface Sessions {
  /** The session behind the credentials, or null. Ends, suspensions and changes of role count within a second. */
  authenticate: (credentials: Credentials) => Promise<Session | null>;
  end: (ended: EndedSession) => Promise<boolean>;
  /** Tells everybody in this process that a session is over. */
  ended: (ended: EndedSession) => void;
  onEnded: (listener: (ended: EndedSession) => void) => void;
  /** Resolves when everything noted in the background is on disk. */
  settled: () => Promise<void>;
}

/** How long a session is believed without looking again. */
const believedMs = 1000;
const sessionsKept = 10_000;
const touchMs = 60_000;

/** One session, as its two kinds of credentials give it; `ui` is null for roles without the web UI. */
interface Live {
  ui: Session | null;
  api: Session;
}

export const openSessions = (
  config: Pick<Config, 'session' | 'devRole'>,
  companies: Companies,
  tokens: Tokens,
  log: Pick<Logger, 'warn'>,
): Sessions => {
  const listeners: ((ended: EndedSession) => void)[] = [];
  const touching = new Map<string, Promise<void>>();
  // A short idle limit needs a finer note of when a session was last used.
  const touchEvery = Math.min(touchMs, config.session.idleMs / 4);
  const keyOf = ({ companyId, sessionId }: EndedSession): string => `${companyId}/${sessionId}`;

  const touch = (key: string, work: () => Promise<void>): void => {
    if (touching.has(key)) return;
    const done = work()
      .catch((error: unknown) => log.warn({ err: error }, 'could not note that a session was used'))
      .finally(() => touching.delete(key));
    touching.set(key, done);
  };

  const load = async (key: string): Promise<Live | null> => {
    const [companyId = '', id = ''] = key.split('/');
    const company = await companies.find(companyId);
    if (!company?.active) return null;
    const db = await companies.database(companyId);
    const row = await readSession(db, id);
    const now = Date.now();
    if (row === undefined || !isUsable(row, now, config.session.idleMs)) return null;
    if (!mayHoldSession(row.role, config.devRole)) return null;
    if (row.seen_at <= now - touchEvery) touch(key, () => touchSession(db, id, now, now - touchEvery));

    const actor: Actor = {
      companyId,
      userId: row.user_id,
      role: row.role,
      partnerId: row.partner_id,
      via: 'api',
    };
    return {
      api: { id, company, actor, csrf: null },
      ui:
        scopeOf(row.role, 'ui:use') === 'none'
          ? null
          : { id, company, actor: { ...actor, via: 'ui' }, csrf: row.csrf },
    };
  };

  const live = cached(believedMs, load, sessionsKept);

  const sessions: Sessions = {
    authenticate: async ({ bearer, cookie }) => {
      const token = bearer ?? cookie;
      if (token === null) return null;
      const claim = await tokens.read(token, bearer !== null);
      if (claim === null) return null;
      const found = await live.get(keyOf(claim));
      return (bearer === null ? found?.ui : found?.api) ?? null;
    },
    end: async (session) => {
      const was = await deleteSession(await companies.database(session.companyId), session.sessionId);
      sessions.ended(session);
      return was;
    },
    ended: (session) => {
      live.drop(keyOf(session));
      for (const listener of listeners) listener(session);
    },
    onEnded: (listener) => void listeners.push(listener),
    settled: async () => void (await Promise.all(touching.values())),
  };
  return sessions;
};
