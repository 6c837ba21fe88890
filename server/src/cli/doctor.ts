import { accessSync, constants, mkdirSync } from 'node:fs';
import { openApp } from '../app.ts';
import type { Config } from '../config.ts';
import { messageOf } from '../kernel/errors.ts';
import { out } from './out.ts';

interface Check {
  name: string;
  run: () => Promise<string>;
}

const masked = (url: string): string => url.replace(/\/\/[^@/]*@/, '//…@');

/** Relaxations of the safe defaults that are switched on. */
const relaxations = (config: Config): string[] => [
  ...(config.devRole ? ['ENABLE_DEV_ROLE: the DEV role may sign in'] : []),
  ...(config.passwordTransport === 'plain'
    ? ['LOGIN_PASSWORD_TRANSPORT=plain: passwords are not encrypted by clients']
    : []),
  ...(config.urlOpen === null ? ['URL_OPEN is not set: fine for one machine, required in production'] : []),
];

/** Tells how the installation is set up and tries everything it depends on; answers 1 where something fails. */
export const doctor = async (config: Config): Promise<number> => {
  const checks: Check[] = [
    { name: 'Node', run: async () => process.version },
    {
      name: 'data directory',
      run: async () => {
        mkdirSync(config.dataDir, { recursive: true });
        accessSync(config.dataDir, constants.W_OK);
        return config.dataDir;
      },
    },
    {
      name: 'databases and analytics',
      run: async () => {
        const app = await openApp({ ...config, logLevel: 'silent' }, 'tool');
        try {
          const companies = await app.companies.migrateAll();
          await app.analytics.ping();
          const relational = config.databaseUrl === null ? 'SQLite' : masked(config.databaseUrl);
          const engine = config.clickhouse === null ? 'embedded ClickHouse' : masked(config.clickhouse.url);
          return `${companies} companies; ${relational}; ${engine}`;
        } finally {
          await app.close();
        }
      },
    },
  ];
  let failed = 0;
  for (const check of checks) {
    try {
      out.line(`ok    ${check.name}: ${await check.run()}`);
    } catch (error) {
      failed += 1;
      out.line(`FAIL  ${check.name}: ${messageOf(error)}`);
    }
  }
  for (const relaxed of relaxations(config)) out.line(`note  ${relaxed}`);
  return failed === 0 ? 0 : 1;
};
