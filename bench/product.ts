import { constants, publicEncrypt } from 'node:crypto';
import { openApp } from '../server/src/app.ts';
import { readConfig } from '../server/src/config.ts';
import { benchPassword } from './generate.ts';
import type { Who } from './questions.ts';
import { serveParent } from './serve.ts';

// The product as it is: everything in one process, on a folder that `generate.ts` filled.

/** Bearer tokens of people who are signed in. */
export interface ProductHello {
  url: string;
  tokens: Record<Who, string>;
  /** From the start of the process to the first 200, in ms. */
  ready: number;
}

const emails: Record<Who, string> = {
  admin: 'admin@bench.example',
  manager: 'manager0@bench.example',
  sales: 'sales0-0@bench.example',
};

const app = await openApp(readConfig(), 'all');
const url = (await app.server?.listen({ host: '127.0.0.1', port: 0 })) ?? '';
await (await fetch(`${url}/readyz`)).text();
const ready = performance.now();

const key = await app.server?.inject({ method: 'GET', url: '/i_auth/public_key' });
const password = publicEncrypt(
  { key: String(key?.json().data.pem), padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
  Buffer.from(benchPassword),
).toString('base64');

const signIn = async (who: Who): Promise<string> => {
  const body = { username: emails[who], password, platform: 'other' };
  const answer = await app.server?.inject({ method: 'POST', url: '/i_auth', payload: body });
  if (answer?.statusCode !== 200) throw new Error(`${who} could not sign in: ${answer?.body}`);
  return String(answer.json().data.token);
};
const tokens = {
  admin: await signIn('admin'),
  manager: await signIn('manager'),
  sales: await signIn('sales'),
};
const hello = { url, tokens, ready } satisfies ProductHello;
serveParent(hello, app.close, {
  sessionCheck: async () => {
    const times = 5000;
    const before = process.cpuUsage();
    for (let n = 0; n < times; n += 1) await app.auth.authenticate({ bearer: tokens.admin, cookie: null });
    const { user, system } = process.cpuUsage(before);
    return (user + system) / times;
  },
});
