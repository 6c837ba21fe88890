import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { type Role, roles } from '@iperform/contract';
import { checkCompany } from '../analytics/check.ts';
import { rebuildCompany } from '../analytics/project.ts';
import { type App, openApp } from '../app.ts';
import type { Config } from '../config.ts';
import { importFile } from '../features/imports/index.ts';
import { actorByEmail, addPerson } from '../features/people/index.ts';
import { startPipeline } from '../features/pipeline/index.ts';
import type { Company } from '../kernel/context.ts';
import { isTimeZone } from '../kernel/days.ts';
import { StartError, UsageError } from '../kernel/errors.ts';
import { demoPeople } from './demo/index.ts';
import { doctor } from './doctor.ts';
import { out, table } from './out.ts';
import { demoPassword, run } from './start.ts';

interface Command {
  name: string;
  usage: string;
  summary: string;
  run: (argv: string[], config: () => Config) => Promise<number | undefined>;
}

type Options = NonNullable<Parameters<typeof parseArgs>[0]>['options'];

const parse = (argv: string[], options: NonNullable<Options>) => {
  try {
    const { values, positionals } = parseArgs({ args: argv, options, allowPositionals: true });
    return { values: values as Record<string, string | boolean | undefined>, positionals };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
};

const required = (value: string | boolean | undefined, name: string): string => {
  if (typeof value !== 'string' || value === '') throw new UsageError(`${name} is missing`);
  return value;
};

/** Opens the program for one command, and closes it however that ends. */
const withApp = async <T>(config: Config, work: (app: App) => Promise<T>): Promise<T> => {
  const app = await openApp({ ...config, logLevel: 'warn' }, 'tool');
  try {
    return await work(app);
  } finally {
    await app.close();
  }
};

const companyBySlug = async (app: App, slug: string): Promise<Company> => {
  const company = await app.companies.bySlug(slug);
  if (company !== null) return company;
  const all = (await app.companies.list()).map((c) => c.slug);
  throw new UsageError(
    `there is no company "${slug}"${all.length > 0 ? `; there are: ${all.join(', ')}` : ''}`,
  );
};

const askPassword = async (): Promise<string> => {
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  process.stderr.write('Password: ');
  const password = (await lines[Symbol.asyncIterator]().next()).value as string | undefined;
  lines.close();
  if (password === undefined || password.length < 8)
    throw new UsageError('a password has at least 8 characters');
  return password;
};

const company: Command = {
  name: 'company',
  usage: 'company add SLUG NAME | list',
  summary: 'Companies of this installation',
  run: async (argv, config) => {
    const { values, positionals } = parse(argv, {
      'time-zone': { type: 'string', default: 'Asia/Kolkata' },
      currency: { type: 'string', default: 'INR' },
    });
    const [verb, slug, name] = positionals;
    if (verb !== 'add' && verb !== 'list')
      throw new UsageError('say "company add SLUG NAME" or "company list"');
    return withApp(config(), async (app) => {
      if (verb === 'list') {
        const all = await app.companies.list();
        out.line(
          table(
            ['Slug', 'Name', 'Time zone', 'Currency'],
            all.map((c) => [c.slug, c.name, c.timeZone, c.currency]),
          ),
        );
        return 0;
      }
      const timeZone = required(values['time-zone'], '--time-zone');
      const currency = required(values.currency, '--currency');
      if (!/^[a-z][a-z0-9-]{1,38}$/.test(slug ?? ''))
        throw new UsageError('SLUG must be 2 to 39 lower-case letters, digits and -');
      if (!isTimeZone(timeZone)) throw new UsageError(`--time-zone: ${timeZone} is no IANA time zone`);
      if (!/^[A-Z]{3}$/.test(currency)) throw new UsageError('--currency must be a code like INR');
      if ((await app.companies.bySlug(slug as string)) !== null)
        throw new UsageError(`there is a company "${slug}" already`);
      const made = await app.companies.create({
        slug: slug as string,
        name: required(name, 'NAME'),
        timeZone,
        currency,
        financialYearStart: 4,
      });
      await startPipeline(await app.companies.database(made.id));
      out.line(
        `company ${made.slug} is there; add its first person: iperform person add --company ${made.slug} …`,
      );
      return 0;
    });
  },
};

const person: Command = {
  name: 'person',
  usage: 'person add --company SLUG --email E --name N --role R',
  summary: 'Adds a person; the password is read from standard input',
  run: async (argv, config) => {
    const { values, positionals } = parse(argv, {
      company: { type: 'string' },
      email: { type: 'string' },
      name: { type: 'string' },
      role: { type: 'string' },
      manager: { type: 'string' },
    });
    if (positionals[0] !== 'add') throw new UsageError('say "person add"');
    const email = required(values.email, '--email');
    const role = required(values.role, '--role').toUpperCase();
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) throw new UsageError('--email must be an e-mail address');
    if (!(roles as readonly string[]).includes(role))
      throw new UsageError(`--role must be one of ${roles.join(', ')}`);
    const name = required(values.name, '--name');
    const slug = required(values.company, '--company');
    return withApp(config(), async (app) => {
      const { id: companyId } = await companyBySlug(app, slug);
      const manager =
        values.manager === undefined
          ? null
          : await actorByEmail(app.companies, companyId, String(values.manager));
      if (values.manager !== undefined && manager === null)
        throw new UsageError(`--manager: nobody has ${values.manager}`);
      await addPerson(app.companies, companyId, {
        email,
        name,
        role: role as Role,
        passwordHash: await app.auth.hashPassword(await askPassword()),
        managerId: manager?.userId ?? null,
      });
      out.line(`${email} may sign in to ${slug} as ${role}`);
      return 0;
    });
  },
};

