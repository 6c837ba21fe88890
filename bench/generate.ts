import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { createPool } from 'mysql2/promise';
import { type App, openApp } from '../server/src/app.ts';
import { readConfig } from '../server/src/config.ts';
import { addPartner, addPerson } from '../server/src/features/people/index.ts';
import { startPipeline } from '../server/src/features/pipeline/index.ts';
import type { Fixture } from './fixture.ts';
import { type Batch, type Cast, leadBatches } from './lead-maker.ts';

// Folders of data that are made once and kept: a company with its people, and its leads with all that hangs on them.

/** Raised when what is generated changes. */
const generation = 3;

/** Where generated data is kept between runs. */
export const cacheRoot = join(tmpdir(), `iperform-bench-${generation}`);

export const benchPassword = 'a password for the bench alone';

/** Environment of a product on a generated folder. */
export const productEnv = (dataDir: string, databaseUrl?: string): Record<string, string> => ({
  NODE_ENV: 'production',
  URL_OPEN: 'https://bench.example',
  ENV_DEC: 'a secret for the bench alone, never anything else',
  DATA_DIR: dataDir,
  PORT: '0',
  LOG_LEVEL: 'warn',
  DATABASE_URL: databaseUrl ?? '',
  MAGENTA_SCHEMA: 'bench',
  SESSION_LIMIT: '5',
  SESSION_LIMIT_POLICY: 'evict_oldest',
  RL_SIGN_IN_ACCOUNT: '10000',
  RL_SIGN_IN_ADDRESS: '100000',
});

const managers = 4;
const below = 10;

/** The company and its people; leads are poured in beside the product. */
const people = async (app: App): Promise<{ fixture: Omit<Fixture, 'leads' | 'sample'>; cast: Cast }> => {
  const { companies } = app;
  const company = await companies.create({
    slug: 'bench',
    name: 'Bench',
    timeZone: 'Asia/Kolkata',
    currency: 'INR',
    financialYearStart: 4,
  });
  const stages = await startPipeline(await companies.database(company.id));
  const passwordHash = await app.auth.hashPassword(benchPassword);
  const add = (name: string, role: 'ADMIN' | 'MANAGER' | 'SALESPERSON' | 'WARRIOR' | 'PARTNER', more = {}) =>
    addPerson(companies, company.id, { email: `${name}@bench.example`, name, role, passwordHash, ...more });
  const admin = await add('admin', 'ADMIN');
  const cast: Cast = { salespeople: [], warriors: [], partners: [], stages: stages.map((stage) => stage.id) };
  const heads: string[] = [];
  for (let m = 0; m < managers; m += 1) {
    const managerId = await add(`manager${m}`, 'MANAGER');
    heads.push(managerId);
    for (let s = 0; s < below; s += 1) {
      const seller = await add(`sales${m}-${s}`, 'SALESPERSON', { managerId });
      cast.salespeople.push(seller);
      cast.warriors.push(await add(`warrior${m}-${s}`, 'WARRIOR', { worksFor: [seller] }));
    }
  }
  for (let p = 0; p < 5; p += 1) cast.partners.push(await addPartner(companies, company.id, `Partner ${p}`));
  const partner = await add('partner', 'PARTNER', { partnerId: cast.partners[0] });
  return {
    cast,
    fixture: {
      companyId: company.id,
      slug: company.slug,
      database: app.config.databaseUrl === null ? 'companies/bench.sqlite' : 'bench_bench',
      people: { admin, manager: heads[0] ?? '', sales: cast.salespeople[0] ?? '', partner },
      stages: cast.stages,
    },
  };
};

