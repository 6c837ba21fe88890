import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { permissions, roles } from './roles.ts';
import { id, textOrEmpty } from './values.ts';

export const platforms = ['web', 'android', 'ios', 'desktop', 'extractor', 'other'] as const;

/** The documented envelope of `/i_auth` and its sisters; `status` equals the HTTP status. */
const documented = <T extends z.ZodType>(data: T) => z.object({ status: z.int(), message: z.string(), data });

const signIn = z.strictObject({
  email: z.string().trim().min(1).max(254),
  password: z.string().min(1).max(1024),
  /** Slug of the company, where one person has accounts in several. */
  company: z.string().max(60).optional(),
});

export const me = z.object({
  user: z.object({ id, name: z.string(), email: z.string(), role: z.enum(roles) }),
  company: z.object({
    id,
    slug: z.string(),
    name: z.string(),
    timeZone: z.string(),
    currency: z.string(),
    /** 1 to 12: the month the financial year starts in. */
    financialYearStart: z.int(),
  }),
  permissions: z.array(z.enum(permissions)),
  /** To be sent back as `X-CSRF-Token` with every change made by cookie; null for Bearer clients. */
  csrfToken: z.string().nullable(),
});
export type Me = z.output<typeof me>;

export const auth = {
  publicKey: endpoint({
    name: 'auth.publicKey',
    method: 'GET',
    path: '/i_auth/public_key',
    access: 'public',
    summary: 'The RSA key with which clients encrypt passwords (RSA-OAEP, SHA-256)',
    reply: documented(z.object({ kid: z.string(), pem: z.string(), jwk: z.record(z.string(), z.unknown()) })),
  }),
  documentedSignIn: endpoint({
    name: 'auth.documentedSignIn',
    method: 'POST',
    path: '/i_auth',
    access: 'public',
    summary: 'Sign in; JSON or form',
    description:
      'Password: base64 of RSA-OAEP-SHA-256 over its UTF-8 bytes, under the key of `/i_auth/public_key`. Answers 505 with SESSION_SUSPENDED where the limit of sessions on that platform is reached.',
    body: z.looseObject({
      username: z.string().max(254).optional(),
      email: z.string().max(254).optional(),
      password: z.string().max(2048),
      platform: z.string().max(40).optional(),
      public_ip: z.string().max(60).optional(),
      company: z.string().max(60).optional(),
      authflow: z.string().max(10).optional(),
      os: textOrEmpty(100).optional(),
      device: textOrEmpty(200).optional(),
    }),
    reply: documented(z.object({ token: z.string(), session: z.string(), expires_at: z.string() })),
    errors: ['BAD_CREDENTIALS', 'SESSION_SUSPENDED', 'TOO_MANY_REQUESTS', 'BUSY'],
  }),
  signIn: endpoint({
    name: 'auth.signIn',
    method: 'POST',
    path: '/api/v1/session',
    access: 'public',
    summary: 'Sign in to the web UI: sets the session cookie',
    body: signIn,
    reply: me,
    errors: [
      'BAD_CREDENTIALS',
      'COMPANY_REQUIRED',
      'SESSION_LIMIT',
      'FORBIDDEN',
      'TOO_MANY_REQUESTS',
      'BUSY',
    ],
  }),
  signOut: endpoint({
    name: 'auth.signOut',
    method: 'DELETE',
    path: '/api/v1/session',
    access: 'session',
    summary: 'Sign out: ends this session',
    reply: z.object({ signedOut: z.literal(true) }),
  }),
  me: endpoint({
    name: 'auth.me',
    method: 'GET',
    path: '/api/v1/me',
    access: 'session',
    summary: 'Who is signed in, to which company, and what they may do',
    reply: me,
  }),
};
