import { z } from 'zod';
import { day, id } from './values.ts';

/**
 * What each field of a lead can be asked. The filter builder of the UI draws itself from this table, and the server
 * compiles nothing that is not in it. Custom fields are asked as `custom.<key>` with the operators of their type.
 */
export const leadFields = {
  name: { label: 'Name', type: 'text', sort: true },
  organisation: { label: 'Organisation', type: 'text', sort: true },
  email: { label: 'E-mail', type: 'contact', sort: false },
  phone: { label: 'Phone', type: 'contact', sort: false },
  stage: { label: 'Stage', type: 'choice', sort: false },
  stageKind: { label: 'Open, won or lost', type: 'choice', sort: false },
  owner: { label: 'Owner', type: 'person', sort: false },
  warrior: { label: 'Warrior', type: 'person', sort: false },
  partner: { label: 'Partner', type: 'choice', sort: false },
  coSales: { label: 'Co-sales', type: 'person', sort: false },
  source: { label: 'Source', type: 'choice', sort: true },
  campaign: { label: 'Campaign', type: 'choice', sort: false },
  product: { label: 'Product', type: 'choice', sort: false },
  city: { label: 'City', type: 'choice', sort: true },
  state: { label: 'State', type: 'choice', sort: false },
  country: { label: 'Country', type: 'choice', sort: false },
  tag: { label: 'Tag', type: 'choice', sort: false },
  lostReason: { label: 'Lost reason', type: 'choice', sort: false },
  externalId: { label: 'External id', type: 'text', sort: false },
  import: { label: 'Import', type: 'choice', sort: false },
  value: { label: 'Value', type: 'number', sort: true },
  wonValue: { label: 'Won value', type: 'number', sort: false },
  score: { label: 'Score', type: 'number', sort: true },
  wonOn: { label: 'Won on', type: 'date', sort: false },
  createdAt: { label: 'Created', type: 'date', sort: true },
  updatedAt: { label: 'Changed', type: 'date', sort: true },
  nextFollowupAt: { label: 'Next step', type: 'date', sort: true },
  lastActivityAt: { label: 'Last activity', type: 'date', sort: true },
  stageSince: { label: 'In stage since', type: 'date', sort: true },
  entered: { label: 'Entered stage', type: 'entered', sort: false },
} as const satisfies Record<string, { label: string; type: string; sort: boolean }>;
export type LeadField = keyof typeof leadFields;

const sortable = (Object.keys(leadFields) as LeadField[]).filter((field) => leadFields[field].sort);
/** Every sort: a field, or `-` and a field for descending. */
export const leadSorts = sortable.flatMap((field) => [field, `-${field}`] as const) as [string, ...string[]];

type FieldOfType<T extends string> = {
  [F in LeadField]: (typeof leadFields)[F]['type'] extends T ? F : never;
}[LeadField];

const fieldsOfType = <T extends string>(...types: T[]) =>
  (Object.keys(leadFields) as LeadField[]).filter((field): field is FieldOfType<T> =>
    (types as string[]).includes(leadFields[field].type),
  );

const customField = z.templateLiteral(['custom.', z.string().regex(/^[a-z][a-z0-9_]{0,40}$/)]);
const value = z.string().max(200);
const number = z.number().min(-9e15).max(9e15);

const emptiness = z.strictObject({
  field: z.union([z.enum(fieldsOfType('text', 'contact', 'choice', 'person', 'date')), customField]),
  op: z.enum(['empty', 'present']),
});
const oneOf = z.strictObject({
  field: z.union([z.enum(fieldsOfType('text', 'contact', 'choice', 'person')), customField]),
  op: z.enum(['in', 'notIn']),
  /** For owner, warrior and co-sales also `me`. */
  value: z
    .array(z.union([value, z.number(), z.boolean()]))
    .min(1)
    .max(200),
});
const starts = z.strictObject({
  field: z.union([z.enum(fieldsOfType('text', 'contact')), customField]),
  op: z.literal('starts'),
  value: value.min(1),
});
const range = z.strictObject({
  field: z.union([z.enum(fieldsOfType('number')), customField]),
  op: z.enum(['gte', 'lt']),
  value: number,
});
/** Days are the company's; `to` is the first day not included. */
const between = z
  .strictObject({
    field: z.enum(fieldsOfType('date')),
    op: z.literal('between'),
    value: z.strictObject({ from: day.optional(), to: day.optional() }),
  })
  .refine((c) => c.value.from ?? c.value.to, 'needs from, to or both');
const relative = z.strictObject({
  field: z.enum(fieldsOfType('date')),
  op: z.literal('is'),
  value: z.enum(['overdue', 'today', 'future']),
});
/** Leads that entered a stage in a period, by the stage history: what a funnel counts. */
const entered = z.strictObject({
  field: z.literal('entered'),
  op: z.literal('between'),
  value: z.strictObject({ stageId: id, from: day.optional(), to: day.optional() }),
});

export const leadCondition = z.union([emptiness, oneOf, starts, range, between, relative, entered]);
export type LeadCondition = z.output<typeof leadCondition>;

/** All conditions must hold. */
export const leadFilter = z.array(leadCondition).max(20);
export type LeadFilter = z.output<typeof leadFilter>;