const multiRow = (table: string, columns: string[], rows: number): string => {
  const one = `(${columns.map(() => '?').join(',')})`;
  return `insert into \`${table}\` (${columns.map((c) => `\`${c}\``).join(',')}) values ${Array.from({ length: rows }, () => one).join(',')}`;
};

const valuesOf = (rows: object[], columns: string[]): SQLInputValue[] =>
  rows.flatMap((row) => columns.map((column) => (row as Record<string, SQLInputValue>)[column] ?? null));

/** Pours leads into a SQLite file: without its indexes, which are built afterwards in one go each. */
const pourSqlite = (path: string, batches: Iterable<Batch>): void => {
  const db = new DatabaseSync(path);
  // Pages added within one transaction need no journal; a write-ahead log would be written twice.
  db.exec('pragma journal_mode=delete; pragma synchronous=off; pragma cache_size=-1000000');
  const tables = [
    'leads',
    'lead_contact',
    'lead_tag',
    'lead_share',
    'lead_search',
    'lead_logs',
    'lead_stage_history',
  ];
  const marks = tables.map((table) => `'${table}'`).join(',');
  const laid = db
    .prepare(
      `select name, type, sql from sqlite_master where type in ('index', 'trigger') and sql is not null and tbl_name in (${marks})`,
    )
    .all() as { name: string; type: string; sql: string }[];
  for (const { name, type } of laid) db.exec(`drop ${type} \`${name}\``);
  db.exec('begin');
  const perStatement = 40;
  const insert = (table: string, rows: object[]): void => {
    const columns = Object.keys(rows[0] ?? {});
    const many = db.prepare(multiRow(table, columns, perStatement));
    const whole = rows.length - (rows.length % perStatement);
    for (let i = 0; i < whole; i += perStatement)
      many.run(...valuesOf(rows.slice(i, i + perStatement), columns));
    const rest = rows.slice(whole);
    if (rest.length > 0) db.prepare(multiRow(table, columns, rest.length)).run(...valuesOf(rest, columns));
  };
  for (const batch of batches) {
    for (const [table, rows] of Object.entries(batch)) if (rows.length > 0) insert(table, rows);
  }
  db.exec('commit');
  for (const { sql } of laid) db.exec(sql);
  db.exec("insert into lead_search_fts(lead_search_fts) values('rebuild')");
  db.exec('pragma journal_mode=wal');
  db.close();
};

/** Pours leads into a MySQL or MariaDB database. */
const pourMysql = async (url: string, database: string, batches: Iterable<Batch>): Promise<void> => {
  const pool = createPool({ uri: url, database, connectionLimit: 1, charset: 'utf8mb4_bin' });
  const connection = await pool.getConnection();
  await connection.query('set unique_checks=0, foreign_key_checks=0, autocommit=0');
  for (const batch of batches) {
    for (const [table, rows] of Object.entries(batch)) {
      const columns = Object.keys(rows[0] ?? {});
      if (rows.length > 0)
        await connection.query(multiRow(table, columns, rows.length), valuesOf(rows, columns));
    }
    await connection.query('commit');
  }
  connection.release();
  await pool.end();
};

/** The folder with `leads` leads, made where it is missing. @returns its path */
export const generated = async (leads: number, databaseUrl?: string): Promise<string> => {
  const folder = join(cacheRoot, `${databaseUrl === undefined ? 'sqlite' : 'mysql'}-${leads}`);
  if (existsSync(join(folder, 'fixture.json'))) return folder;
  const part = `${folder}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  const started = performance.now();
  process.stdout.write(`  making ${leads.toLocaleString('en')} leads once ... `);
  const app = await openApp(readConfig(productEnv(part, databaseUrl)), 'tool');
  const { fixture, cast } = await people(app);
  await app.close();
  if (databaseUrl === undefined) pourSqlite(join(part, fixture.database), leadBatches(leads, cast));
  else await pourMysql(databaseUrl, fixture.database, leadBatches(leads, cast, 500));
  const sample: string[] = [];
  const every = Math.max(1, Math.floor(leads / 100_000));
  let n = 0;
  for (const batch of leadBatches(leads, cast)) {
    for (const lead of batch.leads) {
      if (lead.salesperson_id !== fixture.people.sales) continue;
      n += 1;
      if (n % every === 0) sample.push(lead.id);
    }
  }
  writeFileSync(join(part, 'fixture.json'), JSON.stringify({ ...fixture, leads, sample } satisfies Fixture));
  renameSync(part, folder);
  process.stdout.write(`${((performance.now() - started) / 1000).toFixed(0)} s\n`);
  return folder;
};

/** What a generated folder holds. */
export const fixtureOf = (folder: string): Fixture =>
  JSON.parse(readFileSync(join(folder, 'fixture.json'), 'utf8')) as Fixture;
