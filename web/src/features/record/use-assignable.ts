import { api } from '../../contract.ts';
import { m } from '../../paraglide/messages.js';
import { useRead, useSession } from '../../session.tsx';

export interface Choice {
  value: string;
  label: string;
}

/** To whom this person may give a lead. The server has the last word; this keeps what it would refuse off the screen. */
export const useAssignable = () => {
  const { may, user } = useSession();
  const { data } = useRead(api.people.list, {}, { enabled: may('people:read'), staleTime: 300_000 });
  const choices = (ids: string[]): Choice[] =>
    (data?.people ?? [])
      .filter(({ id }) => ids.includes(id))
      .map(({ id, name }) => ({ value: id, label: id === user.id ? m.name_and_me({ name }) : name }));
  return {
    owners: choices(data?.assignableOwners ?? []),
    warriors: choices(data?.assignableWarriors ?? []),
    partners: (data?.partners ?? []).map(({ id, name }) => ({ value: id, label: name })),
    // Taking a lead away from everybody would hide it from whoever sees only a part of the leads.
    mayUnassign: user.role === 'ADMIN',
    mayPartner: user.role === 'ADMIN' || user.role === 'MANAGER',
  };
};
