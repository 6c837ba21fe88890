import { api, type Lead } from '@iperform/contract';
import { scopeOf } from '../../access/policy.ts';
import type { Companies } from '../../db/companies.ts';
import { leadScope } from '../../db/scoped.ts';
import type { Bell } from '../../jobs/bell.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Actor, Company } from '../../kernel/context.ts';
import { AppError, notFound } from '../../kernel/errors.ts';
import { handle, type Route } from '../../kernel/feature.ts';
import { customFieldsOf, declareField } from '../fields/index.ts';
import { namesOf } from '../people/index.ts';
import {
  addActivity,
  changeLead,
  createLead,
  type LeadContext,
  moveLead,
  removeLead,
  restoreLead,
} from './commands.ts';
import { packCursor, readCursor } from './cursor.ts';
import { type LeadState, present, stateOf } from './state.ts';
import type { FilterContext } from './store-filter.ts';
import { listLeads, type SortField, sortValue, summariseLeads } from './store-list.ts';
import { coSalesOf, findLead, tagsInUse, valuesInUse } from './store-read.ts';
import { ofActivity, timelineOf } from './timeline.ts';

export interface LeadServices {
  companies: Companies;
  bell: Bell;
  clock: Clock;
}

/** Sums come as doubles, so that no value of anybody's can make one fail; past 2^53 the largest whole number stands. */
const whole = (sum: number): number => Math.min(Math.round(sum), Number.MAX_SAFE_INTEGER);

/** The routes of leads and of the fields they are made of. */
export const leadRoutes = ({ companies, bell, clock }: LeadServices): Route[] => {
  const contextOf = async (actor: Actor, company: Company): Promise<LeadContext> => ({
    db: await companies.database(company.id),
    company,
    actor,
    clock,
  });

  const show = async ({ db }: LeadContext, lead: LeadState): Promise<Lead> => {
    const [names, shared] = await Promise.all([namesOf(db), coSalesOf(db, [lead.id])]);
    return present(lead, names, shared.get(lead.id) ?? []);
  };

  /** After a write: the work it left is begun, open screens hear of it, the caller sees the lead. */
  const written = async (context: LeadContext, lead: LeadState): Promise<Lead> => {
    bell.ring(context.company.id);
    bell.tell(context.company.id, 'leads');
    return show(context, lead);
  };

  const filterContext = async (
    { db, actor, company }: LeadContext,
    filter: { field: string }[],
  ): Promise<FilterContext> => ({
    dialect: db.dialect,
    userId: actor.userId,
    timeZone: company.timeZone,
    now: clock(),
    customFields: filter.some((c) => c.field.startsWith('custom.')) ? await customFieldsOf(db) : [],
  });

  const listScope = (actor: Actor, deleted: boolean) => {
    if (deleted && scopeOf(actor.role, 'lead:delete') === 'none') {
      throw new AppError('FORBIDDEN', { detail: 'Your role does not see deleted leads.' });
    }
    return leadScope(actor, deleted ? 'lead:delete' : 'lead:read', deleted);
  };

  return [
    handle(api.leads.list, async ({ actor, company, query }) => {
      const context = await contextOf(actor, company);
      const { db } = context;
      const filter = query.filter ?? [];
      const descending = query.sort.startsWith('-');
      const field = query.sort.replace('-', '') as SortField;
      const rows = await listLeads(
        db,
        listScope(actor, query.deleted ?? false),
        {
          filter,
          q: query.q ?? '',
          sort: { field, descending },
          after: query.cursor === undefined ? null : readCursor(query.cursor, query.sort),
          limit: query.limit,
        },
        await filterContext(context, filter),
      );
      const page = rows.slice(0, query.limit);
      const last = page.at(-1);
      const [names, shared] = await Promise.all([
        namesOf(db),
        coSalesOf(
          db,
          page.map((row) => row.id),
        ),
      ]);
      return {
        items: page.map((row) => present(stateOf(row), names, shared.get(row.id) ?? [])),
        next:
          rows.length > query.limit && last ? packCursor(query.sort, sortValue(last, field), last.id) : null,
      };
    }),

    handle(api.leads.summary, async ({ actor, company, query }) => {
      const context = await contextOf(actor, company);
      const filter = query.filter ?? [];
      const rows = await summariseLeads(
        context.db,
        listScope(actor, query.deleted ?? false),
        { filter, q: query.q ?? '' },
        await filterContext(context, filter),
        company.currency,
      );
      const sum = (of: (row: (typeof rows)[number]) => number) =>
        whole(rows.reduce((total, row) => total + Number(of(row)), 0));
      return {
        count: sum((row) => row.n),
        valueMinor: sum((row) => row.value),
        currency: company.currency,
        otherCurrencyCount: sum((row) => row.other),
        stages: rows.map((row) => ({
          stageId: row.status_id,
          count: Number(row.n),
          valueMinor: whole(Number(row.value)),
        })),
      };
    }),

    handle(api.leads.create, async ({ actor, company, body, idempotencyKey }) => {
      const context = await contextOf(actor, company);
      return written(context, await createLead(context, body, idempotencyKey));
    }),

    handle(api.leads.read, async ({ actor, company, params }) => {
      const context = await contextOf(actor, company);
      const row = await findLead(context.db, leadScope(actor, 'lead:read'), params.id);
      if (row === undefined) throw notFound('lead');
      return show(context, stateOf(row));
    }),

    handle(api.leads.change, async ({ actor, company, params, version, body }) => {
      const context = await contextOf(actor, company);
      return written(context, await changeLead(context, params.id, version, body));
    }),

    handle(api.leads.move, async ({ actor, company, params, version, body }) => {
      const context = await contextOf(actor, company);
      return written(context, await moveLead(context, params.id, version, body));
    }),

    handle(api.leads.remove, async ({ actor, company, params, version }) => {
      const context = await contextOf(actor, company);
      return written(context, await removeLead(context, params.id, version));
    }),

    handle(api.leads.restore, async ({ actor, company, params }) => {
      const context = await contextOf(actor, company);
      return written(context, await restoreLead(context, params.id));
    }),

    handle(api.leads.timeline, async ({ actor, company, params, query }) => {
      const { db } = await contextOf(actor, company);
      const row = await findLead(db, leadScope(actor, 'lead:read'), params.id);
      if (row === undefined) throw notFound('lead');
      return timelineOf(db, params.id, query.cursor, query.limit);
    }),

    handle(api.leads.addActivity, async ({ actor, company, params, body }) => {
      const context = await contextOf(actor, company);
      const added = await addActivity(context, params.id, body);
      await written(context, added.lead);
      const names = await namesOf(context.db);
      return ofActivity(
        {
          id: added.id,
          lead_id: params.id,
          kind: body.kind,
          text: body.text,
          due_at: null,
          at: added.at,
          actor_id: actor.userId,
        },
        { id: actor.userId, name: names.get(actor.userId) ?? '' },
      );
    }),

    handle(api.fields.list, async ({ actor, company }) => {
      const { db } = await contextOf(actor, company);
      const scope = leadScope(actor, 'lead:read');
      const [custom, source, campaign, product, city, tag] = await Promise.all([
        customFieldsOf(db),
        valuesInUse(db, scope, 'source'),
        valuesInUse(db, scope, 'campaign'),
        valuesInUse(db, scope, 'product'),
        valuesInUse(db, scope, 'city'),
        tagsInUse(db, scope),
      ]);
      return { custom, values: { source, campaign, product, city, tag } };
    }),

    handle(api.fields.create, async ({ company, body }) =>
      declareField(await companies.database(company.id), body),
    ),
  ];
};
