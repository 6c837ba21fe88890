import type { Readable } from 'node:stream';
import type { BodyOf, Endpoint, ParamsOf, QueryOf, ReplyOf } from '@iperform/contract';
import type { Actor, Company } from './context.ts';
import type { AnyJob } from './job.ts';

/** Who is signed in, through which session. */
export interface Session {
  id: string;
  actor: Actor;
  company: Company;
  /** Token that changes made by cookie must carry; null for Bearer clients. */
  csrf: string | null;
}

/** What a public endpoint may set on its answer. */
export interface ReplyControl {
  /** Sets the session cookie, or with null clears it. */
  setSession: (token: string | null) => void;
}

/** One request, parsed and authorised: what a handler is given. */
export interface Call<E extends Endpoint> extends ReplyControl {
  params: ParamsOf<E>;
  query: QueryOf<E>;
  body: BodyOf<E>;
  session: E['access'] extends 'public' ? null : Session;
  actor: E['access'] extends 'public' ? null : Actor;
  company: E['access'] extends 'public' ? null : Company;
  /** Version named by `If-Match` or in the body; only of endpoints that are `versioned`. */
  version: number;
  /** `Idempotency-Key`, where the caller sent one. */
  idempotencyKey: string | null;
  /** Bytes of an upload. */
  upload: E['upload'] extends string ? Readable : null;
  requestId: string;
  /** Address of the caller: the socket's, or what a trusted proxy says. */
  ip: string;
  userAgent: string;
  /** Aborted when the caller goes away. */
  signal: AbortSignal;
}

type Answer<E extends Endpoint> = E['stream'] extends string ? Readable : ReplyOf<E>;

/** A call before its endpoint is known to the compiler: what `http/` makes. */
export interface RawCall extends Omit<Call<Endpoint>, 'session' | 'actor' | 'company' | 'upload'> {
  session: Session | null;
  actor: Actor | null;
  company: Company | null;
  upload: Readable | null;
}

/** An endpoint with what answers it. */
export interface Route {
  endpoint: Endpoint;
  run: (call: RawCall) => Promise<unknown>;
}

/** Binds a handler to an endpoint; its argument and its answer are typed by the contract. */
export const handle = <E extends Endpoint>(
  endpoint: E,
  run: (call: Call<E>) => Promise<Answer<E>>,
): Route => ({
  endpoint,
  run: run as unknown as Route['run'],
});

/** A vertical slice as `app.ts` lists it. */
export interface Feature {
  name: string;
  routes: Route[];
  jobs?: AnyJob[];
}
