import { api, type Me } from '@iperform/contract';
import type { Logger } from 'pino';
import { permissionsOf, scopeOf } from '../../access/policy.ts';
import type { Config } from '../../config.ts';
import type { Companies } from '../../db/companies.ts';
import type { Company } from '../../kernel/context.ts';
import { AppError, invalidField } from '../../kernel/errors.ts';
import { handle, type Route } from '../../kernel/feature.ts';
import type { PasswordKeys } from './keys.ts';
import { kolkata, mayHoldSession, platformOf, systemOf } from './rules.ts';
import type { Sessions } from './sessions.ts';
import { type Account, badCredentials, type SignIn } from './sign-in.ts';
import { readUser, type User } from './store.ts';

interface Parts {
  config: Pick<Config, 'devRole' | 'passwordTransport' | 'session'>;
  companies: Companies;
  keys: PasswordKeys;
  sessions: Sessions;
  signIn: SignIn;
  log: Pick<Logger, 'info'>;
}

const describe = (
  user: Pick<User, 'id' | 'name' | 'email' | 'role'>,
  company: Company,
  csrf: string | null,
): Me => ({
  user: { id: user.id, name: user.name, email: user.email, role: user.role },
  company: {
    id: company.id,
    slug: company.slug,
    name: company.name,
    timeZone: company.timeZone,
    currency: company.currency,
    financialYearStart: company.financialYearStart,
  },
  permissions: permissionsOf(user.role),
  csrfToken: csrf,
});

/** The one account a person signs in to the web UI with. */
const forUi = (accounts: Account[]): Account => {
  const [first, ...others] = accounts.filter(({ user }) => scopeOf(user.role, 'ui:use') !== 'none');
  if (first === undefined) {
    throw new AppError('FORBIDDEN', {
      detail: 'This account is for programs: it signs in through the API and has no web pages.',
    });
  }
  if (others.length > 0) {
    throw new AppError('COMPANY_REQUIRED', {
      detail: 'This e-mail has accounts in several companies. Say which by "company".',
      fields: [first, ...others].map(({ slug }) => ({ field: 'company', message: slug })),
    });
  }
  return first;
};

export const authRoutes = ({ config, companies, keys, sessions, signIn, log }: Parts): Route[] => {
  const limitText = (verdict: 'full' | 'suspended', open: number): string =>
    verdict === 'full'
      ? `${open} sessions are open on this platform, which is the limit. Sign out of one first.`
      : `A session on this platform is suspended; ${open} are open. Ask an administrator.`;

  return [
    handle(api.auth.publicKey, async () => ({
      status: 200,
      message: 'Encrypt passwords with RSA-OAEP and SHA-256 under this key',
      data: await keys.published(),
    })),

    handle(api.auth.documentedSignIn, async ({ body, ip, userAgent }) => {
      const email = body.email || body.username;
      if (!email) throw invalidField('username', 'give username or email');
      const accounts = await signIn.identify({
        email,
        // Documented clients encrypt. Plain text is taken only where the installation says so.
        password: () =>
          config.passwordTransport === 'plain' ? Promise.resolve(body.password) : keys.open(body.password),
        company: body.company,
        ip,
      });
      const account = accounts.find(({ user }) => mayHoldSession(user.role, config.devRole));
      if (account === undefined) throw badCredentials();
      const opened = await signIn.open(
        account,
        {
          platform: platformOf(body.platform),
          publicIp: body.public_ip,
          os: body.os || systemOf(userAgent),
          device: body.device || userAgent,
        },
        ip,
        body.authflow === 'jwt' ? 'jwt' : 'opaque',
        (verdict, open) =>
          new AppError('SESSION_SUSPENDED', {
            detail: limitText(verdict, open),
            fields: [{ field: 'open', message: String(open) }],
          }),
      );
      return {
        status: 200,
        message: 'Signed in',
        data: { token: opened.token, session: opened.sessionId, expires_at: kolkata(opened.expiresAt) },
      };
    }),

    handle(api.auth.signIn, async ({ body, ip, userAgent, setSession }) => {
      if (config.passwordTransport === 'encrypted') {
        throw new AppError('FORBIDDEN', {
          detail: 'This installation takes encrypted passwords only: sign in by POST /i_auth.',
        });
      }
      const account = forUi(
        await signIn.identify({
          email: body.email,
          password: () => Promise.resolve(body.password),
          company: body.company,
          ip,
        }),
      );
      const company = await companies.find(account.companyId);
      if (company === null) throw badCredentials();
      const opened = await signIn.open(
        account,
        { platform: 'web', publicIp: undefined, os: systemOf(userAgent), device: userAgent },
        ip,
        'opaque',
        (verdict, open) => new AppError('SESSION_LIMIT', { detail: limitText(verdict, open) }),
      );
      setSession(opened.token);
      return describe(account.user, company, opened.csrf);
    }),

    handle(api.auth.signOut, async ({ session, actor, setSession }) => {
      await sessions.end({ companyId: actor.companyId, sessionId: session.id });
      log.info(
        {
          event: 'auth.signed_out',
          companyId: actor.companyId,
          userId: actor.userId,
          session: session.id.slice(0, 12),
        },
        'signed out',
      );
      setSession(null);
      return { signedOut: true as const };
    }),

    handle(api.auth.me, async ({ session, actor, company }) => {
      const user = await readUser(await companies.database(company.id), actor.userId);
      if (user === undefined) throw new AppError('UNAUTHENTICATED', { detail: 'Sign in again.' });
      return describe({ ...user, role: actor.role }, company, session.csrf);
    }),
  ];
};
