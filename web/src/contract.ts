import type { api as Api, Endpoint } from '@iperform/contract';
import * as contract from '@iperform/contract';

// What the browser needs of the contract as data. At build time this module is replaced by its values (see
// vite-plugins/contract.ts), so it must export nothing but JSON. Schemas come from '@iperform/contract', in lazy chunks.

/** An endpoint as the browser knows it: where to send, and (as a type only) what goes in and out. */
export interface Route<E extends Endpoint> {
  name: string;
  method: E['method'];
  path: string;
  /** Never set: carries the types. */
  readonly endpoint?: E;
}

type Routes<T> = { [R in keyof T]: { [V in keyof T[R]]: T[R][V] extends Endpoint ? Route<T[R][V]> : never } };

const routes = Object.fromEntries(
  Object.entries(contract.api).map(([resource, endpoints]) => [
    resource,
    Object.fromEntries(
      Object.entries(endpoints).map(([verb, { name, method, path }]) => [verb, { name, method, path }]),
    ),
  ]),
);

export const api = routes as unknown as Routes<typeof Api>;

export const { leadFields, leadSorts, stageFields, activityKinds, importTargets, rowOutcomes, reportIds } =
  contract;
