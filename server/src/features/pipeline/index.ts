import { api, type Stage } from '@iperform/contract';
import type { Companies } from '../../db/companies.ts';
import type { Database } from '../../db/database.ts';
import type { OpenTables } from '../../db/tables.ts';
import { cached } from '../../kernel/cache.ts';
import { type Feature, handle } from '../../kernel/feature.ts';
import { newId } from '../../kernel/id.ts';
import { readLostReasons, readStages, writeLostReasons, writeStages } from './store.ts';

const stagesFor = cached(1000, (db: Database<OpenTables>) => readStages(db.read), 2000);

/** The stages of a company, in order; at most a second old. */
export const stagesOf = (db: Database<OpenTables>): Promise<Stage[]> => stagesFor.get(db);

type Template = Omit<Stage, 'id' | 'position'>;

const template: Template[] = [
  { name: 'New', kind: 'open', probability: 5, limitDays: 7, requires: [] },
  { name: 'Qualified', kind: 'open', probability: 15, limitDays: 14, requires: [] },
  { name: 'Demo', kind: 'open', probability: 30, limitDays: 14, requires: ['owner'] },
  { name: 'Proposal', kind: 'open', probability: 55, limitDays: 21, requires: ['owner', 'value'] },
  { name: 'Trial', kind: 'open', probability: 75, limitDays: 30, requires: ['owner', 'value'] },
  { name: 'Won', kind: 'won', probability: 100, limitDays: null, requires: ['wonValue', 'wonOn'] },
  { name: 'Lost', kind: 'lost', probability: 0, limitDays: null, requires: ['lostReason'] },
];

const reasons = [
  'Price',
  'No budget',
  'Chose a competitor',
  'No need',
  'Could not be reached',
  'Not a real lead',
  'Other',
];

/** Gives a new company the pipeline of the product: New to Won and Lost, and the usual reasons to lose. */
export const startPipeline = async (db: Database<OpenTables>): Promise<Stage[]> => {
  const stages = template.map((stage, position) => ({ ...stage, position, id: newId() }));
  await db.transaction(async (tx) => {
    await writeStages(tx, stages);
    await writeLostReasons(tx, reasons);
  });
  stagesFor.drop(db);
  return stages;
};

export const pipelineFeature = (companies: Companies): Feature => ({
  name: 'pipeline',
  routes: [
    handle(api.pipeline.read, async ({ company }) => {
      const db = await companies.database(company.id);
      return { stages: await stagesOf(db), lostReasons: await readLostReasons(db.read) };
    }),
  ],
});
