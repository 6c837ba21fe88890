import type { Feature } from '../../kernel/feature.ts';
import { importJob } from './jobs.ts';
import { importRoutes } from './routes.ts';
import type { ImportServices } from './services.ts';

export { importFile } from './import-file.ts';
export type { ImportServices } from './services.ts';

/** Leads from files: upload, mapping, dry run, import, report and undo. */
export const importsFeature = (services: ImportServices): Feature => ({
  name: 'imports',
  routes: importRoutes(services),
  jobs: [importJob(services)],
});
