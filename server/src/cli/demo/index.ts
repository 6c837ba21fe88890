import type { Role } from '@iperform/contract';
import type { Companies } from '../../db/companies.ts';
import type { Database } from '../../db/database.ts';
import type { OpenTables } from '../../db/tables.ts';
import { insertDirectory } from '../../features/people/store.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Company } from '../../kernel/context.ts';
import { StartError } from '../../kernel/errors.ts';
import { arrivals } from './calendar.ts';
import type { Trade } from './catalogue.ts';
import type { Chronicle } from './chronicle.ts';
import { type DemoMark, demoSetting, writeWorld } from './store.ts';
import { tell } from './story.ts';
import { surya } from './surya.ts';
import { vidya } from './vidya.ts';
import { openWorld, type World } from './world.ts';

// The demo: two companies with half a year behind them. Nobody in it exists; addresses are under reserved names.

const trades: Trade[] = [vidya, surya];

interface Options {
  companies: Companies;
  /** A fresh hash of the demo's password; asked for once a person. */
  hashPassword: () => Promise<string>;
  /** The stories end where the company's day of this moment begins. The same day fills the same data. */
  clock: Clock;
  /** Told what begins, in a line for a person. */
  onStep: (step: string) => void;
}

const markOf = async (db: Database<OpenTables>): Promise<DemoMark | null> => {
  const row = await db.read
    .selectFrom('setting')
    .select('value')
    .where('name', '=', demoSetting)
    .executeTakeFirst();
  return row === undefined ? null : (JSON.parse(row.value) as DemoMark);
};

const isEmpty = async (db: Database<OpenTables>): Promise<boolean> => {
  const user = await db.read.selectFrom('user').select('id').limit(1).executeTakeFirst();
  const stage = await db.read.selectFrom('lead_status').select('id').limit(1).executeTakeFirst();
  return user === undefined && stage === undefined;
};

const companyOf = async (companies: Companies, { slug, name }: Trade): Promise<Company> =>
  (await companies.bySlug(slug)) ??
  companies.create({ slug, name, timeZone: 'Asia/Kolkata', currency: 'INR', financialYearStart: 4 });

/** The world of a company and the stories of its leads, told from nothing but the day. */
export const imagine = (
  trade: Trade,
  company: Company,
  clock: number,
): { world: World; stories: Chronicle[] } => {
  const world = openWorld(trade, company, clock);
  const { calendar, dice } = world;
  const moments = arrivals(calendar, trade.rhythm, trade.burst, trade.leads, dice);
  const stories = moments.map((at, index) => tell(world, at, index));
  return { world, stories: stories.sort((a, b) => (a.lead.id < b.lead.id ? -1 : 1)) };
};

const register = (companies: Companies, company: Company, world: World): Promise<void> =>
  companies.magenta.transaction(async (tx) => {
    // A fill that was interrupted after this may have been begun on another day, with other ids.
    await tx.deleteFrom('directory').where('company_id', '=', company.id).execute();
    for (const member of world.team.members) await insertDirectory(tx, member.email, company.id, member.id);
  });

/**
 * Fills the demo companies that are not yet there. Each is written in one transaction, so that a fill that was cut off is
 * begun anew, and one that was finished is left as people have made it since.
 * @throws StartError where a company by the name of a demo company is none
 */
export const fillDemo = async ({ companies, hashPassword, clock, onStep }: Options): Promise<void> => {
  for (const trade of trades) {
    const company = await companyOf(companies, trade);
    const db = await companies.database(company.id);
    if ((await markOf(db)) !== null) continue;
    if (!(await isEmpty(db))) {
      throw new StartError(
        `DEMO: the company "${trade.slug}" is not the demo's; start with DEMO=false or rename it`,
      );
    }
    onStep(`Filling the demo company ${trade.name}: ${trade.leads} leads and their history`);
    const { world, stories } = imagine(trade, company, clock());
    const hashes = new Map<string, string>();
    for (const member of world.team.members) hashes.set(member.id, await hashPassword());
    await register(companies, company, world);
    await db.transaction((tx) => writeWorld(tx, world, stories, hashes));
  }
};

export interface DemoPerson {
  company: string;
  slug: string;
  role: Role;
  name: string;
  email: string;
  password: string;
}

/** The people of the demo who still have an account, by company and role; none where there is no demo. */
export const demoPeople = async ({
  companies,
  password,
}: {
  companies: Companies;
  password: string;
}): Promise<DemoPerson[]> => {
  const people: DemoPerson[] = [];
  for (const { slug } of trades) {
    const company = await companies.bySlug(slug);
    if (company === null) continue;
    const db = await companies.database(company.id);
    const mark = await markOf(db);
    if (mark === null) continue;
    const rows = await db.read
      .selectFrom('user')
      .select(['email', 'name', 'role'])
      .where('active', '=', 1)
      .execute();
    const byEmail = new Map(rows.map((row) => [row.email, row]));
    for (const email of mark.emails) {
      const row = byEmail.get(email);
      if (row !== undefined) people.push({ company: company.name, slug, ...row, password });
    }
  }
  return people;
};
