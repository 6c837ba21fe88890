import type { Feature } from '../../kernel/feature.ts';
import { type LeadServices, leadRoutes } from './routes.ts';

export { blankLead, createLead, type LeadContext, moveLead } from './commands.ts';
export { normalEmail, normalEmails, normalPhone, normalPhones } from './contacts.ts';
export { checkCustom } from './custom.ts';
export { decideMove, type MoveDecision, type MoveFields } from './rules.ts';
export { type CustomValues, changesBetween, type FieldChange, type LeadState, stateOf } from './state.ts';
export {
  insertLeadRows,
  insertLeads,
  type NewLeadRow,
  type StageEntry,
  updateLead,
  type WriteContext,
} from './store-write.ts';

export const leadsFeature = (services: LeadServices): Feature => ({
  name: 'leads',
  routes: leadRoutes(services),
});
