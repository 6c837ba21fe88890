import type { ImportMapping, Person } from '@iperform/contract';
import { scopeOf } from '../../access/policy.ts';
import type { Database } from '../../db/database.ts';
import { fold } from '../../db/search.ts';
import type { OpenTables } from '../../db/tables.ts';
import type { Actor, Company } from '../../kernel/context.ts';
import { customFieldsOf } from '../fields/index.ts';
import { assignable, namesOf, readPartners } from '../people/index.ts';
import { stagesOf } from '../pipeline/index.ts';
import type { Terms } from './decide.ts';
import { squash } from './headers.ts';
import type { Import } from './store.ts';
import { emailsOf } from './store-actor.ts';
import { readMemory } from './store-rows.ts';
import type { Known } from './suggest.ts';
import type { Setting } from './values.ts';

type Db = Database<OpenTables>;

/** The people and partners an actor may give leads to, by everything a file may call them; null where that is not one alone. */
const holdersOf = async (db: Db, actor: Actor) => {
  const { owners, warriors } = await assignable(db.read, actor);
  const emails = await emailsOf(db.read);
  const index = (people: Person[]) => {
    const byName = new Map<string, string | null>();
    for (const { id, name } of people) byName.set(fold(name), byName.has(fold(name)) ? null : id);
    for (const { id } of people) byName.set(fold(emails.get(id) ?? id), id);
    return byName;
  };
  const scope = scopeOf(actor.role, 'lead:assign');
  const mayPartner = scope === 'all' || scope === 'team';
  const partners = new Map<string, string | null>();
  for (const { id, name } of mayPartner ? await readPartners(db.read) : []) {
    partners.set(fold(name), partners.has(fold(name)) ? null : id);
  }
  return { owners: index(owners), warriors: index(warriors), partners };
};

/** What suggestions are made from. */
export const knownTo = async (db: Db, actor: Actor, headers: string[]): Promise<Known> => {
  const [holders, stages, custom, memory] = await Promise.all([
    holdersOf(db, actor),
    stagesOf(db),
    customFieldsOf(db),
    readMemory(db.read, headers.map(squash)),
  ]);
  return {
    stages: new Set(stages.map((stage) => fold(stage.name))),
    owners: new Set(holders.owners.keys()),
    warriors: new Set(holders.warriors.keys()),
    partners: new Set(holders.partners.keys()),
    custom,
    memory,
    mayDeclare: scopeOf(actor.role, 'settings:write') !== 'none',
  };
};

/** Owner of new leads: who sees only a part of the leads owns what they bring, or it would vanish from their sight. */
const defaultOwner = (actor: Actor, chosen: string | null): string | null =>
  chosen ?? (scopeOf(actor.role, 'lead:create') === 'all' ? null : actor.userId);

/** Everything a check or a run needs to turn rows into decisions. */
export const settingOf = async (
  db: Db,
  company: Company,
  actor: Actor,
  item: Import,
  mapping: ImportMapping,
  at: number,
): Promise<{ setting: Setting; terms: Terms }> => {
  const [holders, stages, custom, people] = await Promise.all([
    holdersOf(db, actor),
    stagesOf(db),
    customFieldsOf(db),
    namesOf(db),
  ]);
  const { layout } = item;
  const stageIndex = mapping.columns.find((column) => column.target === 'stage')?.index;
  return {
    setting: {
      headers: layout.columns.map((column) => column.header),
      monthFirst: new Set(layout.columns.filter((column) => column.monthFirst).map((column) => column.index)),
      date1904: item.format === 'xlsx' ? layout.date1904 : null,
      currency: company.currency,
      timeZone: company.timeZone,
      now: at,
      stages,
      ...holders,
      custom,
    },
    terms: {
      company,
      stages,
      options: mapping.options,
      importId: item.id,
      actorId: actor.userId,
      defaultOwnerId: defaultOwner(actor, mapping.options.ownerId),
      stageColumn: stageIndex === undefined ? '' : (layout.columns[stageIndex]?.header ?? ''),
      names: new Map([...people, ...stages.map((stage) => [stage.id, stage.name] as const)]),
      at,
    },
  };
};
