import type { LeadCondition, ReportId } from '@iperform/contract';
import { leads } from '../../analytics/datasets/leads.ts';
import { stageEntries } from '../../analytics/datasets/stage-entries.ts';
import {
  defineReport,
  type Measure,
  type Parts,
  type ReportContext,
  type ReportDefinition,
} from '../../analytics/report.ts';
import { addDays, dayOf, daysBetween, startOfDay } from '../../kernel/days.ts';

// The reports, as data. A number opens with the conditions of its row (`where`) and those of its measure (`opens`), so
// each definition below is chosen so that the lead list's filter can say it exactly.

const dayMs = 86_400_000;

const part = (parts: Parts, name: string): number => parts[name] ?? 0;
/** Hundredths of a whole; null of nothing. */
const percent = (of: number, whole: number): number | null => (whole === 0 ? null : (of / whole) * 100);

const inPeriod = (field: 'createdAt' | 'stageSince', { from, to }: ReportContext): LeadCondition => ({
  field,
  op: 'between',
  value: { from, to },
});
const kind = (...kinds: string[]): LeadCondition => ({ field: 'stageKind', op: 'in', value: kinds });

/** A column of free text or ids as a dimension: what is empty has a row too. */
const valueIs = (field: 'source' | 'owner', key: string): LeadCondition[] =>
  key === '' ? [{ field, op: 'empty' }] : [{ field, op: 'in', value: [key] }];

const stageName = (key: string, { stages }: ReportContext): string =>
  stages.find((stage) => stage.id === key)?.name ?? key;

const count = (key: string, label: string, opens: Measure['opens']): Measure => ({
  key,
  label,
  type: 'count',
  value: (parts) => part(parts, key),
  opens,
});

// Amounts in different currencies do not add up: money is of the leads in the company's currency, and `foreign` counts
// the others. Where there are some, no filter shows exactly the leads that were added up.
const ownCurrency = 'currency = {currency:String}';
const foreign = { foreign: `countIf(NOT ${ownCurrency})` };
const unlessForeign =
  (opens: Measure['opens']): Measure['opens'] =>
  (context, key, parts) =>
    part(parts, 'foreign') > 0 ? null : opens(context, key, parts);

const stepBefore = ({ stages }: ReportContext): Map<string, string> => {
  const steps = stages.filter((stage) => stage.kind !== 'lost');
  return new Map(steps.slice(1).map((stage, i) => [stage.id, steps[i]?.id ?? '']));
};

const entered = (context: ReportContext, stageId: string | null): LeadCondition[] =>
  stageId === null
    ? []
    : [{ field: 'entered', op: 'between', value: { stageId, from: context.from, to: context.to } }];

const leadFunnel = defineReport({
  id: 'lead-funnel',
  title: 'Lead funnel',
  definition: () =>
    'Leads that entered each stage in the period, each counted once a stage, by the stage history. Still there: those of them that are in that stage now. Conversion: of the leads that entered the stage before in the period, the share that entered this one in it too. Days: the median time in the stage, of stays that began in the period and have ended.',
  dataset: stageEntries,
  period: null,
  dimension: {
    sql: 'entry_stage_id',
    rows: ({ stages }) => stages.map((stage) => stage.id),
    label: stageName,
    where: () => [],
  },
  parts: {
    entered: 'countIf(nth = 1)',
    still: 'countIf(nth = 1 AND now_stage_id = entry_stage_id)',
    both: `countIf(nth = 1 AND has(entered, transform(entry_stage_id, {steps:Array(String)}, {steps_before:Array(String)}, '')))`,
    stay_ms: 'quantileExactInclusiveIf(0.5)(stayed_ms, stayed_ms >= 0)',
  },
  measures: [
    count('entered', 'Entered', entered),
    count('still', 'Still there', (context, key) =>
      key === null ? null : [...entered(context, key), { field: 'stage', op: 'in', value: [key] }],
    ),
    {
      key: 'conversion',
      label: 'Conversion',
      type: 'percent',
      value: (parts, { key, of }, context) => {
        const before = stepBefore(context).get(key ?? '');
        return before === undefined ? null : percent(part(parts, 'both'), part(of(before), 'entered'));
      },
      opens: () => null,
    },
    {
      key: 'medianDays',
      label: 'Median days',
      type: 'days',
      value: (parts) => {
        const ms = parts.stay_ms ?? null;
        return ms === null ? null : ms / dayMs;
      },
      opens: () => null,
    },
  ],
  total: false,
  parameters: (context) => {
    const steps = [...stepBefore(context)];
    return { steps: steps.map(([stage]) => stage), steps_before: steps.map(([, before]) => before) };
  },
  lane: 'heavy',
});

const createdInPeriod: Measure['opens'] = (context) => [inPeriod('createdAt', context)];

