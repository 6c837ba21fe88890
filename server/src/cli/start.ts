import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, openApp, type Role, webIsBuilt } from '../app.ts';
import type { Config } from '../config.ts';
import { StartError } from '../kernel/errors.ts';
import { demoPeople, fillDemo } from './demo/index.ts';
import { out, table } from './out.ts';

const demoFile = (config: Config): string => join(config.dataDir, 'demo.json');

/** The password of the demo's people: DEMO_PASSWORD, else one made for this data directory; null where there is no demo. */
export const demoPassword = (config: Config): string | null => {
  if (config.demoPassword !== null) return config.demoPassword;
  const path = demoFile(config);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { password: string }).password : null;
};

const makeDemoPassword = (config: Config): string => {
  const known = demoPassword(config);
  if (known !== null) return known;
  const made = Buffer.from(crypto.getRandomValues(new Uint8Array(9))).toString('base64url');
  mkdirSync(config.dataDir, { recursive: true });
  writeFileSync(demoFile(config), `${JSON.stringify({ password: made })}\n`, { mode: 0o600 });
  return made;
};

/** The demo is for an empty installation outside production; one that was begun is finished. */
const wantsDemo = async (app: App): Promise<boolean> => {
  const { config, companies } = app;
  if (config.demo !== null) return config.demo;
  if (config.production) return false;
  return existsSync(demoFile(config)) || (await companies.list()).length === 0;
};

const prepareDemo = async (app: App): Promise<void> => {
  if (!(await wantsDemo(app))) return;
  const password = makeDemoPassword(app.config);
  const hash = (plain: string) => app.auth.hashPassword(plain);
  await fillDemo({
    companies: app.companies,
    hashPassword: () => hash(password),
    clock: app.clock,
    onStep: (step) => out.line(step),
  });
  for (const company of await app.companies.list()) app.bell.ring(company.id);
};

const listen = async (app: App): Promise<string> => {
  const { host, port } = app.config;
  try {
    return (await app.server?.listen({ host, port })) ?? '';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new StartError(`PORT: ${port} is in use on ${host}; set another, like PORT=${port + 1}`);
    if (code === 'EACCES')
      throw new StartError(`PORT: this user may not listen on ${port}; set one above 1023`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new StartError(`HOST: ${host} is no address of this machine`);
    throw error;
  }
};

const greet = async (app: App, address: string): Promise<void> => {
  out.line(`iPerform is ready: ${app.config.urlOpen ?? address}`);
  if (!webIsBuilt()) out.line('The web UI is not built; ./iperform start builds it.');
  const password = demoPassword(app.config);
  if (password === null || !(await wantsDemo(app))) return;
  const people = await demoPeople({ companies: app.companies, password });
  const firsts = people.filter(
    (p, i) => people.findIndex((other) => other.slug === p.slug && other.role === p.role) === i,
  );
  out.line(`\nDemo sign-ins, all with the password ${password}\n`);
  out.line(
    table(
      ['Company', 'Role', 'E-mail'],
      firsts.map((p) => [p.company, p.role, p.email]),
    ),
  );
  out.line(
    '\nINTEGRATION and DEV work through the API only: POST /i_auth. The API is described at /api/docs.',
  );
};

/** Runs a process of a role until it is told to stop. */
export const run = async (config: Config, role: Exclude<Role, 'tool'>): Promise<number> => {
  const app = await openApp(config, role);
  try {
    if (role === 'all') await prepareDemo(app);
    await app.companies.migrateAll();
    const address = await listen(app);
    if (app.server !== null) await greet(app, address);
    else out.line('iPerform worker is running');
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    return 0;
  } finally {
    await app.close();
  }
};
