import type { ImportMapping, importTargets } from '@iperform/contract';
import { scopeOf } from '../../access/policy.ts';
import type { Database } from '../../db/database.ts';
import type { OpenTables } from '../../db/tables.ts';
import { enqueue } from '../../jobs/claim.ts';
import type { Actor } from '../../kernel/context.ts';
import { AppError, invalidField, notFound } from '../../kernel/errors.ts';
import { customFieldsOf, declareField } from '../fields/index.ts';
import { assignable } from '../people/index.ts';
import { squash } from './headers.ts';
import { importJobName } from './jobs.ts';
import { type Act, decide, noCounts } from './rules.ts';
import { type ImportServices, importPath } from './services.ts';
import { findImport, type Import, updateImport } from './store.ts';
import { countFixes, type Fix, saveFixes, saveMemory } from './store-rows.ts';
import { lookAt } from './upload.ts';

type Db = Database<OpenTables>;

/** In whose name and on which import something is done. */
export interface On {
  services: ImportServices;
  db: Db;
  actor: Actor;
  item: Import;
}

/** The import with an id, if the actor may see it: all of them, or their own. @throws AppError NOT_FOUND */
export const visibleImport = async (services: ImportServices, actor: Actor, id: string): Promise<On> => {
  const db = await services.companies.database(actor.companyId);
  const own = scopeOf(actor.role, 'import:run') === 'all' ? null : actor.userId;
  const item = await findImport(db.read, id, own);
  if (item === null) throw notFound('import');
  return { services, db, actor, item };
};

/** The state that an act leads to. @throws AppError IMPORT_STATE naming the state and what is possible */
const stateAfter = (item: Import, act: Act): Import['state'] => {
  const verdict = decide(act, {
    state: item.state,
    mapped: item.mapping !== null,
    begun: item.result !== null,
  });
  if (!verdict.ok) throw new AppError('IMPORT_STATE', { detail: verdict.detail });
  return verdict.state;
};

const movedOn = () =>
  new AppError('IMPORT_STATE', { detail: 'The import has moved on meanwhile. Read it again.' });

/** Writes what an act changes, with a job where it leaves work, if the import still stands as it was read. */
const change = async (
  { services, db, actor, item }: On,
  fields: Partial<Import>,
  more: { work?: boolean; also?: Parameters<Db['transaction']>[0] } = {},
): Promise<Import> => {
  await db.transaction(async (tx) => {
    if (!(await updateImport(tx, item.id, { state: item.state }, fields))) throw movedOn();
    await more.also?.(tx);
    const job = { importId: item.id, userId: actor.userId };
    if (more.work === true) await enqueue(tx, importJobName, job, services.clock());
  });
  services.bell.ring(actor.companyId);
  services.bell.tell(actor.companyId, 'imports');
  return { ...item, ...fields };
};

type Target = (typeof importTargets)[number];

const several = new Set<string>(['ignore', 'email', 'phone', 'tags', 'note']);
const naming: Target[] = ['name', 'firstName', 'lastName', 'organisation', 'email', 'phone', 'externalId'];

/** Refuses a mapping that makes no sense for the file. @throws AppError VALIDATION_FAILED naming the column */
const checkMapping = async ({ db, actor, item }: On, { columns, options }: ImportMapping): Promise<void> => {
  const indexes = new Set<number>();
  const targets = new Set<string>();
  columns.forEach(({ index, target }, i) => {
    if (item.layout.columns[index] === undefined)
      throw invalidField(`columns.${i}.index`, 'is no column of the file');
    if (indexes.has(index)) throw invalidField(`columns.${i}.index`, 'is mapped twice');
    if (targets.has(target) && !several.has(target)) {
      throw invalidField(
        `columns.${i}.target`,
        `${target} takes one column, and another one becomes it already`,
      );
    }
    indexes.add(index);
    targets.add(target);
  });
  if (!naming.some((target) => targets.has(target))) {
    throw invalidField(
      'columns',
      `must map at least one of ${naming.join(', ')}, or no row says whom it is about`,
    );
  }
  const { ownerId } = options;
  if (
    ownerId !== null &&
    !(await assignable(db.read, actor)).owners.some((person) => person.id === ownerId)
  ) {
    throw invalidField('options.ownerId', 'is nobody you may give leads to');
  }
};

