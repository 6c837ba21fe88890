import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

// The built web UI and the API's reference page, with a policy that lets nothing in from elsewhere.

/** Hashes of the inline scripts of a page: the only ones the policy lets run. */
const inlineHashes = (html: string): string[] =>
  Array.from(html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g), (match) => {
    const hash = createHash('sha256')
      .update(match[1] ?? '')
      .digest('base64');
    return `'sha256-${hash}'`;
  });

const docsScript = `Scalar.createApiReference('#reference', {
  url: '/api/openapi.json', withDefaultFonts: false, telemetry: false, agent: { disabled: true },
  mcp: { disabled: true }, showDeveloperTools: 'never', proxyUrl: '', hideClientButton: true,
  theme: 'none', customCss: document.getElementById('look').textContent });`;

const docsPage = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>iPerform API</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="/favicon.svg" type="image/svg+xml">
<style id="look">:root{--scalar-font:system-ui,sans-serif}
.light-mode{--scalar-background-1:#fffdf9;--scalar-background-2:#f5f2ea;--scalar-background-3:#ece6d8;--scalar-color-1:#14201e;--scalar-color-2:#45504d;--scalar-color-3:#57625f;--scalar-color-accent:#0a6663;--scalar-border-color:#e2dccf}
.dark-mode{--scalar-background-1:#0e1312;--scalar-background-2:#151b1a;--scalar-background-3:#1f2726;--scalar-color-1:#ece9e1;--scalar-color-2:#c3c8c4;--scalar-color-3:#a2aca9;--scalar-color-accent:#63c7c0;--scalar-border-color:#29312f}</style>
</head><body><main id="reference"></main><script src="/api/docs/standalone.js"></script><script>${docsScript}</script></body></html>`;

const notBuilt =
  '<!doctype html><title>iPerform</title><p>The web UI is not built. Run <code>./iperform start</code>.';

/** Serves the web UI from `root`; every address that is no file is the UI's own. */
export const serveWeb = async (app: FastifyInstance, root: string, secure: boolean): Promise<void> => {
  const indexFile = join(root, 'index.html');
  const page = existsSync(indexFile) ? readFileSync(indexFile, 'utf8') : notBuilt;
  await app.register(helmet, {
    global: false,
    hsts: secure ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginEmbedderPolicy: false,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", ...inlineHashes(page), ...inlineHashes(docsPage)],
        // Style attributes are how positions of popovers and rows are set.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
  });
  const html = async (reply: FastifyReply, body: string): Promise<FastifyReply> => {
    await reply.helmet();
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(body);
  };
  if (existsSync(root)) {
    await app.register(fastifyStatic, {
      root,
      index: false,
      wildcard: false,
      preCompressed: true,
      setHeaders: (reply, path) => {
        const named = path.includes('/assets/');
        reply.header('cache-control', named ? 'public, max-age=31536000, immutable' : 'no-cache');
        reply.header('x-content-type-options', 'nosniff');
      },
    });
  }
  app.get('/', (_request, reply) => html(reply, page));
  app.get('/api/docs', (_request, reply) => html(reply, docsPage));
  app.get('/api/docs/standalone.js', (_request, reply) =>
    existsSync(join(root, 'api-docs/standalone.js'))
      ? reply.sendFile('api-docs/standalone.js')
      : reply.callNotFound(),
  );
  app.decorate('webPage', { send: (reply: FastifyReply) => html(reply, page) });
};

declare module 'fastify' {
  interface FastifyInstance {
    webPage: { send: (reply: FastifyReply) => Promise<FastifyReply> };
  }
}
