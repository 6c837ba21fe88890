import cookie from '@fastify/cookie';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { AppError } from '../kernel/errors.ts';
import type { Route } from '../kernel/feature.ts';
import { bindRoutes, type Identity } from './bind.ts';
import { openMetrics } from './metrics.ts';
import { openapi } from './openapi.ts';
import { sendError } from './problems.ts';
import { serveWeb } from './web.ts';

export interface ServerOptions {
  routes: Route[];
  identity: Identity;
  log: FastifyBaseLogger;
  /** CIDR ranges whose `X-Forwarded-For` is believed. */
  trustProxy: string[] | false;
  /** The installation is opened by https. */
  secure: boolean;
  /** Folder of the built web UI. */
  webRoot: string;
  /** Makes an error of ours of a fault that the caller can understand, and leaves any other as it is. */
  explain: (error: unknown) => unknown;
  /** Whether everything that requests need does answer; throws where not. */
  ready: () => Promise<void>;
}

const bodyTimeoutMs = 30_000;

declare module 'fastify' {
  interface FastifyContextConfig {
    upload?: boolean;
  }
  interface FastifyRequest {
    bodyTimer: NodeJS.Timeout | undefined;
  }
}

/** The HTTP server, ready to listen or to be injected into. */
export const buildServer = async (options: ServerOptions): Promise<FastifyInstance> => {
  const { routes, identity, log, trustProxy, secure, webRoot, explain, ready } = options;
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy,
    requestIdHeader: false,
    genReqId: () => crypto.randomUUID(),
    bodyLimit: 1_048_576,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: false },
    // Silence for two minutes ends a connection; a slow head ends it sooner, a slow body by the timer below.
    connectionTimeout: 120_000,
    keepAliveTimeout: 30_000,
    http: { headersTimeout: 15_000, connectionsCheckingInterval: 5000 },
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    // What the router refuses before any route is known is a problem like any other.
    frameworkErrors: (error, request, reply) => void sendError(error, request, reply),
  });
  const metrics = openMetrics();
  await app.register(cookie);
  app.decorateRequest('bodyTimer', undefined);
  // Only the documented endpoints take forms: elsewhere a page of another site could post one.
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (request, body, done) =>
      request.url.startsWith('/i_auth')
        ? done(null, Object.fromEntries(new URLSearchParams(body as string)))
        : done(new AppError('UNSUPPORTED_MEDIA_TYPE', { detail: 'Send application/json.' })),
  );
  app.addContentTypeParser('application/octet-stream', (request, payload, done) =>
    request.routeOptions.config.upload === true
      ? done(null, payload)
      : done(new AppError('UNSUPPORTED_MEDIA_TYPE', { detail: 'Send application/json.' })),
  );

  // These run at every request: with callbacks, for a promise each is a tenth of a point read.
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
    const { headers } = request;
    const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
    if (hasBody && request.routeOptions.config.upload !== true) {
      request.bodyTimer = setTimeout(() => request.raw.destroy(), bodyTimeoutMs);
    }
    done();
  });
  app.addHook('preValidation', (request, _reply, done) => {
    clearTimeout(request.bodyTimer);
    done();
  });
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    // What is in flight is answered, and its connection is not kept for more.
    if (closing) reply.header('connection', 'close');
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    clearTimeout(request.bodyTimer);
    metrics.observe(
      request.method,
      request.routeOptions.url ?? '(none)',
      reply.statusCode,
      reply.elapsedTime / 1000,
    );
    request.log.debug(
      { method: request.method, route: request.routeOptions.url, status: reply.statusCode },
      'answered',
    );
    done();
  });

  app.setErrorHandler((error, request, reply) => sendError(explain(error), request, reply));
  app.setNotFoundHandler((request, reply) => {
    const page = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
    const ours = request.url.startsWith('/api/') || request.url.startsWith('/i_auth');
    if (page && !ours) return app.webPage.send(reply);
    return sendError(
      new AppError('NOT_FOUND', { detail: 'There is nothing at this address.' }),
      request,
      reply,
    );
  });

  app.get('/livez', async () => ({ live: true }));
  app.get('/readyz', async () => {
    if (closing) throw new AppError('BUSY', { detail: 'Shutting down.', retryAfter: 5 });
    await ready();
    return { ready: true };
  });
  app.get('/metrics', async (request, reply) => {
    // The socket's own address, whatever a proxy says: figures are for the machine itself.
    const from = request.socket.remoteAddress ?? '';
    if (
      !['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(from) ||
      request.headers['x-forwarded-for'] !== undefined
    ) {
      throw new AppError('NOT_FOUND', { detail: 'There is nothing at this address.' });
    }
    return reply.type(metrics.type).send(await metrics.text());
  });
  app.get('/api/openapi.json', async (_request, reply) =>
    reply.header('cache-control', 'no-cache').send(openapi()),
  );
  await serveWeb(app, webRoot, secure);
  bindRoutes(app, identity, routes);
  return app;
};
