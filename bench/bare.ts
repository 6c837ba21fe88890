import Fastify from 'fastify';
import { openAnalytics } from '../server/src/analytics/engine.ts';
import { serveParent } from './serve.ts';

// A bare server: Fastify and nothing else, with the analytics engine open beside it where a directory is given.

const [directory] = process.argv.slice(2);
const app = Fastify();
app.get('/readyz', () => ({ ready: true }));
const url = await app.listen({ host: '127.0.0.1', port: 0 });
await (await fetch(`${url}/readyz`)).text();
const ready = performance.now();
const engine = directory === undefined ? null : openAnalytics({ kind: 'embedded', path: directory });
await engine?.query('SELECT 1');
serveParent({ url, ready }, async () => {
  await app.close();
  await engine?.close();
});
