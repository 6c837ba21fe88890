import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { type Logger, pino } from 'pino';
import type { Analytics } from './analytics/analytics.ts';
import { openAnalytics } from './analytics/engine.ts';
import { projectLeads } from './analytics/project.ts';
import type { Config } from './config.ts';
import { type Companies, openCompanies } from './db/companies.ts';
import { unreachable } from './db/database.ts';
import { type Auth, openAuth, sessionCookie } from './features/auth/index.ts';
import { importsFeature } from './features/imports/index.ts';
import { leadsFeature } from './features/leads/index.ts';
import { liveFeature } from './features/live/index.ts';
import { peopleFeature } from './features/people/index.ts';
import { pipelineFeature } from './features/pipeline/index.ts';
import { reportsFeature } from './features/reports/index.ts';
import { buildServer } from './http/server.ts';
import { type Bell, openBell } from './jobs/bell.ts';
import { startWorker, type Worker } from './jobs/worker.ts';
import { type Clock, systemClock } from './kernel/clock.ts';
import { StartError } from './kernel/errors.ts';
import type { Feature } from './kernel/feature.ts';

// The composition root: opens the engines, lists the features, and says which part of the work this process does.

/** `all`: everything in one process. `serve`: answers requests. `worker`: does background work. `tool`: a command. */
export type Role = 'all' | 'serve' | 'worker' | 'tool';

export interface App {
  config: Config;
  companies: Companies;
  analytics: Analytics;
  auth: Auth;
  bell: Bell;
  clock: Clock;
  log: Logger;
  features: Feature[];
  /** The server, not listening yet; null for `worker` and `tool`. */
  server: FastifyInstance | null;
  close: () => Promise<void>;
}

const webRoot = join(import.meta.dirname, '../../web/dist');

/** Refuses what the embedded engines cannot do. @throws StartError */
const checkRole = (config: Config, role: Role): void => {
  if (role !== 'serve' && role !== 'worker') return;
  const missing = [
    config.databaseUrl === null ? 'DATABASE_URL (MySQL or MariaDB)' : null,
    config.clickhouse === null ? 'CLICKHOUSE_URL' : null,
    config.secretGiven ? null : 'ENV_DEC (the same on every machine)',
  ].filter((name) => name !== null);
  if (missing.length > 0) {
    throw new StartError(
      `"${role}" works beside other processes, and the embedded engines belong to one: set ${missing.join(' and ')}, or use "start".`,
    );
  }
};

/** Opens everything a process of this role needs. @throws StartError for what cannot be opened */
export const openApp = async (
  config: Config,
  role: Role,
  options: { clock?: Clock; log?: Logger } = {},
): Promise<App> => {
  checkRole(config, role);
  const clock = options.clock ?? systemClock;
  const log = options.log ?? pino({ level: config.logLevel });
  const companies = await openCompanies(config);
  const analytics = openAnalytics({
    ...(config.clickhouse === null
      ? { kind: 'embedded' as const, path: join(config.dataDir, 'analytics') }
      : { kind: 'server' as const, ...config.clickhouse }),
    database: config.clickhouseDatabase,
  });
  const tellOthers = role !== 'all';
  const bell = openBell({ companies, redisUrl: config.redisUrl, tellOthers, log });
  const auth = await openAuth({ config, companies, log });
  const live = liveFeature({ bell, onEnded: auth.onEnded });
  const features: Feature[] = [
    auth.feature,
    leadsFeature({ companies, bell, clock }),
    pipelineFeature(companies),
    peopleFeature(companies),
    importsFeature({ config, companies, bell, clock, log }),
    reportsFeature({ companies, analytics, clock }),
    live,
  ];

  let worker: Worker | null = null;
  if (role === 'all' || role === 'worker') {
    worker = startWorker({
      companies,
      bell,
      log,
      jobs: features.flatMap((feature) => feature.jobs ?? []),
      ...(config.databaseUrl === null ? { holder: 'embedded' } : {}),
      carry: async (company, leadIds) =>
        projectLeads(analytics, await companies.database(company.id), company, leadIds),
    });
  }

  const server =
    role === 'all' || role === 'serve'
      ? await buildServer({
          routes: features.flatMap((feature) => feature.routes),
          identity: { authenticate: auth.authenticate, cookie: sessionCookie(config) },
          log,
          trustProxy: config.trustProxy,
          secure: config.urlOpen?.startsWith('https://') ?? false,
          webRoot,
          explain: unreachable,
          ready: async () => {
            await companies.magenta.read.selectFrom('company').select('id').limit(1).execute();
          },
        })
      : null;

  return {
    config,
    companies,
    analytics,
    auth,
    bell,
    clock,
    log,
    features,
    server,
    close: async () => {
      live.close();
      // What is in flight gets ten seconds; then its connections are closed.
      const late = setTimeout(() => server?.server.closeAllConnections(), 10_000);
      await Promise.all([server?.close(), worker?.close()]);
      clearTimeout(late);
      await bell.close();
      await auth.settled();
      await analytics.close();
      await companies.close();
    },
  };
};

/** Whether the web UI has been built. */
export const webIsBuilt = (): boolean => existsSync(join(webRoot, 'index.html'));
