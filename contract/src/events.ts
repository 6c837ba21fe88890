import { z } from 'zod';
import { id } from './values.ts';

/** Every domain event and its payload: ids only, the row carries the truth. */
export const events = {
  'lead.created': z.object({ leadId: id }),
  'lead.changed': z.object({ leadId: id }),
  'lead.moved': z.object({ leadId: id }),
  'lead.deleted': z.object({ leadId: id }),
  'lead.restored': z.object({ leadId: id }),
} as const;
export type EventName = keyof typeof events;