const leadsBySource = defineReport({
  id: 'leads-by-source',
  title: 'Leads by source',
  definition: ({ company }) =>
    `Leads created in the period, by source, and what became of them until now. Win rate: won leads of all that are won or lost. Value: of the leads in ${company.currency}.`,
  dataset: leads,
  period: 'created',
  dimension: {
    sql: 'source',
    label: (key) => key || 'No source',
    where: (key) => valueIs('source', key),
  },
  parts: {
    leads: 'count()',
    won: `countIf(stage_kind = 'won')`,
    lost: `countIf(stage_kind = 'lost')`,
    value: `sumIf(value_minor, ${ownCurrency})`,
    ...foreign,
  },
  measures: [
    count('leads', 'Leads', createdInPeriod),
    count('won', 'Won', (context) => [inPeriod('createdAt', context), kind('won')]),
    {
      key: 'winRate',
      label: 'Win rate',
      type: 'percent',
      value: (parts) => percent(part(parts, 'won'), part(parts, 'won') + part(parts, 'lost')),
      opens: () => null,
    },
    {
      key: 'value',
      label: 'Value',
      type: 'money',
      value: (parts) => part(parts, 'value'),
      opens: unlessForeign(createdInPeriod),
    },
  ],
  total: true,
  parameters: ({ company }) => ({ currency: company.currency }),
  lane: 'light',
});

const winRate = defineReport({
  id: 'win-rate',
  title: 'Win rate',
  definition: () =>
    'Leads that are won or lost now and came to that in the period, by owner. Win rate: the won ones of them. A lead that was reopened counts again when it closes again.',
  dataset: leads,
  period: 'stageSince',
  only: `stage_kind IN ('won', 'lost')`,
  dimension: {
    sql: 'owner_id',
    label: (key, { names }) => (key === '' ? 'No owner' : (names.get(key) ?? 'Somebody who left')),
    where: (key) => valueIs('owner', key),
  },
  parts: {
    closed: 'count()',
    won: `countIf(stage_kind = 'won')`,
    lost: `countIf(stage_kind = 'lost')`,
  },
  measures: [
    count('won', 'Won', (context) => [inPeriod('stageSince', context), kind('won')]),
    count('lost', 'Lost', (context) => [inPeriod('stageSince', context), kind('lost')]),
    {
      key: 'winRate',
      label: 'Win rate',
      type: 'percent',
      value: (parts) => percent(part(parts, 'won'), part(parts, 'closed')),
      opens: () => null,
    },
  ],
  total: true,
  lane: 'light',
});

const newLeadsByDay = defineReport({
  id: 'new-leads-by-day',
  title: 'New leads by day',
  definition: ({ company }) =>
    `Leads created on each day of the period, in the time zone ${company.timeZone}.`,
  dataset: leads,
  period: 'created',
  dimension: {
    // The beginnings of days come from the same calendar that the lead list asks, so the two cannot disagree.
    sql: 'roundDown(toUnixTimestamp64Milli(created_at), {day_starts:Array(Int64)})',
    key: (value, { company }) => dayOf(Number(value), company.timeZone),
    rows: ({ from, to }) => daysBetween(from, to),
    label: (key) => key,
    where: () => [],
  },
  parts: { leads: 'count()' },
  measures: [
    count('leads', 'Leads', (context, key) => [
      key === null
        ? inPeriod('createdAt', context)
        : { field: 'createdAt', op: 'between', value: { from: key, to: addDays(key, 1) } },
    ]),
  ],
  total: true,
  parameters: ({ from, to, company }) => ({
    day_starts: daysBetween(from, to).map((day) => startOfDay(day, company.timeZone)),
  }),
  lane: 'light',
});

const openNow: Measure['opens'] = () => [kind('open')];

const openPipeline = defineReport({
  id: 'open-pipeline',
  title: 'Open pipeline',
  definition: ({ company }) =>
    `Leads that are open now, by stage. Value: of the leads in ${company.currency}. Weighted: each value times the chance to win from its stage.`,
  dataset: leads,
  period: null,
  only: `stage_kind = 'open'`,
  dimension: {
    sql: 'stage_id',
    rows: ({ stages }) => stages.filter((stage) => stage.kind === 'open').map((stage) => stage.id),
    label: stageName,
    where: (key) => [{ field: 'stage', op: 'in', value: [key] }],
  },
  parts: {
    leads: 'count()',
    value: `sumIf(value_minor, ${ownCurrency})`,
    weighted: `sumIf(toFloat64(value_minor) * transform(stage_id, {stages:Array(String)}, {chances:Array(Int64)}, 0), ${ownCurrency})`,
    ...foreign,
  },
  measures: [
    count('leads', 'Leads', openNow),
    {
      key: 'value',
      label: 'Value',
      type: 'money',
      value: (parts) => part(parts, 'value'),
      opens: unlessForeign(openNow),
    },
    {
      key: 'weighted',
      label: 'Weighted value',
      type: 'money',
      value: (parts) => Math.round(part(parts, 'weighted') / 100),
      opens: unlessForeign(openNow),
    },
  ],
  total: true,
  parameters: ({ company, stages }) => ({
    currency: company.currency,
    stages: stages.map((stage) => stage.id),
    chances: stages.map((stage) => stage.probability),
  }),
  lane: 'light',
});

export const definitions: Record<ReportId, ReportDefinition> = {
  'lead-funnel': leadFunnel,
  'leads-by-source': leadsBySource,
  'win-rate': winRate,
  'new-leads-by-day': newLeadsByDay,
  'open-pipeline': openPipeline,
};
