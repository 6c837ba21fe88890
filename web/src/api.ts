import type {
  BodyInput,
  Endpoint,
  ErrorCode,
  FieldProblem,
  ParamsOf,
  Problem,
  QueryInput,
  QueryOf,
  ReplyOf,
} from '@iperform/contract';
import type { Route } from './contract.ts';

/** A failed call: the problem the server described, or `NETWORK` where no answer came. */
export class ApiError extends Error {
  readonly code: ErrorCode | 'NETWORK';
  readonly status: number;
  readonly fields: FieldProblem[];
  readonly requestId: string;

  constructor(problem: Partial<Problem>, status: number) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
    this.code = problem.code ?? (status === 0 ? 'NETWORK' : 'INTERNAL');
    this.status = status;
    this.fields = problem.errors ?? [];
    this.requestId = problem.requestId ?? '';
  }
}

/** Keys as the wire wants them, values as we have them: `filter` as an array, `limit` as a number. */
type Typed<Wire, Value> = { [K in keyof Wire]: K extends keyof Value ? Value[K] : never };
type Given<T, K extends string> = undefined extends T ? { [P in K]?: T } : { [P in K]: T };

export type QueryFor<E extends Endpoint> = Typed<QueryInput<E>, QueryOf<E>>;
export type CallOptions<E extends Endpoint> = Given<ParamsOf<E>, 'params'> &
  Given<BodyInput<E>, 'body'> & {
    query?: QueryFor<E>;
    /** Raw bytes of an upload, sent as they are. */
    file?: Blob;
    headers?: Record<string, string>;
    signal?: AbortSignal;
  };

let csrfToken: string | null = null;
/** Remembers the token of the session; every change sends it back. */
export const setCsrfToken = (token: string | null): void => {
  csrfToken = token;
};

/** Path and query of a call, for links and downloads. */
export const urlOf = (path: string, params: unknown = {}, query: unknown = {}): string => {
  const values = new Map(Object.entries(params ?? {}));
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(values.get(name))));
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value === undefined || value === null || value === '') continue;
    search.set(key, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  return search.size ? `${filled}?${search}` : filled;
};

const problemOf = async (response: Response): Promise<Partial<Problem>> =>
  response.headers.get('content-type')?.includes('json') ? await response.json() : {};

/**
 * Calls an endpoint of the contract. Replies are trusted: the server has validated them against the same schema.
 * @throws ApiError for every answer that is not 2xx and for a network that does not answer
 */
export const call = async <E extends Endpoint>(
  route: Route<E>,
  { params, query, body, file, headers, signal }: CallOptions<E>,
): Promise<ReplyOf<E>> => {
  const response = await fetch(urlOf(route.path, params, query), {
    method: route.method,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(file ? { 'content-type': 'application/octet-stream' } : {}),
      ...(route.method !== 'GET' && csrfToken ? { 'x-csrf-token': csrfToken } : {}),
      ...headers,
    },
    body: file ?? (body === undefined ? null : JSON.stringify(body)),
    signal: signal ?? null,
  }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError({}, 0);
  });
  if (!response.ok) throw new ApiError(await problemOf(response), response.status);
  return response.json();
};
