import type { CustomField, Person } from '@iperform/contract';
import { useMemo } from 'react';
import { api } from './contract.ts';
import { useRead, useSession } from './session.tsx';
import { type PaintedStage, useStages } from './stages.ts';

/** Names behind the ids of a lead, and the values in use. */
export interface Lookups {
  stages: PaintedStage[];
  lostReasons: string[];
  people: Person[];
  partners: { id: string; name: string }[];
  custom: CustomField[];
  values: Partial<Record<string, string[]>>;
}

const MINUTES = 60_000;

/** Stages, people and fields of the company; empty while they load or where the role may not see them. */
export const useLookups = (): Lookups => {
  const { may } = useSession();
  const { stages, lostReasons } = useStages();
  const people = useRead(api.people.list, {}, { enabled: may('people:read'), staleTime: 5 * MINUTES }).data;
  const fields = useRead(api.fields.list, {}, { staleTime: 5 * MINUTES }).data;
  return useMemo(
    () => ({
      stages,
      lostReasons,
      people: people?.people ?? [],
      partners: people?.partners ?? [],
      custom: fields?.custom ?? [],
      values: fields?.values ?? {},
    }),
    [stages, lostReasons, people, fields],
  );
};
