import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { pino } from 'pino';
import { z } from 'zod';
import { type Companies, openCompanies } from '../db/companies.ts';
import type { Database } from '../db/database.ts';
import type { OpenTables } from '../db/tables.ts';
import type { Company } from '../kernel/context.ts';
import { newId } from '../kernel/id.ts';
import { type AnyJob, defineJob } from '../kernel/job.ts';
import { testConfig } from '../testing/harness.ts';
import { type Bell, openBell } from './bell.ts';
import { claimJob, endJob, enqueue, holdJob, LeaseLost, leaseMs } from './claim.ts';
import { takeLease } from './lease.ts';
import { publish } from './outbox.ts';
import { relayCompany } from './relay.ts';
import { startWorker } from './worker.ts';

const log = pino({ level: 'silent' });
const { config, clean } = testConfig();
let companies: Companies;
let company: Company;
let db: Database<OpenTables>;
let bell: Bell;

before(async () => {
  companies = await openCompanies(config);
  company = await companies.create({
    slug: 'jobs',
    name: 'Jobs',
    timeZone: 'Asia/Kolkata',
    currency: 'INR',
    financialYearStart: 4,
  });
  db = await companies.database(company.id);
  bell = openBell({ companies, redisUrl: null, tellOthers: false, log });
});
after(async () => {
  await bell.close();
  await companies.close();
  await clean();
});
beforeEach(() =>
  db.transaction(async (tx) => {
    await tx.deleteFrom('job').execute();
    await tx.deleteFrom('outbox').execute();
    await tx.deleteFrom('lease').execute();
  }),
);

const add = (name: string, payload: Record<string, unknown> = {}) =>
  db.transaction((tx) => enqueue(tx, name, payload, Date.now()));
const until = async (what: string, check: () => boolean | Promise<boolean>) => {
  for (const end = Date.now() + 60_000; !(await check()); ) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

describe('the queue', () => {
  it('gives each of 60 jobs to exactly one of 8 racing workers', async () => {
    const ids = await Promise.all(Array.from({ length: 60 }, () => add('race')));
    const claimed: string[] = [];
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (
          let job = await claimJob(db, ['race'], Date.now());
          job;
          job = await claimJob(db, ['race'], Date.now())
        ) {
          claimed.push(job.id);
        }
      }),
    );
    assert.deepEqual(claimed.sort(), ids.sort());
  });

  it('rolls the job back with the transaction that wanted it', async () => {
    await assert.rejects(
      db.transaction(async (tx) => {
        await enqueue(tx, 'gone', {}, Date.now());
        throw new Error('no');
      }),
    );
    assert.equal(await claimJob(db, ['gone'], Date.now()), null);
  });

  it('refuses the writes of a worker that slept past its lease', async () => {
    await add('slow');
    const first = await claimJob(db, ['slow'], Date.now());
    assert.ok(first);
    assert.equal(await claimJob(db, ['slow'], Date.now()), null);
    const second = await claimJob(db, ['slow'], Date.now() + leaseMs + 1);
    assert.equal(second?.id, first.id);
    assert.equal(second?.attempts, 2);
    const write = (fence: number) =>
      db.transaction(async (tx) => {
        await holdJob(tx, first.id, fence, Date.now());
        await publish(tx, 'lead.changed', [newId()], Date.now());
      });
    await assert.rejects(write(first.fence), LeaseLost);
    assert.equal((await db.read.selectFrom('outbox').select('id').execute()).length, 0);
    await write(second?.fence ?? 0);
    assert.equal((await db.read.selectFrom('outbox').select('id').execute()).length, 1);
    await endJob(db, first, { state: 'done' });
    assert.equal(
      (await db.read.selectFrom('job').select('id').execute()).length,
      1,
      'a lost claim ends nothing',
    );
  });

  it('tries again, lays a poison job aside, and goes on with the next', async () => {
    let tries = 0;
    const told: unknown[] = [];
    const jobs: AnyJob[] = [
      defineJob({
        name: 'poison',
        payload: z.object({}),
        attempts: 1,
        run: async () => {
          tries += 1;
          throw new Error('always');
        },
        failed: async (_run, error) => void told.push(error),
      }),
      defineJob({
        name: 'fine',
        payload: z.object({ n: z.number() }),
        attempts: 1,
        run: async () => undefined,
      }),
    ];
    await add('poison');
    await add('fine', { n: 1 });
    const worker = startWorker({ companies, bell, jobs, carry: async () => undefined, log });
    bell.ring(company.id);
    await until('one is left', async () => {
      const rows = await db.read.selectFrom('job').select('state').execute();
      return rows.length === 1 && rows[0]?.state === 'dead';
    });
    await worker.close();
    assert.equal(tries, 1);
    assert.equal(told.length, 1);
  });

  it('hands a job back at shutdown, for the next process to take up at once', async () => {
    const started = Promise.withResolvers<void>();
    const jobs = [
      defineJob({
        name: 'long',
        payload: z.object({}),
        attempts: 3,
        run: ({ signal }) => {
          started.resolve();
          return new Promise((_resolve, reject) =>
            signal.addEventListener('abort', () => reject(signal.reason)),
          );
        },
      }),
    ];
    await add('long');
    const worker = startWorker({ companies, bell, jobs, carry: async () => undefined, log });
    bell.ring(company.id);
    await started.promise;
    await worker.close();
    assert.ok(await claimJob(db, ['long'], Date.now() + 1));
  });
});

