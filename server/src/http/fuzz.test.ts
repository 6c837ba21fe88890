import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { api, type Endpoint, roles } from '@iperform/contract';
import fc from 'fast-check';
import { z } from 'zod';
import { everyLead } from '../db/scoped.ts';
import { type Person, startTestApp, type TestApp, type TestCompany } from '../testing/harness.ts';

// Every endpoint, as every role, with values that are nearly right, of the wrong type, or hostile: never a fault of ours,
// answers as declared, and a refusal that changed nothing.

const hostile = [
  '',
  ' ',
  "' OR 1=1 --",
  '"; drop table leads; --',
  '\u0000',
  '\ud800',
  '../../etc/passwd',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  'constructor',
  'x'.repeat(300),
  '१२३',
  '-1',
  '1e309',
  'null',
  '%00',
];

const anything = fc.oneof(
  fc.constantFrom<unknown>(...hostile, null, true, 0, -1, 1.5, Number.MAX_SAFE_INTEGER + 2, [], {}, [[]]),
  fc.string({ maxLength: 30, unit: 'binary' }),
  fc.integer(),
  fc.array(fc.constantFrom<unknown>(...hostile, 1, null), { maxLength: 3 }),
  fc.dictionary(
    fc.constantFrom('id', 'field', 'op', 'value', 'name', 'x'),
    fc.constantFrom<unknown>(...hostile, 1),
    { maxKeys: 3 },
  ),
);

/** Names a schema knows, so that most tries get past "unknown field". */
const keysOf = (schema: z.ZodType | undefined): string[] => {
  if (schema === undefined) return [];
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as { properties?: object };
  return Object.keys(json.properties ?? {});
};

const objectFor = (schema: z.ZodType | undefined) => {
  const keys = keysOf(schema);
  return keys.length === 0
    ? fc.constant({})
    : fc.dictionary(fc.constantFrom(...keys), anything, { maxKeys: 6 });
};

const endpoints: Endpoint[] = Object.values(api).flatMap((group) => Object.values(group) as Endpoint[]);

describe('fuzz', () => {
  let app: TestApp;
  let company: TestCompany;
  const people: Person[] = [];
  let leadId: string;

  before(async () => {
    app = await startTestApp({ RL_SIGN_IN_ACCOUNT: '10000' });
    company = await app.addCompany('fuzz');
    for (const role of roles) people.push(await company.person(role));
    const made = await app.call(people[0] as Person, 'POST', '/api/v1/leads', { name: 'Target' });
    leadId = made.body.id;
  });
  after(() => app.stop());

  const fingerprint = async (): Promise<string> => {
    const db = everyLead((await app.companies.database(company.company.id)).read);
    const rows = await db.selectFrom('leads').select(['id', 'version']).orderBy('id').execute();
    const logs = await db
      .selectFrom('lead_logs')
      .select((eb) => eb.fn.countAll().as('n'))
      .executeTakeFirst();
    return JSON.stringify([rows, logs]);
  };

  for (const endpoint of endpoints.filter((e) => e.stream !== 'text/event-stream')) {
    it(`${endpoint.method} ${endpoint.path}`, async () => {
      const input = fc.record({
        who: fc.integer({ min: 0, max: people.length - 1 }),
        id: fc.oneof(
          { weight: 3, arbitrary: fc.constant(leadId) },
          { weight: 1, arbitrary: fc.constantFrom(...hostile) },
        ),
        query: objectFor(endpoint.query),
        body:
          endpoint.method === 'GET' ? fc.constant(undefined) : fc.oneof(objectFor(endpoint.body), anything),
        header: fc.constantFrom<Record<string, string>>(
          {},
          { 'if-match': '"1"' },
          { 'if-match': 'x' },
          { 'idempotency-key': 'a b' },
        ),
      });
      await fc.assert(
        fc.asyncProperty(input, async ({ who, id, query, body, header }) => {
          const before = await fingerprint();
          const search = new URLSearchParams(
            Object.entries(query).map(([k, v]): [string, string] => [
              k,
              typeof v === 'string' ? v.toWellFormed() : (JSON.stringify(v) ?? ''),
            ]),
          );
          const path = endpoint.path.replace(':id', encodeURIComponent(id.toWellFormed()));
          const caller = endpoint.access === 'public' ? null : (people[who] as Person);
          const answer = await app.call(caller, endpoint.method, `${path}?${search}`, body, header);
          assert.ok(
            answer.status < 500 || answer.status === 505,
            `${answer.status} ${JSON.stringify(answer.body)}`,
          );
          if (answer.status < 400) {
            if (endpoint.stream === undefined) endpoint.reply.parse(answer.body);
          } else {
            assert.equal(await fingerprint(), before, 'a refusal changed something');
            if (!path.startsWith('/i_auth')) assert.match(String(answer.body.type), /^urn:iperform:problem:/);
          }
        }),
        { numRuns: 40, seed: 7 },
      );
    });
  }
});
