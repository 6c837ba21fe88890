import type { z } from 'zod';
import type { ErrorCode } from './errors.ts';
import type { Permission } from './roles.ts';

/**
 * Who may call an endpoint. `public`: anybody. `session`: any signed-in user of the UI or the API.
 * A permission: a role that holds it in at least one scope; which rows it reaches is decided by `access/`.
 */
export type Access = 'public' | 'session' | Permission;

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One operation of the API: validation, OpenAPI and the web client are all made from this value. */
export interface Endpoint<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
> {
  /** Stable operation id, `resource.verb`. */
  name: string;
  method: Method;
  /** Path with `:name` placeholders. */
  path: string;
  access: Access;
  summary: string;
  description?: string;
  params?: Params;
  query?: Query;
  body?: Body;
  reply: Reply;
  /** Status of success; 200 where absent. */
  status?: number;
  /** Error codes beyond those every endpoint may give (see `errors.ts`). */
  errors?: readonly ErrorCode[];
  /** `stream`: the handler writes the body itself; the value is its media type. */
  stream?: string;
  /** The request body is a raw stream of bytes of this media type (an upload). */
  upload?: string;
  /** Bytes a JSON body may have; 1 MiB where absent. */
  bodyLimit?: number;
  /** The request carries `If-Match` or `version`, and a stale one answers 412. */
  versioned?: boolean;
}

type Schema<T> = T extends z.ZodType ? T : z.ZodType<undefined>;

/** Declares an endpoint and keeps its literal types. */
export const endpoint = <const E extends Endpoint>(definition: E): E => definition;

export type ParamsOf<E extends Endpoint> = z.output<Schema<E['params']>>;
export type QueryOf<E extends Endpoint> = z.output<Schema<E['query']>>;
export type BodyOf<E extends Endpoint> = z.output<Schema<E['body']>>;
export type ReplyOf<E extends Endpoint> = z.output<E['reply']>;
/** What a caller may leave out or write loosely, before defaults are filled in. */
export type QueryInput<E extends Endpoint> = z.input<Schema<E['query']>>;
export type BodyInput<E extends Endpoint> = z.input<Schema<E['body']>>;
