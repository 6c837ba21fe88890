import type { Feature } from '../../kernel/feature.ts';
import { type LeadServices, leadRoutes } from './routes.ts';

export { blankLead } from './commands.ts';
export { normalEmail, normalEmails, normalPhones } from './contacts.ts';
export { checkCustom } from './custom.ts';
export { decideMove, type MoveFields } from './rules.ts';
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
