import { api } from '@iperform/contract';
import { scopeOf } from '../../access/policy.ts';
import { AppError } from '../../kernel/errors.ts';
import { handle, type Route } from '../../kernel/feature.ts';
import { namesOf } from '../people/index.ts';
import {
  cancelImport,
  chooseSheet,
  fixImport,
  mapImport,
  type On,
  startCheck,
  startRun,
  startUndo,
  visibleImport,
} from './acts.ts';
import { present } from './present.ts';
import { rejectedCsv } from './rejected.ts';
import type { ImportServices } from './services.ts';
import { type Import, listImports } from './store.ts';
import { readKept } from './store-rows.ts';
import { openUploads } from './upload.ts';

/** The routes of imports. */
export const importRoutes = (services: ImportServices): Route[] => {
  const upload = openUploads(services);
  const show = async ({ db }: Pick<On, 'db'>, item: Import) => present(item, await namesOf(db), true);

  return [
    handle(api.imports.upload, async ({ actor, query, upload: body }) => {
      if (body === null)
        throw new AppError('UNSUPPORTED_MEDIA_TYPE', {
          detail: 'Send the file itself as application/octet-stream.',
        });
      const item = await upload(actor, body, query.filename);
      return show({ db: await services.companies.database(actor.companyId) }, item);
    }),

    handle(api.imports.list, async ({ actor }) => {
      const db = await services.companies.database(actor.companyId);
      const own = scopeOf(actor.role, 'import:run') === 'all' ? null : actor.userId;
      const [items, names] = await Promise.all([listImports(db.read, own), namesOf(db)]);
      return { items: items.map((item) => present(item, names, false)) };
    }),

    handle(api.imports.read, async ({ actor, params }) => {
      const on = await visibleImport(services, actor, params.id);
      return show(on, on.item);
    }),

    handle(api.imports.map, async ({ actor, params, body }) => {
      const on = await visibleImport(services, actor, params.id);
      return show(on, await mapImport(on, body));
    }),

    handle(api.imports.sheet, async ({ actor, params, body }) => {
      const on = await visibleImport(services, actor, params.id);
      return show(on, await chooseSheet(on, body.sheet));
    }),

    handle(api.imports.fix, async ({ actor, params, body }) => {
      const on = await visibleImport(services, actor, params.id);
      return show(on, await fixImport(on, body.fixes));
    }),

    handle(api.imports.check, async ({ actor, params }) => {
      const on = await visibleImport(services, actor, params.id);
      return show(on, await startCheck(on));
    }),

    handle(api.imports.run, async ({ actor, params }) => {
      const on = await visibleImport(services, actor, params.id);
      return show(on, await startRun(on));
    }),

    handle(api.imports.cancel, async ({ actor, params }) => {
      const on = await visibleImport(services, actor, params.id);
      return show(on, await cancelImport(on));
    }),

    handle(api.imports.undo, async ({ actor, params }) => {
      const on = await visibleImport(services, actor, params.id);
      return show(on, await startUndo(on));
    }),

    handle(api.imports.rows, async ({ actor, params, query }) => {
      const { db, item } = await visibleImport(services, actor, params.id);
      const phase = query.outcome === 'kept' ? 'undo' : item.result === null ? 'check' : 'run';
      const rows = await readKept(db.read, item.id, phase, query.outcome, query.after, query.limit + 1);
      const page = rows.slice(0, query.limit);
      return { items: page, next: rows.length > query.limit ? (page.at(-1)?.row ?? null) : null };
    }),

    handle(api.imports.rejected, async ({ actor, params }) => {
      const { db, item } = await visibleImport(services, actor, params.id);
      return rejectedCsv(db, item);
    }),
  ];
};
