import type { LeadCondition } from '@iperform/contract';
import { blankLead, type NewLeadRow, normalPhones } from '../server/src/features/leads/index.ts';
import type { ListQuery } from '../server/src/features/leads/store-list.ts';
import type { Fixture } from './fixture.ts';
import { sources } from './lead-maker.ts';

// What is asked of both sides, in the words of each.

export type Who = 'admin' | 'manager' | 'sales';

/** A page of the lead list. */
export interface ListQuestion {
  who: Who;
  filter: LeadCondition[];
  sort: string;
  /** Where the page begins, as the product's API gave it; null: the first page. */
  cursor: string | null;
}

const limit = 50;

/** What people ask of the lead list: by stage, by where the lead came from, by its kind of stage, by its value. */
export const listQuestions = (fixture: Fixture, who: Who): ListQuestion[] => {
  const ask = (sort: string, ...filter: LeadCondition[]): ListQuestion => ({
    who,
    filter,
    sort,
    cursor: null,
  });
  return [
    ask('-createdAt', { field: 'stageKind', op: 'in', value: ['open'] }),
    ask('-value', { field: 'stage', op: 'in', value: fixture.stages.slice(2, 4) }),
    ask('name', { field: 'source', op: 'in', value: [sources[0] ?? ''] }),
    ask('-updatedAt', { field: 'value', op: 'gte', value: 25_000_000 }),
  ];
};

/** The question as an address of the product. */
export const pathOf = ({ filter, sort, cursor }: ListQuestion, most = limit): string => {
  const query = new URLSearchParams({ sort, limit: String(most) });
  if (filter.length > 0) query.set('filter', JSON.stringify(filter));
  if (cursor !== null) query.set('cursor', cursor);
  return `/api/v1/leads?${query}`;
};

/** The question as the product's store takes it. */
export const queryOf = ({ filter, sort }: ListQuestion): Omit<ListQuery, 'after'> => ({
  filter,
  q: '',
  sort: { field: sort.replace('-', '') as ListQuery['sort']['field'], descending: sort.startsWith('-') },
  limit,
});

/** Leads that are created, before they are asked for again. */
export const bodies = 1000;

/** Body `n` of a call that creates a lead. */
export const bodyOf = (n: number) => ({
  name: `Bench Person ${n}`,
  organisation: `Bench Works ${n % 97}`,
  emails: [`person${n}@bench.example`],
  phones: [`+91 97${String(n).padStart(8, '0')}`],
  source: sources[n % sources.length] ?? '',
  product: 'Premium',
  city: 'Pune',
  valueMinor: (n + 1) * 10_000,
});

/** The same lead as a salesperson creates it, for the store. */
export const newRowOf = (fixture: Fixture, n: number): NewLeadRow => {
  const at = Date.now();
  const [stageId = ''] = fixture.stages;
  const stage = {
    id: stageId,
    name: '',
    kind: 'open' as const,
    position: 0,
    probability: 0,
    limitDays: null,
    requires: [],
  };
  const company = {
    id: fixture.companyId,
    slug: fixture.slug,
    name: '',
    timeZone: 'Asia/Kolkata',
    currency: 'INR',
    financialYearStart: 4,
    active: true,
  };
  const { phones, ...fields } = bodyOf(n);
  const { sales } = fixture.people;
  return {
    lead: {
      ...blankLead(company, stage, at),
      ...fields,
      phones: normalPhones(phones),
      ownerId: sales,
      createdBy: sales,
    },
    history: [{ fromId: null, toId: stageId, at }],
  };
};
