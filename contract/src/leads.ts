import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { leadFilter, leadSorts } from './lead-filter.ts';
import {
  currency,
  customKey,
  day,
  email,
  id,
  jsonQuery,
  minor,
  phone,
  ref,
  text,
  textOrEmpty,
  time,
} from './values.ts';

/** A value of a custom field; null clears it. */
export const customValue = z.union([textOrEmpty(2000), z.number(), z.boolean(), z.null()]);

const customValues = z
  .record(customKey, customValue)
  .refine((values) => Object.keys(values).length <= 200, 'must have at most 200 fields');

const tags = z.array(text(40)).max(50);

/** A lead as the API shows it. Times are UTC epoch milliseconds, money is integer minor units. */
export const lead = z.object({
  id,
  name: z.string(),
  organisation: z.string(),
  emails: z.array(z.string()),
  /** E.164 where the number could be understood, else as it came. */
  phones: z.array(z.string()),
  source: z.string(),
  campaign: z.string(),
  product: z.string(),
  city: z.string(),
  state: z.string(),
  country: z.string(),
  valueMinor: z.int(),
  currency: z.string(),
  stageId: id,
  /** When the lead entered its stage. */
  stageSince: z.int(),
  owner: ref.nullable(),
  warrior: ref.nullable(),
  partner: ref.nullable(),
  coSales: z.array(ref),
  tags: z.array(z.string()),
  custom: z.record(z.string(), customValue),
  nextFollowupAt: z.int().nullable(),
  lastActivityAt: z.int().nullable(),
  score: z.int(),
  lostReason: z.string(),
  wonValueMinor: z.int().nullable(),
  /** Calendar day of the company. */
  wonOn: z.string().nullable(),
  /** Key of this lead in the system or file it came from; unique in the company. */
  externalId: z.string().nullable(),
  createdAt: z.int(),
  updatedAt: z.int(),
  deletedAt: z.int().nullable(),
  version: z.int(),
});
export type Lead = z.output<typeof lead>;

const writable = {
  name: text(200),
  organisation: textOrEmpty(200),
  emails: z.array(email).max(20),
  phones: z.array(phone).max(20),
  source: textOrEmpty(100),
  campaign: textOrEmpty(200),
  product: textOrEmpty(200),
  city: textOrEmpty(100),
  state: textOrEmpty(100),
  country: textOrEmpty(100),
  valueMinor: minor,
  currency,
  ownerId: id.nullable(),
  warriorId: id.nullable(),
  partnerId: id.nullable(),
  tags,
  custom: customValues,
  nextFollowupAt: time.nullable(),
  score: z.int().min(0).max(100),
};

const newLead = z
  .strictObject({
    ...z.strictObject(writable).partial().shape,
    name: writable.name,
    /** Where the lead starts; the first open stage where absent. A closed stage is refused: create, then move. */
    stageId: id.optional(),
    externalId: text(100).optional(),
  })
  .meta({ id: 'NewLead' });
export type NewLead = z.output<typeof newLead>;

const leadChange = z
  .strictObject({
    ...z.strictObject(writable).partial().shape,
    version: z.int().min(1).optional(),
  })
  .refine((body) => Object.keys(body).some((key) => key !== 'version'), 'must change at least one field')
  .meta({ id: 'LeadChange' });
export type LeadChange = z.output<typeof leadChange>;

/** What a move may bring along: the fields its target stage asks for. */
const move = z
  .strictObject({
    stageId: id,
    version: z.int().min(1).optional(),
    /** Required to reopen a closed lead. */
    note: textOrEmpty(2000).optional(),
    fields: z
      .strictObject({
        organisation: writable.organisation,
        emails: writable.emails,
        phones: writable.phones,
        product: writable.product,
        valueMinor: minor,
        ownerId: id,
        nextFollowupAt: time,
        lostReason: text(100),
        wonValueMinor: minor,
        wonOn: day,
      })
      .partial()
      .optional(),
  })
  .meta({ id: 'LeadMove' });
export type LeadMove = z.output<typeof move>;

export const activityKinds = ['note', 'call', 'meeting', 'demo', 'visit', 'email', 'whatsapp'] as const;
export type ActivityKind = (typeof activityKinds)[number];

const newActivity = z
  .strictObject({
    kind: z.enum(activityKinds),
    text: text(5000),
    /** When it happened; now where absent. */
    at: time.optional(),
    /** Sets the lead's next step in the same transaction; null clears it. */
    nextFollowupAt: time.nullable().optional(),
  })
  .meta({ id: 'NewActivity' });
export type NewActivity = z.output<typeof newActivity>;

