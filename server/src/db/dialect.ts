import { type Expression, type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';

// Everything that differs between SQLite and MySQL/MariaDB: column types, tables, upsert, search, JSON, error codes.
// How each is opened stands in dialect-sqlite.ts and dialect-mysql.ts.

export type DialectName = 'sqlite' | 'mysql';

/** Column types of the schema. `id`: our 26-character ids; `key`: ASCII compared by bytes; `text`: any script, by code point. */
export type ColumnType = 'id' | 'int' | 'big' | 'json' | { key: number } | { text: number };

interface Column {
  type: ColumnType;
  null?: boolean;
}

export interface TableDefinition {
  columns: Record<string, ColumnType | Column>;
  primary: string[];
  unique?: string[][];
  indexes?: string[][];
}

const columnType = (dialect: DialectName, type: ColumnType): string => {
  const ascii = 'character set ascii collate ascii_bin';
  if (type === 'int') return dialect === 'sqlite' ? 'integer' : 'int';
  if (type === 'big') return dialect === 'sqlite' ? 'integer' : 'bigint';
  if (dialect === 'sqlite') return 'text';
  if (type === 'id') return `char(26) ${ascii}`;
  if (type === 'json') return 'longtext character set utf8mb4 collate utf8mb4_bin';
  if ('key' in type) return `varchar(${type.key}) ${ascii}`;
  return `varchar(${type.text}) character set utf8mb4 collate utf8mb4_bin`;
};

/** DDL of one table, re-runnable. MySQL has no `create index if not exists`, so its indexes stand inside the table. */
export const createTable = (dialect: DialectName, name: string, table: TableDefinition): string[] => {
  const list = (columns: string[]) => columns.map((c) => `\`${c}\``).join(', ');
  const indexName = (columns: string[]) => `${name}_${columns.join('_')}`.slice(0, 64);
  const lines = Object.entries(table.columns).map(([column, definition]) => {
    const nullable = typeof definition === 'object' && 'type' in definition && definition.null === true;
    const type = typeof definition === 'object' && 'type' in definition ? definition.type : definition;
    return `\`${column}\` ${columnType(dialect, type)}${nullable ? '' : ' not null'}`;
  });
  lines.push(`primary key (${list(table.primary)})`);
  for (const columns of table.unique ?? []) lines.push(`unique (${list(columns)})`);
  const after: string[] = [];
  for (const columns of table.indexes ?? []) {
    if (dialect === 'mysql') lines.push(`index \`${indexName(columns)}\` (${list(columns)})`);
    else after.push(`create index if not exists \`${indexName(columns)}\` on \`${name}\` (${list(columns)})`);
  }
  // `strict`: SQLite refuses what a column does not hold, as MySQL does.
  const ending =
    dialect === 'mysql' ? ' engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin' : ' strict';
  return [`create table if not exists \`${name}\` (${lines.join(', ')})${ending}`, ...after];
};

/** The search table: `body` holds ASCII words made by `search.ts`; each engine indexes them its own way. */
export const createSearchTable = (dialect: DialectName, name: string): string[] => {
  if (dialect === 'mysql') {
    return [
      `create table if not exists ${name} (lead_id char(26) character set ascii collate ascii_bin not null primary key, body text character set ascii collate ascii_bin not null, fulltext index ${name}_body (body)) engine=InnoDB`,
    ];
  }
  // An integer key of its own keeps the row numbers of the index stable over VACUUM.
  return [
    `create table if not exists ${name} (doc integer primary key, lead_id text not null unique, body text not null)`,
    `create virtual table if not exists ${name}_fts using fts5(body, content='${name}', content_rowid='doc', prefix='3 4 5', detail='none', columnsize=0)`,
    `create trigger if not exists ${name}_insert after insert on ${name} begin insert into ${name}_fts(rowid, body) values (new.doc, new.body); end`,
    `create trigger if not exists ${name}_delete after delete on ${name} begin insert into ${name}_fts(${name}_fts, rowid, body) values ('delete', old.doc, old.body); end`,
    `create trigger if not exists ${name}_update after update on ${name} when old.body <> new.body begin insert into ${name}_fts(${name}_fts, rowid, body) values ('delete', old.doc, old.body); insert into ${name}_fts(rowid, body) values (new.doc, new.body); end`,
  ];
};

/** What a full-text query is bound as: every word must begin a word of the document. */
export const searchQuery = (dialect: DialectName, words: string[]): string =>
  dialect === 'mysql' ? words.map((w) => `+${w}*`).join(' ') : words.map((w) => `${w}*`).join(' ');

/** Ids of the leads whose search words match a `searchQuery`. */
export const searchMatches = (dialect: DialectName, query: string): RawBuilder<string> =>
  dialect === 'mysql'
    ? sql<string>`(select lead_id from lead_search where match(body) against (${query} in boolean mode))`
    : sql<string>`(select s.lead_id from lead_search_fts f join lead_search s on s.doc = f.rowid where f.lead_search_fts match ${query})`;

/** The text of a key of a JSON object column, or SQL NULL; JSON null is never stored. `key` must have passed the custom-key pattern. */
export const jsonText = (
  dialect: DialectName,
  column: Expression<unknown>,
  key: string,
): RawBuilder<string | null> =>
  dialect === 'mysql'
    ? sql<string | null>`json_unquote(json_extract(${column}, ${`$.${key}`}))`
    : sql<string | null>`cast(json_extract(${column}, ${`$.${key}`}) as text)`;

/**
 * `insert … on conflict update`: writes `row`, or on a clash of `keys` the columns `update` of it. Raw because Kysely
 * builds either form for either engine and only finds out at run time.
 */
export const upsert = async <T>(
  db: Kysely<T>,
  dialect: DialectName,
  table: string & keyof T,
  row: Record<string, string | number | null>,
  keys: string[],
  update: string[],
): Promise<void> => {
  const columns = sql.join(Object.keys(row).map((c) => sql.ref(c)));
  const values = sql.join(Object.values(row));
  const sets = (from: (c: string) => RawBuilder<unknown>) =>
    sql.join(update.map((c) => sql`${sql.ref(c)} = ${from(c)}`));
  const tail =
    dialect === 'mysql'
      ? update.length > 0
        ? sql`on duplicate key update ${sets((c) => sql`values(${sql.ref(c)})`)}`
        : sql`on duplicate key update ${sql.ref(keys[0] ?? '')} = ${sql.ref(keys[0] ?? '')}`
      : sql`on conflict (${sql.join(keys.map((k) => sql.ref(k)))}) do ${
          update.length > 0 ? sql`update set ${sets((c) => sql.ref(`excluded.${c}`))}` : sql`nothing`
        }`;
  await sql`insert into ${sql.table(table)} (${columns}) values (${values}) ${tail}`.execute(db);
};

/** `for update` where the engine has row locks; SQLite's writer already holds the whole file. */
export const lockRows = (dialect: DialectName): RawBuilder<SqlBool> =>
  dialect === 'mysql' ? sql`for update` : sql``;

const fault = (error: unknown): { code: string; errno: number; message: string } => {
  const e = error as { code?: unknown; errno?: unknown; errcode?: unknown; message?: unknown };
  return {
    code: String(e?.code ?? ''),
    errno: Number(e?.errno ?? e?.errcode ?? 0),
    message: String(e?.message ?? ''),
  };
};

/** Whether the error is a clash with a unique key. */
export const isUniqueViolation = (error: unknown): boolean => {
  const { errno, message } = fault(error);
  return errno === 1062 || errno === 2067 || errno === 1555 || message.includes('UNIQUE constraint failed');
};

/** Whether the same transaction may succeed when tried again: deadlock, lock time-out, changed snapshot, busy file. */
export const isRetryable = (error: unknown): boolean => {
  const { errno } = fault(error);
  const sqlite = (error as { errcode?: number } | null)?.errcode;
  return (
    errno === 1213 || errno === 1205 || errno === 1020 || (sqlite !== undefined && (sqlite & 0xff) === 5)
  );
};

const connectionFaults = [
  'ECONNREFUSED',
  'PROTOCOL_CONNECTION_LOST',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
];

/** Whether the database could not be reached at all. */
export const isConnectionFault = (error: unknown): boolean => connectionFaults.includes(fault(error).code);