const importCommand: Command = {
  name: 'import',
  usage: 'import FILE --company SLUG [--as EMAIL] [--dry-run]',
  summary: 'Imports a CSV or XLSX file of leads with the suggested mapping',
  run: async (argv, config) => {
    const { values, positionals } = parse(argv, {
      company: { type: 'string' },
      as: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      'on-match': { type: 'string', default: 'skip' },
    });
    const path = required(positionals[0], 'FILE');
    const slug = required(values.company, '--company');
    return withApp(config(), async (app) => {
      const into = await companyBySlug(app, slug);
      const email = values.as === undefined ? null : String(values.as);
      return importFile(
        { config: app.config, companies: app.companies, bell: app.bell, clock: app.clock, log: app.log },
        {
          company: into,
          email,
          path,
          dryRun: values['dry-run'] === true,
          onMatch: String(values['on-match']),
          say: (text) => out.line(text),
        },
      );
    });
  },
};

const analytics: Command = {
  name: 'analytics',
  usage: 'analytics rebuild | check [--company SLUG]',
  summary: 'Empties and refills analytics, or compares it with the source',
  run: async (argv, config) => {
    const { values, positionals } = parse(argv, { company: { type: 'string' } });
    const [verb] = positionals;
    if (verb !== 'rebuild' && verb !== 'check')
      throw new UsageError('say "analytics rebuild" or "analytics check"');
    return withApp(config(), async (app) => {
      const some =
        values.company === undefined
          ? await app.companies.list()
          : [await companyBySlug(app, String(values.company))];
      let equal = true;
      for (const c of some) {
        const db = await app.companies.database(c.id);
        if (verb === 'rebuild') {
          await rebuildCompany(app.analytics, db, c, (done) => out.line(`${c.slug}: ${done} leads`));
          continue;
        }
        const result = await checkCompany(app.analytics, db, c);
        equal = equal && result.equal;
        out.line(`${c.slug}: ${result.equal ? 'equal' : 'DIFFERENT'} ${JSON.stringify(result)}`);
      }
      if (!equal)
        throw new StartError(
          'analytics differs from the source; wait for the relay, or run "iperform analytics rebuild"',
        );
      return 0;
    });
  },
};

const demo: Command = {
  name: 'demo',
  usage: 'demo people [--json]',
  summary: 'The companies and sign-ins of the demo',
  run: async (argv, config) => {
    const { values, positionals } = parse(argv, { json: { type: 'boolean', default: false } });
    if (positionals[0] !== 'people') throw new UsageError('say "demo people"');
    const read = config();
    const password = demoPassword(read);
    if (password === null) throw new StartError('there is no demo in this data directory');
    return withApp(read, async ({ companies }) => {
      const people = await demoPeople({ companies, password });
      if (values.json === true) out.line(JSON.stringify(people, null, 2));
      else {
        out.line(
          table(
            ['Company', 'Role', 'Name', 'E-mail', 'Password'],
            people.map((p) => [p.company, p.role, p.name, p.email, p.password]),
          ),
        );
      }
      return 0;
    });
  },
};

const process_ = (
  name: 'start' | 'serve' | 'worker',
  role: 'all' | 'serve' | 'worker',
  summary: string,
): Command => ({
  name,
  usage: name,
  summary,
  run: (_argv, config) => run(config(), role),
});

/** Every command of `iperform`. */
export const commands: Command[] = [
  process_('start', 'all', 'Runs everything in one process'),
  process_('serve', 'serve', 'Answers requests; needs MySQL and a ClickHouse server'),
  process_('worker', 'worker', 'Does background work; needs MySQL and a ClickHouse server'),
  {
    name: 'migrate',
    usage: 'migrate',
    summary: 'Brings every database up to date',
    run: (_argv, config) =>
      withApp(config(), async (app) => {
        out.line(`${await app.companies.migrateAll()} companies are up to date`);
        await app.analytics.ping();
        out.line('analytics is up to date');
        return 0;
      }),
  },
  company,
  person,
  importCommand,
  analytics,
  demo,
  {
    name: 'doctor',
    usage: 'doctor',
    summary: 'Says how this installation is set up and what does not answer',
    run: (_argv, config) => doctor(config()),
  },
];
