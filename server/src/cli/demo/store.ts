import type { Transaction } from 'kysely';
import { insertRows } from '../../db/insert.ts';
import type { OpenTables, Tables } from '../../db/tables.ts';
import { insertField } from '../../features/fields/store.ts';
import { insertLeadRows } from '../../features/leads/index.ts';
import { insertPartner, insertUser, insertWarrior } from '../../features/people/store.ts';
import { writeLostReasons, writeStages } from '../../features/pipeline/store.ts';
import type { Chronicle } from './chronicle.ts';
import { accountOf, employersOf } from './team.ts';
import type { World } from './world.ts';

// Writes a told company in one transaction: it is all there, or nothing of it is.

type Tx = Transaction<OpenTables>;

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);

const writeLeads = async (tx: Tx, { dice, calendar }: World, stories: Chronicle[]): Promise<void> => {
  const leads = stories.map((story) => story.lead);
  await insertLeadRows(tx, leads);
  await insertRows(
    tx,
    'lead_share',
    stories.flatMap((story) => story.shares),
  );
  await insertRows(tx, 'lead_logs', stories.flatMap((story) => story.logs).sort(byId));
  await insertRows(tx, 'lead_stage_history', stories.flatMap((story) => story.history).sort(byId));
  await insertRows(tx, 'followup_activity', stories.flatMap((story) => story.activities).sort(byId));
  // What the relay would have carried one by one it carries now, as each lead stands.
  const outbox = leads.map((lead): Tables['outbox'] => ({
    id: dice.id(calendar.now),
    event: 'lead.created',
    subject_id: lead.id,
    at: calendar.now,
  }));
  await insertRows(tx, 'outbox', outbox);
};

const writePeople = async (tx: Tx, { team }: World, hashes: Map<string, string>): Promise<void> => {
  for (const partner of team.partners) await insertPartner(tx, partner.id, partner.name);
  for (const member of team.members) {
    await insertUser(tx, accountOf(member, hashes.get(member.id) ?? ''));
    await insertWarrior(tx, member.id, employersOf(team, member));
  }
};

/** Setting that says a company is the demo, and complete; its value lists the demo's people. */
export const demoSetting = 'demo';

export interface DemoMark {
  /** The day the story ends. */
  day: string;
  emails: string[];
}

/** Writes everything of a company, and that it is done. `hashes`: password hash by user id. */
export const writeWorld = async (
  tx: Tx,
  world: World,
  stories: Chronicle[],
  hashes: Map<string, string>,
): Promise<void> => {
  const { trade, stages, team, calendar } = world;
  await writeStages(tx, stages);
  await writeLostReasons(
    tx,
    trade.lostReasons.map((reason) => reason.name),
  );
  for (const field of trade.fields) await insertField(tx, field);
  await writePeople(tx, world, hashes);
  await writeLeads(tx, world, stories);
  const mark: DemoMark = {
    day: calendar.at(calendar.now).name,
    emails: team.members.map((member) => member.email),
  };
  await insertRows(tx, 'setting', [{ name: demoSetting, value: JSON.stringify(mark) }]);
};
