import { Readable } from 'node:stream';
import type { Endpoint } from '@iperform/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { scopeOf } from '../access/policy.ts';
import { AppError } from '../kernel/errors.ts';
import type { RawCall, Route, Session } from '../kernel/feature.ts';
import { invalid } from './problems.ts';

/** What binding needs to know of sign-in; the slice behind it is handed in. */
export interface Identity {
  authenticate: (credentials: { bearer: string | null; cookie: string | null }) => Promise<Session | null>;
  cookie: { name: string; options: { path: string; httpOnly: boolean; secure: boolean; sameSite: 'lax' } };
}

const safe = new Set(['GET', 'HEAD']);

const bearerOf = (header: string | undefined): string | null =>
  header !== undefined && /^Bearer /i.test(header) ? header.slice(7).trim() : null;

/** The session of a request: by Bearer token, or by cookie, which for changes needs the CSRF token beside it. */
const sessionOf = async (identity: Identity, request: FastifyRequest): Promise<Session> => {
  const bearer = bearerOf(request.headers.authorization);
  const cookie = bearer === null ? (request.cookies[identity.cookie.name] ?? null) : null;
  const session = bearer === null && cookie === null ? null : await identity.authenticate({ bearer, cookie });
  if (session === null)
    throw new AppError('UNAUTHENTICATED', { detail: 'Sign in, or your session has ended.' });
  if (cookie !== null && !safe.has(request.method) && request.headers['x-csrf-token'] !== session.csrf) {
    throw new AppError('CSRF_TOKEN_MISSING', { detail: 'Send the csrfToken of /api/v1/me as X-CSRF-Token.' });
  }
  return cookie === null
    ? { ...session, csrf: null, actor: { ...session.actor, via: 'api' } }
    : { ...session, actor: { ...session.actor, via: 'ui' } };
};

/** Whether the endpoint's declared access lets the session in. Which rows it reaches is the predicate's business. */
const admit = (endpoint: Endpoint, session: Session): void => {
  if (session.csrf !== null && scopeOf(session.actor.role, 'ui:use') === 'none') {
    throw new AppError('FORBIDDEN', { detail: 'This role works through the API only.' });
  }
  if (endpoint.access === 'session' || endpoint.access === 'public') return;
  if (scopeOf(session.actor.role, endpoint.access) === 'none') {
    throw new AppError('FORBIDDEN', { detail: `Your role does not hold ${endpoint.access}.` });
  }
};

const nothing = z.strictObject({});

const parse = (schema: z.ZodType | undefined, value: unknown, where: 'address' | 'body'): unknown => {
  const result = (schema ?? nothing).safeParse(value ?? {});
  if (!result.success) throw invalid(result.error, where);
  return result.data;
};

/** The version a change is based on: `If-Match: "3"` or `version` in the body. */
const versionOf = (endpoint: Endpoint, request: FastifyRequest, body: unknown): number => {
  if (endpoint.versioned !== true) return 0;
  const header = request.headers['if-match'];
  const inBody = (body as { version?: number } | undefined)?.version;
  const inHeader =
    header === undefined ? undefined : Number(/^(?:W\/)?"(\d+)"$/.exec(header)?.[1] ?? Number.NaN);
  if (Number.isNaN(inHeader)) {
    throw new AppError('INVALID_REQUEST', { detail: 'If-Match: must be an ETag we gave, like "3".' });
  }
  const version = inHeader ?? inBody;
  if (version === undefined) {
    throw new AppError('VERSION_REQUIRED', {
      detail: 'Say which version you change: If-Match with the ETag, or version in the body.',
      fields: [{ field: 'version', message: 'is missing' }],
    });
  }
  return version;
};

const keyOf = (request: FastifyRequest): string | null => {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new AppError('INVALID_REQUEST', {
      detail: 'Idempotency-Key: must be 1 to 255 visible ASCII characters.',
    });
  }
  return key;
};

const uploadOf = (endpoint: Endpoint, request: FastifyRequest): Readable | null =>
  endpoint.upload !== undefined && request.body instanceof Readable ? request.body : null;

const answer = async (identity: Identity, route: Route, request: FastifyRequest, reply: FastifyReply) => {
  const { endpoint } = route;
  const session = endpoint.access === 'public' ? null : await sessionOf(identity, request);
  if (session !== null) admit(endpoint, session);
  const params = parse(endpoint.params, request.params, 'address');
  const query = parse(endpoint.query, request.query, 'address');
  const takesBody = endpoint.upload === undefined && !safe.has(endpoint.method);
  const body = takesBody ? parse(endpoint.body, request.body, 'body') : undefined;
  // Made only for handlers that wait on the caller: a listener a request would be waste.
  let aborter: AbortController | undefined;
  const call: RawCall = {
    params,
    query,
    body,
    session,
    actor: session?.actor ?? null,
    company: session?.company ?? null,
    version: versionOf(endpoint, request, body),
    idempotencyKey: safe.has(endpoint.method) ? null : keyOf(request),
    upload: uploadOf(endpoint, request),
    requestId: request.id,
    ip: request.ip,
    userAgent: (request.headers['user-agent'] ?? '').slice(0, 300),
    get signal() {
      if (aborter === undefined) {
        const made = new AbortController();
        if (reply.raw.destroyed) made.abort();
        else reply.raw.once('close', () => made.abort());
        aborter = made;
      }
      return aborter.signal;
    },
    setSession: (token) => {
      if (token === null) reply.clearCookie(identity.cookie.name, identity.cookie.options);
      else reply.setCookie(identity.cookie.name, token, identity.cookie.options);
    },
  };
  const value = await route.run(call);
  reply.header('cache-control', 'no-store').status(endpoint.status ?? 200);
  if (endpoint.stream !== undefined) return reply.type(endpoint.stream).send(value);
  const version = (value as { version?: unknown }).version;
  if (typeof version === 'number') reply.header('etag', `"${version}"`);
  // Parsing the answer is what keeps a column nobody declared from ever leaving.
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(endpoint.reply.parse(value)));
};

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Binds every route, and answers 405 where a path is called by a method it does not have. */
export const bindRoutes = (app: FastifyInstance, identity: Identity, routes: Route[]): void => {
  const byPath = Map.groupBy(routes, (route) => route.endpoint.path);
  for (const [path, group] of byPath) {
    for (const route of group) {
      const { endpoint } = route;
      app.route({
        method: endpoint.method,
        url: path,
        ...(endpoint.upload === undefined ? {} : { config: { upload: true } }),
        bodyLimit:
          endpoint.upload === undefined ? (endpoint.bodyLimit ?? 1_048_576) : Number.MAX_SAFE_INTEGER,
        handler: (request, reply) => answer(identity, route, request, reply),
      });
    }
    const allowed = group.map((route) => route.endpoint.method);
    app.route({
      method: methods.filter((method) => !allowed.includes(method)),
      url: path,
      handler: async (_request, reply) => {
        reply.header('allow', allowed.join(', '));
        throw new AppError('METHOD_NOT_ALLOWED', { detail: `This path takes ${allowed.join(', ')}.` });
      },
    });
  }
};
