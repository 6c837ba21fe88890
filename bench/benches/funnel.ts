import { existsSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { predicate } from '../../server/src/access/predicate.ts';
import { toClickhouse } from '../../server/src/access/to-clickhouse.ts';
import type { Analytics } from '../../server/src/analytics/analytics.ts';
import { compileReport } from '../../server/src/analytics/compile.ts';
import { openAnalytics } from '../../server/src/analytics/engine.ts';
import { bindParameters } from '../../server/src/analytics/parameters.ts';
import type { ReportContext } from '../../server/src/analytics/report.ts';
import { answerReport, type SqlRow } from '../../server/src/features/reports/answer.ts';
import { definitions } from '../../server/src/features/reports/reports.ts';
import { entriesEach, fillFacts } from '../facts.ts';
import type { Bench } from '../figure.ts';
import { cacheRoot } from '../generate.ts';
import { median } from '../measure.ts';

/** What is used of the embedded engine's package, which belongs to the server. */
interface RawEngine {
  Session: new (
    path: string,
  ) => {
    queryAsync: (query: string, options: { format: string }) => Promise<unknown>;
    close: () => void;
  };
}
const { Session }: RawEngine = createRequire(join(import.meta.dirname, '../../server/package.json'))('chdb');

const leads = 1_000_000;
const rounds = 7;
const stageIds = ['new', 'qualified', 'demo', 'proposal', 'trial', 'won', 'lost'];

const context: ReportContext = {
  company: {
    id: 'bench',
    slug: 'bench',
    name: 'Bench',
    timeZone: 'Asia/Kolkata',
    currency: 'INR',
    financialYearStart: 4,
    active: true,
  },
  from: '2025-10-01',
  to: '2026-04-01',
  ownerId: null,
  stages: stageIds.map((id, position) => ({
    id,
    name: id,
    kind: id === 'won' || id === 'lost' ? id : 'open',
    position,
    probability: 10,
    limitDays: null,
    requires: [],
  })),
  names: new Map(),
};
const admin = {
  companyId: 'bench',
  userId: 'admin',
  role: 'ADMIN',
  partnerId: null,
  via: 'api',
} as const;

/** The report as the route makes it: scope, SQL, query, answer. */
const ours = async (analytics: Analytics): Promise<void> => {
  const scope = toClickhouse(predicate(admin, 'report:read'), 'bench', { below: [], warriors: [] });
  const { sql, parameters } = compileReport(definitions['lead-funnel'], context, scope, analytics.database);
  const rows = await analytics.query<SqlRow>(sql, parameters, { lane: 'heavy' });
  const answer = answerReport(definitions['lead-funnel'], context, rows, 0);
  if (answer.rows[0]?.values.entered?.value === 0) throw new Error('the funnel is empty');
};

/** The engine with its facts, and beside them the same entries as a plain table of events. Made once and kept. */
const openFacts = async (): Promise<{ path: string; analytics: Analytics }> => {
  const path = join(cacheRoot, `facts-${leads}`);
  if (!existsSync(path)) {
    const part = `${path}.part`;
    rmSync(part, { recursive: true, force: true });
    const analytics = openAnalytics({ kind: 'embedded', path: part });
    await fillFacts(analytics, 'bench', stageIds, leads);
    const { database } = analytics;
    await analytics.command(
      `CREATE TABLE ${database}.plain_event (company_id LowCardinality(String), lead_id String, stage_id LowCardinality(String), at DateTime64(3, 'UTC')) ENGINE = MergeTree ORDER BY (company_id, at)`,
    );
    await analytics.command(
      `INSERT INTO ${database}.plain_event SELECT company_id, lead_id, to_stage_id, at FROM ${database}.stage_event`,
    );
    await analytics.command(`OPTIMIZE TABLE ${database}.lead_fact FINAL`);
    await analytics.close();
    renameSync(part, path);
  }
  return { path, analytics: openAnalytics({ kind: 'embedded', path }) };
};

/** The compiled funnel against the bare query in the same engine. */
export const funnel: Bench = {
  name: 'funnel',
  on: `embedded engine, ${leads.toLocaleString('en')} leads, ${(leads * entriesEach).toLocaleString('en')} stage entries`,
  run: async () => {
    const { path, analytics } = await openFacts();
    await analytics.ping();
    const session = new Session(path);
    const scope = toClickhouse(predicate(admin, 'report:read'), 'bench', { below: [], warriors: [] });
    const { sql, parameters } = compileReport(definitions['lead-funnel'], context, scope, analytics.database);
    const format = { format: 'JSONEachRow' };
    // Only the raw engine: no lane, no client, no answer made of it. The one setting is the product's too.
    const query = `${bindParameters(parameters)}${sql} SETTINGS do_not_merge_across_partitions_select_final = 1`;
    const bare = () => session.queryAsync(query, format);
    const events = () =>
      session.queryAsync(
        `SELECT stage_id, uniqExact(lead_id) AS entered FROM ${analytics.database}.plain_event WHERE company_id = 'bench' AND at >= '2025-09-30 18:30:00' AND at < '2026-03-31 18:30:00' GROUP BY stage_id`,
        format,
      );
    const times: { ours: number[]; bare: number[]; events: number[] } = { ours: [], bare: [], events: [] };
    const timed = async (list: number[], work: () => Promise<unknown>) => {
      const started = performance.now();
      await work();
      list.push(performance.now() - started);
    };
    for (const work of [() => ours(analytics), bare, events]) await work();
    for (let round = 0; round < rounds; round += 1) {
      await timed(times.ours, () => ours(analytics));
      await timed(times.bare, bare);
      await timed(times.events, events);
    }
    session.close();
    await analytics.close();
    const [mine, raw, plain] = [median(times.ours), median(times.bare), median(times.events)];
    const all = (list: number[]): string => list.map((ms) => ms.toFixed(0)).join(', ');
    return [
      {
        goal: '8',
        what: 'funnel less 5 ms against the bare query',
        value: median(times.ours.map((ms, i) => (ms - 5) / (times.bare[i] ?? Number.NaN))),
        unit: '×',
        limit: 1.2,
        detail: `report ${mine.toFixed(0)} ms (${all(times.ours)}), the same query in a raw session ${raw.toFixed(0)} ms (${all(times.bare)})`,
      },
      {
        goal: '',
        what: 'funnel against entries alone, counted over a table of events',
        value: median(times.ours.map((ms, i) => ms / (times.events[i] ?? Number.NaN))),
        unit: '×',
        limit: null,
        detail: `uniqExact of leads by stage ${plain.toFixed(0)} ms (${all(times.events)}); it knows no conversion and no days`,
      },
    ];
  },
};
