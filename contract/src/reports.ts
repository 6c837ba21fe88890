import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { leadCondition } from './lead-filter.ts';
import { day, id } from './values.ts';

export const reportIds = [
  'lead-funnel',
  'leads-by-source',
  'win-rate',
  'new-leads-by-day',
  'open-pipeline',
] as const;
export type ReportId = (typeof reportIds)[number];

export const measureTypes = ['count', 'money', 'percent', 'days'] as const;

/** A number of a report and the filter of the lead list that shows exactly the rows behind it; null where a number has none. */
export const measureValue = z.object({
  value: z.number().nullable(),
  opens: z.array(leadCondition).nullable(),
});

export const report = z.object({
  id: z.enum(reportIds),
  title: z.string(),
  /** What is counted, in a sentence, shown beside the numbers. */
  definition: z.string(),
  timeZone: z.string(),
  currency: z.string(),
  /** First day, and first day not included any more. */
  from: z.string(),
  to: z.string(),
  /** When the numbers were read. */
  asOf: z.int(),
  measures: z.array(z.object({ key: z.string(), label: z.string(), type: z.enum(measureTypes) })),
  rows: z.array(
    z.object({
      /** Value of the dimension: a stage id, a source, a day. */
      key: z.string(),
      label: z.string(),
      values: z.record(z.string(), measureValue),
    }),
  ),
  totals: z.record(z.string(), measureValue),
});
export type Report = z.output<typeof report>;

export const reports = {
  read: endpoint({
    name: 'reports.read',
    method: 'GET',
    path: '/api/v1/reports/:id',
    access: 'report:read',
    summary: 'A report over the leads you may see',
    params: z.strictObject({ id: z.enum(reportIds) }),
    query: z
      .strictObject({ from: day, to: day, ownerId: id.optional() })
      .refine((q) => q.from < q.to, { path: ['to'], message: 'must be after from' }),
    reply: report,
    errors: ['ANALYTICS_UNAVAILABLE'],
  }),
};
