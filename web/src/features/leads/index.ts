export { leadHref } from './href.ts';
export { NewLeadHost, openNewLead } from './new-lead.tsx';
export { recentLeads, rememberLead } from './recent.ts';