/** One line of a lead's story, newest first. */
export const timelineEntry = z.object({
  id,
  at: z.int(),
  kind: z.enum(['created', 'changed', 'moved', 'deleted', 'restored', 'imported', 'undone', 'activity']),
  /** null: the system. */
  actor: ref.nullable(),
  /** Where the change came from: ui, api, import, demo … */
  via: z.string(),
  changes: z.array(z.object({ field: z.string(), from: z.unknown(), to: z.unknown() })),
  activity: z.object({ kind: z.enum(activityKinds), text: z.string(), dueAt: z.int().nullable() }).nullable(),
  note: z.string(),
});
export type TimelineEntry = z.output<typeof timelineEntry>;

const listQuery = z.strictObject({
  filter: jsonQuery(leadFilter).optional(),
  /** Words that each begin a word of the name, organisation, city or e-mail, or a part of a phone number (2 characters or more). */
  q: z.string().max(100).optional(),
  /** true: only deleted leads (needs `lead:delete`). */
  deleted: z.stringbool({ truthy: ['true'], falsy: ['false'] }).optional(),
});

const leadParams = z.strictObject({ id });

export const leads = {
  list: endpoint({
    name: 'leads.list',
    method: 'GET',
    path: '/api/v1/leads',
    access: 'lead:read',
    summary: 'Leads you may see, filtered, searched, sorted and paged',
    description: 'Pages are keyset pages: pass `next` of one answer as `cursor` of the following call.',
    query: listQuery.extend({
      sort: z.enum(leadSorts).default('-createdAt'),
      cursor: z.string().max(600).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    reply: z.object({ items: z.array(lead), next: z.string().nullable() }),
  }),
  summary: endpoint({
    name: 'leads.summary',
    method: 'GET',
    path: '/api/v1/leads/summary',
    access: 'lead:read',
    summary: 'How many leads match, and their value, per stage',
    query: listQuery,
    reply: z.object({
      count: z.int(),
      /** Sum of the values in the company's currency. */
      valueMinor: z.int(),
      currency: z.string(),
      /** Leads left out of the sums because their value is in another currency. */
      otherCurrencyCount: z.int(),
      stages: z.array(z.object({ stageId: id, count: z.int(), valueMinor: z.int() })),
    }),
  }),
  create: endpoint({
    name: 'leads.create',
    method: 'POST',
    path: '/api/v1/leads',
    access: 'lead:create',
    summary: 'Create a lead',
    description: 'Repeat a call safely with an `Idempotency-Key` header.',
    body: newLead,
    reply: lead,
    status: 201,
    errors: ['VALIDATION_FAILED', 'IDEMPOTENCY_CONFLICT', 'CONFLICT'],
  }),
  read: endpoint({
    name: 'leads.read',
    method: 'GET',
    path: '/api/v1/leads/:id',
    access: 'lead:read',
    summary: 'One lead; its version is also the ETag',
    params: leadParams,
    reply: lead,
  }),
  change: endpoint({
    name: 'leads.change',
    method: 'PATCH',
    path: '/api/v1/leads/:id',
    access: 'lead:update',
    summary: 'Change fields of a lead (not its stage)',
    params: leadParams,
    body: leadChange,
    reply: lead,
    versioned: true,
    errors: ['VALIDATION_FAILED'],
  }),
  move: endpoint({
    name: 'leads.move',
    method: 'POST',
    path: '/api/v1/leads/:id/move',
    access: 'lead:move',
    summary: 'Move a lead to a stage, with what that stage needs',
    params: leadParams,
    body: move,
    reply: lead,
    versioned: true,
    errors: ['STAGE_REQUIREMENTS', 'TRANSITION_REFUSED', 'VALIDATION_FAILED'],
  }),
  remove: endpoint({
    name: 'leads.remove',
    method: 'DELETE',
    path: '/api/v1/leads/:id',
    access: 'lead:delete',
    summary: 'Delete a lead; it can be restored',
    params: leadParams,
    reply: lead,
    versioned: true,
  }),
  restore: endpoint({
    name: 'leads.restore',
    method: 'POST',
    path: '/api/v1/leads/:id/restore',
    access: 'lead:delete',
    summary: 'Restore a deleted lead',
    params: leadParams,
    reply: lead,
  }),
  timeline: endpoint({
    name: 'leads.timeline',
    method: 'GET',
    path: '/api/v1/leads/:id/timeline',
    access: 'lead:read',
    summary: 'What happened to a lead, newest first',
    params: leadParams,
    query: z.strictObject({
      cursor: z.string().max(200).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    reply: z.object({ items: z.array(timelineEntry), next: z.string().nullable() }),
  }),
  addActivity: endpoint({
    name: 'leads.addActivity',
    method: 'POST',
    path: '/api/v1/leads/:id/activities',
    access: 'activity:create',
    summary: 'Log a note, call or meeting on a lead',
    params: leadParams,
    body: newActivity,
    reply: timelineEntry,
    status: 201,
  }),
};
