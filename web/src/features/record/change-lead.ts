import type { Lead, LeadChange } from '@iperform/contract';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { ApiError, call } from '../../api.ts';
import { api } from '../../contract.ts';
import { keyOf } from '../../queries.ts';
import { useSession } from '../../session.tsx';

export type Patch = Omit<LeadChange, 'version'>;

/** Somebody else changed the same field since the edit began; `theirs` is the lead as it is now. */
export class EditConflict extends Error {
  readonly theirs: Lead;
  constructor(theirs: Lead) {
    super('the field was changed by somebody else');
    this.theirs = theirs;
  }
}

/** Asks anew for all that tells of leads, but for the lead on the screen. */
export const refreshLists = (client: QueryClient, companyId: string): void =>
  void client.invalidateQueries({
    predicate: ({ queryKey }) =>
      queryKey[0] === companyId && queryKey[1] === 'leads' && queryKey[2] !== api.leads.read.name,
  });

/** Puts a lead that came back from a write on the screen, and asks anew for what tells its story. */
export const keepLead = (client: QueryClient, companyId: string, lead: Lead): void => {
  client.setQueryData(keyOf(companyId, api.leads.read, { params: { id: lead.id } }), lead);
  refreshLists(client, companyId);
};

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** An edit: the lead as it was when it began, what it writes, and which part of a lead it is about. */
export interface Edit {
  base: Lead;
  patch: Patch;
  part: (lead: Lead) => unknown;
}

/**
 * Saves an edit of one field. Where the lead has changed meanwhile but this field has not, nothing is lost by writing
 * on top of the newer version.
 * @throws EditConflict when somebody changed the same field
 */
export const useSaveEdit = (): ((edit: Edit) => Promise<Lead>) => {
  const client = useQueryClient();
  const { company } = useSession();
  return async ({ base, patch, part }) => {
    let version = base.version;
    for (let tries = 0; ; tries++) {
      const params = { id: base.id };
      try {
        const lead = await call(api.leads.change, { params, body: { ...patch, version } });
        keepLead(client, company.id, lead);
        return lead;
      } catch (error) {
        if (!(error instanceof ApiError && error.code === 'STALE_VERSION') || tries > 4) throw error;
        const theirs = await call(api.leads.read, { params });
        keepLead(client, company.id, theirs);
        if (!same(part(base), part(theirs))) throw new EditConflict(theirs);
        version = theirs.version;
      }
    }
  };
};