describe('the relay', () => {
  const relay = (carry: (ids: string[]) => Promise<void>, holder = 'me') =>
    relayCompany({ companies, carry: (_company, ids) => carry(ids), bell, holder, log }, company);
  const put = (ids: string[]) => db.transaction((tx) => publish(tx, 'lead.changed', ids, Date.now()));
  const left = async () => (await db.read.selectFrom('outbox').select('id').execute()).length;

  it('carries every lead once per batch and empties the outbox', async () => {
    const [a, b] = [newId(), newId()];
    await put([a, b, a, a]);
    const seen: string[] = [];
    assert.equal(await relay(async (ids) => void seen.push(...ids)), 4);
    assert.deepEqual(seen.sort(), [a, b].sort());
    assert.equal(await left(), 0);
  });

  it('keeps what could not be carried, and carries it again', async () => {
    const id = newId();
    await put([id]);
    await assert.rejects(relay(() => Promise.reject(new Error('analytics is away'))));
    assert.equal(await left(), 1);
    const seen: string[] = [];
    await relay(async (ids) => void seen.push(...ids));
    assert.deepEqual(seen, [id]);
  });

  it('leaves rows that commit while a batch is carried, also with smaller ids', async () => {
    const early = newId(Date.now() - 1000);
    await put([newId()]);
    const seen: string[] = [];
    await relay(async (ids) => {
      seen.push(...ids);
      if (seen.length > 1) return;
      await db.transaction((tx) =>
        tx
          .insertInto('outbox')
          .values({ id: early, event: 'lead.changed', subject_id: early, at: 1 })
          .execute(),
      );
    });
    // The batch was not full, so this run ends; the ring of the late commit starts the next.
    await relay(async (ids) => void seen.push(...ids));
    assert.equal(seen.at(-1), early);
    assert.equal(await left(), 0);
  });

  it('lets one process at a time carry a company', async () => {
    assert.equal(await takeLease(db, 'relay', 'other', 60_000), true);
    await put([newId()]);
    assert.equal(await relay(() => Promise.reject(new Error('must not be called'))), 0);
    assert.equal(await takeLease(db, 'relay', 'me', 60_000), false);
    assert.equal(await takeLease(db, 'relay', 'other', -1), true);
    assert.equal(await relay(async () => undefined), 1);
  });
});

describe('the bell between processes', () => {
  it('is heard in another process through the control database', async () => {
    const here = openBell({ companies, redisUrl: null, tellOthers: true, log });
    const there = openBell({ companies, redisUrl: null, tellOthers: false, log });
    const heard: string[] = [];
    there.onRing(() => heard.push('ring'));
    there.onTell((_companyId, topic) => heard.push(topic));
    here.ring(company.id);
    here.tell(company.id, 'analytics');
    await until('the ring is heard', () => heard.includes('ring'));
    here.tell(company.id, 'analytics');
    here.ring(company.id);
    await until('analytics is told', () => heard.includes('analytics'));
    await here.close();
    await there.close();
  });
});
