import { type Compilable, CompiledQuery } from 'kysely';
import type { Database } from '../../db/database.ts';
import { lockRows } from '../../db/dialect.ts';
import { type Executor, param, prepared } from '../../db/prepared.ts';
import { everyLead, type LeadScope, scoped } from '../../db/scoped.ts';
import type { LeadsTable, OpenTables } from '../../db/tables.ts';
import { type LeadState, stateOf } from '../leads/index.ts';

// Finding the leads that the rows of a batch are about, many at a time.

type Db = Database<OpenTables>;

/** Values of one statement; the last group is filled up, so that few shapes of a statement exist. */
const group = 250;

const groups = (values: string[]): string[][] => {
  const all: string[][] = [];
  for (let i = 0; i < values.length; i += group) {
    const some = values.slice(i, i + group);
    const size = some.length <= 10 ? 10 : group;
    const last = some.at(-1) ?? '';
    while (some.length < size) some.push(last);
    all.push(some);
  }
  return all;
};

/** Rows of `select … where column in (…)` for any number of values. */
const selectIn = async <R>(db: Executor, sqlBefore: string, values: string[]): Promise<R[]> => {
  const rows: R[] = [];
  for (const some of groups(values)) {
    const text = `${sqlBefore} in (${some.map(() => '?').join(',')})`;
    rows.push(...(await db.executeQuery<R>(CompiledQuery.raw(text, some) as CompiledQuery<R>)).rows);
  }
  return rows;
};

export interface ContactRow {
  kind: 'email' | 'phone';
  value: string;
  lead_id: string;
}

/** Which leads have one of the normalised e-mails and phones. */
export const contactsIn = async (db: Executor, emails: string[], phones: string[]): Promise<ContactRow[]> => {
  const select = 'select kind, value, lead_id from lead_contact where kind =';
  return [
    ...(await selectIn<ContactRow>(db, `${select} 'email' and value`, emails)),
    ...(await selectIn<ContactRow>(db, `${select} 'phone' and value`, phones)),
  ];
};

/** Ids of all leads with an external id, whoever may see them: the key is unique in the company. */
export const externalsIn = async (
  db: Executor,
  externalIds: string[],
): Promise<{ id: string; external_id: string }[]> =>
  selectIn(db, 'select id, external_id from leads where external_id', externalIds);

/** Those of some leads that are in a scope, held against other writers where the engine has row locks. */
export const statesIn = async (
  db: Db,
  on: Executor,
  scope: LeadScope,
  ids: string[],
  lock: boolean,
): Promise<LeadState[]> => {
  const states: LeadState[] = [];
  for (const some of groups(ids)) {
    const values = Object.fromEntries(some.map((id, i) => [`i${i}`, id]));
    const shape = `imports/states/${scope.shape}/${some.length}/${lock}`;
    const build = (): Compilable<LeadsTable> => {
      const query = scoped(db.read, scope)
        .selectAll('leads')
        .where(
          'leads.id',
          'in',
          some.map((_, i) => param<string>(`i${i}`)),
        );
      return lock ? query.modifyEnd(lockRows(db.dialect)) : query;
    };
    const rows = await prepared<LeadsTable>(db, on, shape, { ...scope.values, ...values }, build);
    states.push(...rows.map(stateOf));
  }
  return states;
};

/** Notes in the logs of some leads, so that the same note is not added twice. */
export const notesOf = async (db: Executor, ids: string[]): Promise<{ lead_id: string; note: string }[]> =>
  selectIn(db, "select lead_id, note from lead_logs where note <> '' and lead_id", ids);

export interface ImportLog {
  id: string;
  lead_id: string;
  kind: string;
  changes: string;
  version: number;
  import_id: string | null;
  actor_id: string | null;
  at: number;
}

/** Log rows that an import wrote, in the order it wrote them, after one of them. */
export const logsOfImport = async (
  db: Db,
  importId: string,
  after: string,
  limit: number,
): Promise<ImportLog[]> =>
  db.read
    .selectFrom('lead_logs')
    .select(['id', 'lead_id', 'kind', 'changes', 'version', 'import_id', 'actor_id', 'at'])
    .where('import_id', '=', importId)
    .where('kind', '<>', 'undone')
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();

/** The id of the log row at a place in that order: where a restart goes on after. */
export const logAt = async (db: Db, importId: string, place: number): Promise<string> => {
  const row = await db.read
    .selectFrom('lead_logs')
    .select('id')
    .where('import_id', '=', importId)
    .where('kind', '<>', 'undone')
    .orderBy('id')
    .offset(place - 1)
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? '';
};

/** Every log row of some leads, oldest version first. */
export const logsOfLeads = async (db: Executor, ids: string[]): Promise<ImportLog[]> => {
  const columns = 'id, lead_id, kind, changes, version, import_id, actor_id, at';
  const rows = await selectIn<ImportLog>(db, `select ${columns} from lead_logs where lead_id`, ids);
  return rows.sort((a, b) => a.version - b.version);
};

/** Leads by id, deleted ones too, held against other writers: what an undo works on. */
export const leadsForUndo = async (db: Db, on: Executor, ids: string[]): Promise<LeadState[]> => {
  const states: LeadState[] = [];
  for (const some of groups(ids)) {
    const query = everyLead(db.read)
      .selectFrom('leads')
      .selectAll()
      .where('id', 'in', some)
      .modifyEnd(lockRows(db.dialect))
      .compile();
    states.push(...(await on.executeQuery<LeadsTable>(query)).rows.map(stateOf));
  }
  return states;
};

/** When some leads entered each of their stages. */
export const stageEntries = async (
  db: Executor,
  ids: string[],
): Promise<{ lead_id: string; to_status_id: string; at: number; id: string }[]> =>
  selectIn(db, 'select lead_id, to_status_id, at, id from lead_stage_history where lead_id', ids);
