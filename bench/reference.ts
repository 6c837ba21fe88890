import { join } from 'node:path';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import Fastify from 'fastify';
import { createPool, type Pool } from 'mysql2/promise';
import type { Place } from '../server/src/db/database.ts';
import { openSqlite } from '../server/src/db/dialect-sqlite.ts';
import type { Actor } from '../server/src/kernel/context.ts';
import { newId } from '../server/src/kernel/id.ts';
import { fixtureOf } from './generate.ts';
import { bodies, type ListQuestion, newRowOf, queryOf, type Who } from './questions.ts';
import { openRecorder, type Statement } from './recorded.ts';
import { serveParent } from './serve.ts';

// The reference: Fastify and the product's own SQL on the same data and settings, and nothing else: no session, no
// scope beyond what stands in the SQL, no check of what comes in, no shape of what goes out.

export interface Task {
  folder: string;
  databaseUrl?: string;
  /** Lists that are asked for, as `/list/<index>`. */
  lists: ListQuestion[];
}

interface Bare {
  read: (statement: Statement) => Promise<unknown[]> | unknown[];
  write: (statements: Statement[]) => Promise<void> | void;
  close: () => Promise<void> | void;
}

const onSqlite = (path: string): Bare => {
  const reader = openSqlite(path, 'read');
  const writer = openSqlite(path, 'write');
  const keep = (db: DatabaseSync) => {
    const kept = new Map<string, StatementSync>();
    return (sql: string): StatementSync => {
      const statement = kept.get(sql) ?? db.prepare(sql);
      kept.set(sql, statement);
      return statement;
    };
  };
  const readable = keep(reader);
  const writable = keep(writer);
  return {
    read: ({ sql, parameters }) => readable(sql).all(...(parameters as SQLInputValue[])),
    write: (statements) => {
      writer.exec('begin immediate');
      for (const { sql, parameters } of statements) writable(sql).run(...(parameters as SQLInputValue[]));
      writer.exec('commit');
    },
    close: () => {
      reader.close();
      writer.close();
    },
  };
};

const onMysql = (url: string, database: string): Bare => {
  const pool: Pool = createPool({ uri: url, database, connectionLimit: 10, charset: 'utf8mb4_bin' });
  return {
    read: async ({ sql, parameters }) => (await pool.query(sql, [...parameters]))[0] as unknown[],
    write: async (statements) => {
      const connection = await pool.getConnection();
      try {
        await connection.beginTransaction();
        for (const { sql, parameters } of statements) await connection.query(sql, [...parameters]);
        await connection.commit();
      } finally {
        connection.release();
      }
    },
    close: () => pool.end(),
  };
};

const { folder, databaseUrl, lists } = JSON.parse(process.argv[2] ?? '{}') as Task;
const fixture = fixtureOf(folder);
const path = join(folder, fixture.database);
const place: Place =
  databaseUrl === undefined
    ? { kind: 'sqlite', path }
    : { kind: 'mysql', url: databaseUrl, database: fixture.database };
const bare = databaseUrl === undefined ? onSqlite(path) : onMysql(databaseUrl, fixture.database);

const roles = { admin: 'ADMIN', manager: 'MANAGER', sales: 'SALESPERSON' } as const;
const actorOf = (who: Who): Actor => ({
  companyId: fixture.companyId,
  userId: fixture.people[who],
  role: roles[who],
  partnerId: null,
  via: 'api',
});

const recorder = openRecorder(place);
const sampleId = fixture.sample[0] ?? '';
const point = await recorder.point(actorOf('admin'), sampleId);
const pages: Statement[][] = [];
for (const question of lists) {
  pages.push(await recorder.page(actorOf(question.who), queryOf(question), question.cursor));
}

/** Statements with the ids of a lead that is new at every call: what stays are ids of people and stages. */
const creations: Statement[][] = [];
for (let n = 0; n < bodies; n += 1) {
  creations.push(await recorder.create(fixture.people.sales, newRowOf(fixture, n)));
}
await recorder.close();
const lasting = new Set<unknown>([...Object.values(fixture.people), ...fixture.stages]);
const renewed = (statements: Statement[]): Statement[] => {
  const fresh = new Map<unknown, string>();
  return statements.map(({ sql, parameters }) => ({
    sql,
    parameters: parameters.map((value) => {
      if (typeof value !== 'string' || value.length !== 26 || lasting.has(value)) return value;
      const id = fresh.get(value) ?? newId();
      fresh.set(value, id);
      return id;
    }),
  }));
};
const isPlain = ({ sql }: Statement): boolean => /insert into `lead(s|_logs)`/.test(sql);

const app = Fastify({ keepAliveTimeout: 30_000 });
app.get<{ Params: { id: string } }>('/point/:id', async (request) => {
  const answers: unknown[][] = [];
  for (const { sql, parameters } of point) {
    answers.push(
      await bare.read({ sql, parameters: parameters.map((v) => (v === sampleId ? request.params.id : v)) }),
    );
  }
  return { lead: answers[0]?.[0], shared: answers[1] };
});
app.get<{ Params: { n: string } }>('/list/:n', async (request) => {
  const answers: unknown[][] = [];
  for (const statement of pages[Number(request.params.n)] ?? []) answers.push(await bare.read(statement));
  return { items: answers.at(-2), shared: answers.at(-1) };
});
app.post<{ Params: { n: string } }>('/create/:n', async (request, reply) => {
  await bare.write(renewed(creations[Number(request.params.n)] ?? []));
  return reply.status(201).send(request.body);
});
app.post<{ Params: { n: string } }>('/plain/:n', async (request, reply) => {
  await bare.write(renewed((creations[Number(request.params.n)] ?? []).filter(isPlain)));
  return reply.status(201).send(request.body);
});
const url = await app.listen({ host: '127.0.0.1', port: 0 });
serveParent({ url }, async () => {
  await app.close();
  await bare.close();
});
