import type { ReportId } from '@iperform/contract';
import { keepPreviousData } from '@tanstack/react-query';
import { api } from '../../contract.ts';
import { useRead } from '../../session.tsx';

/** The days and the owner that a report is asked for. */
export interface Question {
  from: string;
  to: string;
  ownerId?: string;
}

const useReport = (id: ReportId, query: Question) =>
  useRead(api.reports.read, { params: { id }, query }, { placeholderData: keepPreviousData });
export type ReportQuery = ReturnType<typeof useReport>;

/** The reports of the dashboard; what was on the screen stays there until the new figures are in. */
export const useReports = (query: Question) => ({
  funnel: useReport('lead-funnel', query),
  sources: useReport('leads-by-source', query),
  winRate: useReport('win-rate', query),
  newLeads: useReport('new-leads-by-day', query),
  pipeline: useReport('open-pipeline', query),
});
