import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { toClickhouse } from '../../access/to-clickhouse.ts';
import { compileReport } from '../../analytics/compile.ts';
import { openAnalytics } from '../../analytics/engine.ts';
import { addDays, dayOf, daysBetween, startOfDay } from '../../kernel/days.ts';
import { newId } from '../../kernel/id.ts';
import { answerReport, type SqlRow } from './answer.ts';
import { definitions } from './reports.ts';

// Days are the company's: also where midnight is skipped, where a day has 23 or 25 hours, and where one never was.

const folder = mkdtempSync(join(tmpdir(), 'iperform-days-'));
const analytics = openAnalytics({ kind: 'embedded', path: folder });
after(async () => {
  await analytics.close();
  rmSync(folder, { recursive: true, force: true });
});

const edges: [string, string][] = [
  ['Asia/Kolkata', '2026-04-01'],
  ['Asia/Kathmandu', '2026-01-01'],
  ['America/New_York', '2026-03-08'],
  ['America/New_York', '2026-11-01'],
  ['America/Sao_Paulo', '2018-11-04'],
  ['Africa/Cairo', '2026-04-24'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Pacific/Apia', '2011-12-30'],
  ['Pacific/Kiritimati', '2026-02-28'],
  ['UTC', '1970-01-02'],
];

describe('days of a report', () => {
  for (const [timeZone, edge] of edges) {
    it(`around ${edge} in ${timeZone} are those of its calendar`, async () => {
      const [from, to] = [addDays(edge, -1), addDays(edge, 3)];
      const [least, most] = [startOfDay(from, timeZone) - 3_600_000, startOfDay(to, timeZone) + 3_600_000];
      const boundaries = daysBetween(from, addDays(to, 1)).map((day) => startOfDay(day, timeZone));
      const instant = fc.oneof(
        fc.integer({ min: Math.max(0, least), max: most }),
        fc.constantFrom(...boundaries.flatMap((at) => [at - 1, at]).filter((at) => at >= 0)),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(instant, { maxLength: 30 }), async (instants) => {
          const company = {
            id: newId(),
            slug: 'c',
            name: 'C',
            timeZone,
            currency: 'INR',
            financialYearStart: 1,
            active: true,
          };
          await analytics.insert(
            { table: 'lead_fact', columns: ['company_id', 'lead_id', 'created_at'] },
            instants.map((at) => [company.id, newId(), at]),
          );
          const context = { company, from, to, ownerId: null, stages: [], names: new Map<string, string>() };
          const report = definitions['new-leads-by-day'];
          const scope = toClickhouse({ is: 'everything' }, company.id, { below: [], warriors: [] });
          const { sql, parameters } = compileReport(report, context, scope, analytics.database);
          const answer = answerReport(report, context, await analytics.query<SqlRow>(sql, parameters), 0);
          const naive = daysBetween(from, to).map((day) => [
            day,
            instants.filter((at) => dayOf(at, timeZone) === day).length,
          ]);
          assert.deepEqual(
            answer.rows.map((row) => [row.key, row.values.leads?.value]),
            naive,
          );
        }),
        { numRuns: 8 },
      );
    });
  }
});
