import type { CompiledQuery } from 'kysely';
import { type Database, openDatabase, type Place } from '../server/src/db/database.ts';
import { leadScope } from '../server/src/db/scoped.ts';
import type { OpenTables } from '../server/src/db/tables.ts';
import { readCursor } from '../server/src/features/leads/cursor.ts';
import { insertLeads, type NewLeadRow } from '../server/src/features/leads/index.ts';
import { type ListQuery, listLeads } from '../server/src/features/leads/store-list.ts';
import { coSalesOf, findLead } from '../server/src/features/leads/store-read.ts';
import type { Actor } from '../server/src/kernel/context.ts';

// The reference servers run the statements of the product, taken down here as the product makes them, so that both
// sides always run the same SQL.

export interface Statement {
  sql: string;
  parameters: readonly unknown[];
}

/** The same executor, which also writes down what goes through it. */
const listening = <T extends object>(executor: T, heard: Statement[]): T =>
  new Proxy(executor, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      if (key !== 'executeQuery') return value.bind(target);
      return (query: CompiledQuery) => {
        heard.push({ sql: query.sql, parameters: query.parameters });
        return value.call(target, query);
      };
    },
  });

export type Recorder = ReturnType<typeof openRecorder>;

/** Opens a company's database to take down statements. */
export const openRecorder = (place: Place) => {
  const db = openDatabase<OpenTables>(place);
  const heard: Statement[] = [];
  const read = listening(db.read, heard);
  // The plain SQL is wanted whichever lane the product gives it.
  const spied: Database<OpenTables> = { ...db, read, heavy: read };
  const taken = async (work: () => Promise<unknown>): Promise<Statement[]> => {
    heard.length = 0;
    await work();
    return [...heard];
  };
  return {
    /** Statements that read one lead for an answer. */
    point: (actor: Actor, id: string) =>
      taken(async () => {
        await findLead(spied, leadScope(actor, 'lead:read'), id);
        await coSalesOf(spied, [id]);
      }),
    /** Statements that read a page of leads for an answer. */
    page: (actor: Actor, query: Omit<ListQuery, 'after'>, cursor: string | null) =>
      taken(async () => {
        const sort = `${query.sort.descending ? '-' : ''}${query.sort.field}`;
        const rows = await listLeads(
          spied,
          leadScope(actor, 'lead:read'),
          { ...query, after: cursor === null ? null : readCursor(cursor, sort) },
          {
            dialect: db.dialect,
            userId: actor.userId,
            timeZone: 'Asia/Kolkata',
            now: Date.now(),
            customFields: [],
          },
        );
        await coSalesOf(
          spied,
          rows.slice(0, query.limit).map((row) => row.id),
        );
      }),
    /** Statements that write a new lead; nothing is written. */
    create: async (actorId: string, row: NewLeadRow): Promise<Statement[]> => {
      heard.length = 0;
      const undo = new Error('taken down');
      const write = { actorId, via: 'api', at: row.lead.createdAt };
      await db
        .transaction(async (tx) => {
          await insertLeads(listening(tx, heard), write, [row]);
          throw undo;
        })
        .catch((error: unknown) => {
          if (error !== undo) throw error;
        });
      return [...heard];
    },
    close: () => db.close(),
  };
};
