import type { Dataset } from './dataset.ts';

/** One row a lead, as it is now. */
export const leads = {
  name: 'leads',
  table: 'lead_fact',
  columns: [
    'stage_id',
    'stage_kind',
    'stage_since',
    'owner_id',
    'warrior_id',
    'partner_id',
    'source',
    'campaign',
    'product',
    'city',
    'state',
    'country',
    'value_minor',
    'currency',
    'won_value_minor',
    'lost_reason',
    'score',
    'created_at',
  ],
  time: {
    created: 'toUnixTimestamp64Milli(created_at)',
    stageSince: 'toUnixTimestamp64Milli(stage_since)',
  },
} as const satisfies Dataset;
