import type { Compilable, CompiledQuery, QueryResult } from 'kysely';

// Building and compiling SQL costs more than running a point query does, so hot queries are compiled once per shape:
// values are markers while the query is built and are filled in at every run.

const marker = Symbol('parameter');
interface Marker {
  [marker]: string;
}

/** Stands for the value `name` while a prepared query is built. */
export const param = <T>(name: string): T => ({ [marker]: name }) as unknown as T;

const isMarker = (value: unknown): value is Marker =>
  typeof value === 'object' && value !== null && marker in value;

export type Values = Record<string, unknown>;

interface Plan {
  compiled: CompiledQuery<unknown>;
  names: (string | null)[];
}

const plansKept = 1000;
const plansOf = new WeakMap<object, Map<string, Plan>>();

/** A database or a transaction. */
export interface Executor {
  executeQuery: <R>(query: CompiledQuery<R>) => Promise<QueryResult<R>>;
}

const shortcuts = new WeakMap<object, Executor>();

/** Has prepared queries for `db` run by `executor`: an engine that answers at once needs none of Kysely's waiting. */
export const shortcut = (db: Executor, executor: Executor): void => void shortcuts.set(db, executor);

/**
 * Runs the query that `build` makes. `shape` names everything that changes its text; `values` fills the markers. The plan
 * belongs to the engine behind `owner` (one per open database), for a plan carries the engine's quoting.
 */
const run = <R>(
  owner: object,
  db: Executor,
  shape: string,
  values: Values,
  build: () => Compilable<R>,
): Promise<QueryResult<R>> => {
  const plans = plansOf.get(owner) ?? new Map<string, Plan>();
  plansOf.set(owner, plans);
  let plan = plans.get(shape);
  if (plan === undefined) {
    const compiled = build().compile();
    plan = { compiled, names: compiled.parameters.map((p) => (isMarker(p) ? p[marker] : null)) };
    plans.set(shape, plan);
    if (plans.size > plansKept) plans.delete(plans.keys().next().value as string);
  }
  const { compiled, names } = plan;
  const parameters = names.map((name, i) => {
    if (name === null) return compiled.parameters[i];
    const value = values[name];
    if (value === undefined) throw new Error(`prepared query ${shape} lacks ${name}`);
    return value;
  });
  return (shortcuts.get(db) ?? db).executeQuery({ ...compiled, parameters } as CompiledQuery<R>);
};

/** Rows of a prepared select. */
export const prepared = async <R>(...args: Parameters<typeof run<R>>): Promise<R[]> =>
  (await run<R>(...args)).rows;