/** Declares the custom fields that a mapping asks for and the company lacks. */
const declareFields = async ({ db, actor, item }: On, { columns, options }: ImportMapping): Promise<void> => {
  const declared = new Set((await customFieldsOf(db)).map((field) => field.key));
  const empty = new Set(options.emptyValues.map((value) => value.toLowerCase()));
  const wanted = columns.flatMap(({ index, target, newField }, i) => {
    if (!target.startsWith('custom.')) return [];
    const key = target.slice('custom.'.length);
    if (declared.has(key)) return [];
    if (newField === undefined) throw invalidField(`columns.${i}.target`, `there is no custom field ${key}`);
    const values = newField.type === 'choice' ? (item.layout.columns[index]?.values ?? null) : [];
    if (values === null)
      throw invalidField(
        `columns.${i}.newField.type`,
        'has too many different values for a choice; use text',
      );
    return [{ key, ...newField, options: values.filter((value) => !empty.has(value.toLowerCase())) }];
  });
  if (wanted.length === 0) return;
  if (scopeOf(actor.role, 'settings:write') === 'none') {
    throw new AppError('FORBIDDEN', {
      detail: 'Your role does not declare custom fields. Map these columns to others, or ignore them.',
    });
  }
  for (const field of wanted) await declareField(db, field);
};

/** Says what each column becomes, and remembers it for the next file. @throws AppError IMPORT_STATE, VALIDATION_FAILED, FORBIDDEN */
export const mapImport = async (on: On, mapping: ImportMapping): Promise<Import> => {
  const { db, item } = on;
  const state = stateAfter(item, 'map');
  await checkMapping(on, mapping);
  await declareFields(on, mapping);
  const memory = new Map<string, string>();
  for (const { index, target } of mapping.columns) {
    const header = squash(item.layout.columns[index]?.header ?? '');
    if (header !== '') memory.set(header, target);
  }
  const fields = { state, mapping, check: null, progress: 0, rows: null, error: '' };
  return change(on, fields, { also: (tx) => saveMemory(tx, db, memory) });
};

/** Reads another sheet of the workbook. @throws AppError IMPORT_STATE, VALIDATION_FAILED */
export const chooseSheet = async (on: On, sheet: string): Promise<Import> => {
  const { services, actor, item } = on;
  const state = stateAfter(item, 'sheet');
  if (!item.sheets.includes(sheet))
    throw invalidField('sheet', `is none of: ${item.sheets.join(', ') || '(a CSV file has none)'}`);
  const path = importPath(services.config, actor.companyId, item.id);
  const { layout } = await lookAt(services, actor, { path, fileName: item.fileName, sheet });
  return change(on, { state, sheet, layout, mapping: null, check: null, progress: 0, rows: null, error: '' });
};

const mostFixes = 5000;

/** Corrects cells of the file. @throws AppError IMPORT_STATE, VALIDATION_FAILED */
export const fixImport = async (on: On, fixes: Fix[]): Promise<Import> => {
  const { db, item } = on;
  const state = stateAfter(item, 'fix');
  const beyond = fixes.findIndex((fix) => fix.column >= item.layout.columns.length);
  if (beyond >= 0) throw invalidField(`fixes.${beyond}.column`, 'is no column of the file');
  if ((await countFixes(db.read, item.id)) + fixes.length > mostFixes) {
    throw invalidField('fixes', `more than ${mostFixes} cells are better corrected in the file`);
  }
  return change(on, { state, check: null, progress: 0 }, { also: (tx) => saveFixes(tx, db, item.id, fixes) });
};

/** Starts the dry run. @throws AppError IMPORT_STATE */
export const startCheck = (on: On): Promise<Import> => {
  const state = stateAfter(on.item, 'check');
  const fields = {
    state,
    check: noCounts,
    progress: 0,
    error: '',
    startedAt: on.services.clock(),
    finishedAt: null,
  };
  return change(on, fields, { work: true });
};

/** Starts the import, or goes on with one that was cancelled or failed. @throws AppError IMPORT_STATE */
export const startRun = (on: On): Promise<Import> => {
  const { item, services } = on;
  const state = stateAfter(item, 'run');
  const begin = item.result === null ? { result: noCounts, progress: 0, startedAt: services.clock() } : {};
  return change(on, { state, ...begin, error: '', finishedAt: null }, { work: true });
};

/** Stops a check or a run after the batch it is in. @throws AppError IMPORT_STATE */
export const cancelImport = (on: On): Promise<Import> => change(on, { state: stateAfter(on.item, 'cancel') });

/** Starts the undoing. @throws AppError IMPORT_STATE */
export const startUndo = (on: On): Promise<Import> => {
  const state = stateAfter(on.item, 'undo');
  const undo = { deleted: 0, restored: 0, kept: 0 };
  return change(on, { state, undo, progress: 0, error: '', finishedAt: null }, { work: true });
};
