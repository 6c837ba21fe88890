import { rmSync } from 'node:fs';
import { CompiledQuery } from 'kysely';
import { type Database, openDatabase } from '../../db/database.ts';
import type { Executor } from '../../db/prepared.ts';
import type { LeadState } from '../leads/index.ts';

// Where a dry run keeps what its rows would have made, so that later rows of the same file find it: a small database of its
// own on disk, for a file may have more rows than memory holds.

/** A lead as it would be. `pending`: there is no such lead yet. */
export interface ScratchLead {
  state: LeadState;
  notes: string[];
  pending: boolean;
}

export interface Scratch {
  /** Ids by key, in the order in which they were put there. */
  idsOf: (keys: string[]) => Promise<{ name: string; lead_id: string }[]>;
  leads: (ids: string[]) => Promise<Map<string, ScratchLead>>;
  put: (leads: { lead: ScratchLead; keys: string[] }[]) => Promise<void>;
  close: () => Promise<void>;
}

const remove = (path: string) => {
  for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(`${path}${ending}`, { force: true });
};

const group = 400;

/** Runs a statement for groups of values that stand for `??` in it. */
const inGroups = async <V, R>(
  on: Executor,
  values: V[],
  text: (marks: number) => string,
  parameters: (some: V[]) => unknown[],
): Promise<R[]> => {
  const rows: R[] = [];
  for (let i = 0; i < values.length; i += group) {
    const some = values.slice(i, i + group);
    const query = CompiledQuery.raw(text(some.length), parameters(some)) as CompiledQuery<R>;
    rows.push(...(await on.executeQuery<R>(query)).rows);
  }
  return rows;
};

const marks = (n: number, one: string): string => Array.from({ length: n }, () => one).join(',');

/** Opens an empty scratch at a path; what an earlier, interrupted dry run left there is forgotten. */
export const openScratch = async (path: string): Promise<Scratch> => {
  remove(path);
  const db: Database<object> = openDatabase<object>({ kind: 'sqlite', path });
  await db.transaction(async (tx) => {
    for (const statement of [
      'create table entry (name text not null, lead_id text not null, primary key (name, lead_id)) without rowid',
      'create table lead (id text primary key, body text not null) without rowid',
    ]) {
      await tx.executeQuery(CompiledQuery.raw(statement));
    }
  });
  return {
    idsOf: (keys) =>
      inGroups(
        db.read,
        keys,
        (n) => `select name, lead_id from entry where name in (${marks(n, '?')}) order by lead_id`,
        (some) => some,
      ),
    leads: async (ids) => {
      const rows = await inGroups<string, { id: string; body: string }>(
        db.read,
        ids,
        (n) => `select id, body from lead where id in (${marks(n, '?')})`,
        (some) => some,
      );
      return new Map(rows.map((row) => [row.id, JSON.parse(row.body) as ScratchLead]));
    },
    put: (leads) =>
      db.transaction(async (tx) => {
        await inGroups(
          tx,
          leads,
          (n) => `insert or replace into lead (id, body) values ${marks(n, '(?,?)')}`,
          (some) => some.flatMap(({ lead }) => [lead.state.id, JSON.stringify(lead)]),
        );
        await inGroups(
          tx,
          leads.flatMap(({ lead, keys }) => keys.map((key) => [key, lead.state.id])),
          (n) => `insert or ignore into entry (name, lead_id) values ${marks(n, '(?,?)')}`,
          (some) => some.flat(),
        );
      }),
    close: async () => {
      await db.close();
      remove(path);
    },
  };
};
