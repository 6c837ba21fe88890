import { join } from 'node:path';
import type { Config } from '../config.ts';
import { cached } from '../kernel/cache.ts';
import type { Company } from '../kernel/context.ts';
import { newId } from '../kernel/id.ts';
import { type Database, openDatabase, type Place } from './database.ts';
import { createMysqlDatabase } from './dialect-mysql.ts';
import { migrate } from './migrate.ts';
import { iperformSteps } from './migrations/iperform/index.ts';
import { magentaSteps } from './migrations/magenta/index.ts';
import type { MagentaTables, OpenTables } from './tables.ts';

/** The control database and, opened on demand, the database of each company. */
export interface Companies {
  magenta: Database<MagentaTables>;
  /** The company, or null where there is none by that id. Cached for a second. */
  find: (id: string) => Promise<Company | null>;
  bySlug: (slug: string) => Promise<Company | null>;
  list: () => Promise<Company[]>;
  /** The company's own database. */
  database: (companyId: string) => Promise<Database<OpenTables>>;
  /** Registers a company and creates its database. @throws where the slug is taken */
  create: (company: Omit<Company, 'id' | 'active'>) => Promise<Company>;
  /** Brings every database up to date; answers how many companies there are. */
  migrateAll: () => Promise<number>;
  close: () => Promise<void>;
}

const cachedMs = 1000;

type Row = MagentaTables['company'];

const toCompany = (row: Row): Company => ({
  id: row.id,
  slug: row.slug,
  name: row.name,
  timeZone: row.time_zone,
  currency: row.currency,
  financialYearStart: row.financial_year_start,
  active: row.active === 1,
});

/** Where the databases of an installation live: files under the data directory, or schemas of one MySQL server. */
const places = (config: Config): { magenta: Place; company: (row: Pick<Row, 'database_name'>) => Place } => {
  const { databaseUrl } = config;
  if (databaseUrl !== null) {
    return {
      magenta: { kind: 'mysql', url: databaseUrl, database: config.magentaSchema },
      company: (row) => ({ kind: 'mysql', url: databaseUrl, database: row.database_name }),
    };
  }
  return {
    magenta: { kind: 'sqlite', path: join(config.dataDir, `${config.magentaSchema}.sqlite`) },
    company: (row) => ({ kind: 'sqlite', path: join(config.dataDir, 'companies', row.database_name) }),
  };
};

const ensurePlace = async (place: Place): Promise<void> => {
  if (place.kind === 'mysql') await createMysqlDatabase(place.url, place.database);
};

/** Opens the control database, creating and migrating it where needed. */
export const openCompanies = async (config: Config): Promise<Companies> => {
  const at = places(config);
  await ensurePlace(at.magenta);
  const magenta = openDatabase<MagentaTables>(at.magenta);
  await migrate(magenta, magentaSteps);

  const open = new Map<string, Promise<Database<OpenTables>>>();

  const rows = cached(cachedMs, (id: string) =>
    magenta.read.selectFrom('company').selectAll().where('id', '=', id).executeTakeFirst(),
  );
  const rowOf = async (id: string): Promise<Row | null> => (await rows.get(id)) ?? null;

  const openRow = async (row: Row): Promise<Database<OpenTables>> => {
    const db = openDatabase<OpenTables>(at.company(row));
    await migrate(db, iperformSteps);
    return db;
  };

  const database = async (companyId: string): Promise<Database<OpenTables>> => {
    const opened = open.get(companyId);
    if (opened !== undefined) return opened;
    const row = await rowOf(companyId);
    if (row === null) throw new Error(`no company ${companyId}`);
    // Two first requests at once share one opening; a failed one is not kept.
    const opening = open.get(companyId) ?? openRow(row);
    open.set(companyId, opening);
    opening.catch(() => open.delete(companyId));
    return opening;
  };

  const list = async (): Promise<Company[]> => {
    const rows = await magenta.read.selectFrom('company').selectAll().orderBy('slug').execute();
    return rows.map(toCompany);
  };

  return {
    magenta,
    list,
    database,
    find: async (id) => {
      const row = await rowOf(id);
      return row === null ? null : toCompany(row);
    },
    bySlug: async (slug) => {
      const row = await magenta.read
        .selectFrom('company')
        .selectAll()
        .where('slug', '=', slug)
        .executeTakeFirst();
      return row === undefined ? null : toCompany(row);
    },
    create: async (company) => {
      const id = newId();
      const name = company.slug.replaceAll('-', '_');
      const row: Row = {
        id,
        slug: company.slug,
        name: company.name,
        time_zone: company.timeZone,
        currency: company.currency,
        financial_year_start: company.financialYearStart,
        database_name:
          config.databaseUrl === null ? `${company.slug}.sqlite` : `${config.magentaSchema}_${name}`,
        active: 1,
        created_at: Date.now(),
      };
      await ensurePlace(at.company(row));
      // The database is ready before anybody can find the company.
      const opening = openRow(row);
      await opening;
      await magenta.transaction(async (tx) => {
        await tx.insertInto('company').values(row).execute();
        await tx.insertInto('bell').values({ company_id: id, rung_at: 0, relayed_at: 0 }).execute();
      });
      open.set(id, opening);
      rows.drop(id);
      return toCompany(row);
    },
    migrateAll: async () => {
      const all = await list();
      for (const company of all) await database(company.id);
      return all.length;
    },
    close: async () => {
      const opened = await Promise.allSettled(open.values());
      open.clear();
      await Promise.all(
        opened.map((result) => (result.status === 'fulfilled' ? result.value.close() : undefined)),
      );
      await magenta.close();
    },
  };
};
