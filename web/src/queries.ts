import type { Endpoint } from '@iperform/contract';
import { MutationCache, QueryCache, QueryClient, queryOptions } from '@tanstack/react-query';
import { ApiError, type CallOptions, call } from './api.ts';
import type { Route } from './contract.ts';

/**
 * Key of a read: company first, so that nothing of one company can be shown in another; then the resource, which is
 * what live events invalidate.
 */
export const keyOf = <E extends Endpoint>(
  companyId: string,
  route: Route<E>,
  { params, query }: { params?: unknown; query?: unknown } = {},
): readonly unknown[] => [companyId, route.name.split('.')[0], route.name, params ?? null, query ?? null];

/** Options of `useQuery` for one endpoint. */
export const readOptions = <E extends Endpoint>(
  companyId: string,
  route: Route<E>,
  options: CallOptions<E>,
) =>
  queryOptions({
    queryKey: keyOf(companyId, route, options),
    queryFn: ({ signal }) => call(route, { ...options, signal }),
  });

/** The cache. Answers stay fresh until a live event says otherwise; `onSignedOut` runs when a call finds no session. */
export const createQueryClient = (onSignedOut: () => void): QueryClient => {
  const onError = (error: Error): void => {
    if (error instanceof ApiError && error.code === 'UNAUTHENTICATED') onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      // Without a network a call fails at once and says so, instead of waiting in silence.
      mutations: { networkMode: 'always' },
      queries: {
        networkMode: 'always',
        staleTime: 60_000,
        gcTime: 10 * 60_000,
        // A refusal does not change by asking again; a server that is restarting or busy does.
        retry: (failures, error) =>
          failures < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 502),
        retryDelay: (attempt) => 400 * 2 ** attempt,
      },
    },
  });
};
