import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import type { Companies } from '../../db/companies.ts';
import type { Bell } from '../../jobs/bell.ts';
import type { Clock } from '../../kernel/clock.ts';

/** What the slice is built on. */
export interface ImportServices {
  config: Config;
  companies: Companies;
  bell: Bell;
  clock: Clock;
  log: Logger;
}

/** Where the files of a company's imports lie. */
export const importFolder = (config: Config, companyId: string): string =>
  join(config.dataDir, 'imports', companyId);

/** Where the file of one import lies. */
export const importPath = (config: Config, companyId: string, importId: string): string =>
  join(importFolder(config, companyId), importId);
