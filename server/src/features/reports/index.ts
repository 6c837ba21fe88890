import { api } from '@iperform/contract';
import { predicate } from '../../access/predicate.ts';
import { toClickhouse } from '../../access/to-clickhouse.ts';
import type { Analytics } from '../../analytics/analytics.ts';
import { compileReport } from '../../analytics/compile.ts';
import type { Companies } from '../../db/companies.ts';
import { reachOf } from '../../db/scoped.ts';
import type { Clock } from '../../kernel/clock.ts';
import { addDays } from '../../kernel/days.ts';
import { AppError } from '../../kernel/errors.ts';
import { type Feature, handle } from '../../kernel/feature.ts';
import { namesOf } from '../people/index.ts';
import { stagesOf } from '../pipeline/index.ts';
import { answerReport, type SqlRow } from './answer.ts';
import { definitions } from './reports.ts';

/** A report has a row for every day: ten years of them are enough. */
const longestDays = 3660;

export const reportsFeature = ({
  companies,
  analytics,
  clock,
}: {
  companies: Companies;
  analytics: Analytics;
  clock: Clock;
}): Feature => ({
  name: 'reports',
  routes: [
    handle(api.reports.read, async ({ params, query, actor, company }) => {
      if (addDays(query.from, longestDays) < query.to) {
        const message = `must be at most ${longestDays} days after from`;
        throw new AppError('INVALID_REQUEST', {
          detail: `to: ${message}`,
          fields: [{ field: 'to', message }],
        });
      }
      const db = await companies.database(company.id);
      const [stages, names, reach] = await Promise.all([stagesOf(db), namesOf(db), reachOf(db.read, actor)]);
      const definition = definitions[params.id];
      const context = {
        company,
        stages,
        names,
        from: query.from,
        to: query.to,
        ownerId: query.ownerId ?? null,
      };
      const scope = toClickhouse(predicate(actor, 'report:read'), company.id, reach);
      const { sql, parameters } = compileReport(definition, context, scope, analytics.database);
      const asOf = clock();
      const rows = await analytics.query<SqlRow>(sql, parameters, { lane: definition.lane });
      return answerReport(definition, context, rows, asOf);
    }),
  ],
});
