import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { id } from './values.ts';

export const stageKinds = ['open', 'won', 'lost'] as const;
export type StageKind = (typeof stageKinds)[number];

/** Fields a stage may ask for before a lead may enter it. */
export const stageFields = [
  'organisation',
  'email',
  'phone',
  'product',
  'value',
  'owner',
  'nextFollowupAt',
  'lostReason',
  'wonValue',
  'wonOn',
] as const;
export type StageField = (typeof stageFields)[number];

/** A step of the pipeline (`lead_status`). */
export const stage = z.object({
  id,
  name: z.string(),
  kind: z.enum(stageKinds),
  /** 0 is the first. */
  position: z.int(),
  /** Chance to win from here, 0 to 100. */
  probability: z.int(),
  /** Days after which a lead here counts as stuck; null: never. */
  limitDays: z.int().nullable(),
  requires: z.array(z.enum(stageFields)),
});
export type Stage = z.output<typeof stage>;

export const pipeline = {
  read: endpoint({
    name: 'pipeline.read',
    method: 'GET',
    path: '/api/v1/pipeline',
    access: 'lead:read',
    summary: 'The stages of the company, in order, with what each needs',
    reply: z.object({ stages: z.array(stage), lostReasons: z.array(z.string()) }),
  }),
};
