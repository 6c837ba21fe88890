import type { Role } from '@iperform/contract';
import type { Database } from '../../db/database.ts';
import { lockRows } from '../../db/dialect.ts';
import { param, prepared } from '../../db/prepared.ts';
import type { MagentaTables, OpenTables } from '../../db/tables.ts';
import { admit, type SessionState } from './rules.ts';

type CompanyDatabase = Database<OpenTables>;

/** The active companies an e-mail may sign in to, by slug, at most `most`; only the one with the slug where one is named. */
export const readDirectory = (
  magenta: Database<MagentaTables>,
  email: string,
  slug: string | undefined,
  most: number,
): Promise<{ companyId: string; userId: string; slug: string }[]> =>
  magenta.read
    .selectFrom('directory')
    .innerJoin('company', 'company.id', 'directory.company_id')
    .select(['directory.company_id as companyId', 'directory.user_id as userId', 'company.slug'])
    .where('directory.email_norm', '=', email)
    .where('company.active', '=', 1)
    .$if(slug !== undefined, (query) => query.where('company.slug', '=', slug ?? ''))
    .orderBy('company.slug')
    .limit(most)
    .execute();

export type User = Pick<
  OpenTables['user'],
  'id' | 'email' | 'name' | 'role' | 'password_hash' | 'active' | 'changed_on'
>;

export const readUser = (db: CompanyDatabase, id: string): Promise<User | undefined> =>
  db.read
    .selectFrom('user')
    .select(['id', 'email', 'name', 'role', 'password_hash', 'active', 'changed_on'])
    .where('id', '=', id)
    .executeTakeFirst();

export interface SessionRow extends SessionState {
  csrf: string;
  user_id: string;
  role: Role;
  partner_id: string | null;
}

/** A session with what its user is now. One point read on the path of every request. */
export const readSession = async (db: CompanyDatabase, id: string): Promise<SessionRow | undefined> => {
  const rows = await prepared<SessionRow>(db, db.read, 'auth.session', { id }, () =>
    db.read
      .selectFrom('all_session as s')
      .innerJoin('user as u', 'u.id', 's.user_id')
      .select(['s.csrf', 's.suspended', 's.seen_at', 's.expires_at', 's.user_id'])
      .select(['u.active as user_active', 'u.role', 'u.partner_id'])
      .where('s.id', '=', param<string>('id')),
  );
  return rows[0];
};

export type NewSession = Omit<OpenTables['all_session'], 'suspended' | 'seen_at'>;

export interface Opening {
  session: NewSession;
  /** The user as their password was checked against. */
  user: User;
  /** Hash to store instead of the user's, where theirs is of an older kind. */
  upgrade: string | null;
  limit: number;
  policy: 'reject' | 'evict_oldest';
  idleMs: number;
}

export type Opened =
  | { verdict: 'open'; evicted: string[] }
  /** `open`: sessions of the user on that platform. */
  | { verdict: 'full' | 'suspended'; open: number }
  /** The user was switched off or got another password since it was checked. */
  | { verdict: 'changed' };

/**
 * Opens a session where the user's limit on the platform allows it. The user's row is locked first, so that sign-ins side
 * by side are counted one after the other.
 */
export const openSession = (db: CompanyDatabase, opening: Opening): Promise<Opened> =>
  db.transaction(async (tx): Promise<Opened> => {
    const { session, user, upgrade } = opening;
    const now = session.created_at;
    const held = await tx
      .selectFrom('user')
      .select(['active', 'changed_on'])
      .where('id', '=', user.id)
      .modifyEnd(lockRows(db.dialect))
      .executeTakeFirst();
    if (held?.active !== 1 || held.changed_on !== user.changed_on) return { verdict: 'changed' };

    // What has ended is cleared away here, user by user. A suspended session stays until its last day.
    await tx
      .deleteFrom('all_session')
      .where('user_id', '=', user.id)
      .where((is) =>
        is.or([
          is('expires_at', '<=', now),
          is.and([is('suspended', '=', 0), is('seen_at', '<=', now - opening.idleMs)]),
        ]),
      )
      .execute();
    const open = await tx
      .selectFrom('all_session')
      .select(['id', 'suspended'])
      .where('user_id', '=', user.id)
      .where('platform', '=', session.platform)
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    const admission = admit(open, opening.limit, opening.policy);
    if (admission.verdict !== 'open') return { verdict: admission.verdict, open: open.length };

    if (admission.evict.length > 0) {
      await tx.deleteFrom('all_session').where('id', 'in', admission.evict).execute();
    }
    if (upgrade !== null) {
      await tx
        .updateTable('user')
        .set({ password_hash: upgrade })
        .where('id', '=', user.id)
        .where('password_hash', '=', user.password_hash)
        .execute();
    }
    await tx
      .insertInto('all_session')
      .values({ ...session, suspended: 0, seen_at: now })
      .execute();
    return { verdict: 'open', evicted: admission.evict };
  });

/** Notes that a session was used, unless that was noted after `before`. */
export const touchSession = (db: CompanyDatabase, id: string, now: number, before: number): Promise<void> =>
  db.transaction(async (tx) => {
    await tx
      .updateTable('all_session')
      .set({ seen_at: now })
      .where('id', '=', id)
      .where('seen_at', '<=', before)
      .execute();
  });

/** Ends a session; false where it had ended already. */
export const deleteSession = (db: CompanyDatabase, id: string): Promise<boolean> =>
  db.transaction(async (tx) => {
    const result = await tx.deleteFrom('all_session').where('id', '=', id).executeTakeFirst();
    return result.numDeletedRows > 0n;
  });
