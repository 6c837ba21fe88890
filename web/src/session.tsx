import type { Endpoint, Me, Permission, ReplyOf } from '@iperform/contract';
import { type QueryClient, queryOptions, type UseQueryOptions, useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { ApiError, type CallOptions, call, setCsrfToken } from './api.ts';
import { api, type Route } from './contract.ts';
import { getLocale } from './paraglide/runtime.js';
import { readOptions } from './queries.ts';
import * as format from './ui/format.ts';

/** Who is signed in. The only key without a company: it is what says which company it is. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }) => {
    const me = await call(api.auth.me, { signal });
    setCsrfToken(me.csrfToken);
    return me;
  },
  staleTime: Number.POSITIVE_INFINITY,
});

/** Puts a fresh sign-in in place; whatever another person or company left behind is gone first. */
export const startSession = (client: QueryClient, me: Me): void => {
  client.clear();
  setCsrfToken(me.csrfToken);
  client.setQueryData(meQuery.queryKey, me);
};

/** Ends the session here and on the server. A server that already forgot it is fine too. */
export const signOut = async (client: QueryClient, leave: () => Promise<void>): Promise<void> => {
  await client.cancelQueries();
  await call(api.auth.signOut, {}).catch((error: unknown) => {
    if (!(error instanceof ApiError && error.code === 'UNAUTHENTICATED')) throw error;
  });
  setCsrfToken(null);
  // The page goes first: while it stands it would ask again for all that is forgotten.
  await leave();
  client.clear();
};

const formatterOf = ({ company }: Me) => {
  const { timeZone, currency } = company;
  const locale = getLocale();
  return {
    timeZone,
    currency,
    /** Every digit; the company's currency where none is given. */
    money: (minor: number, of = currency) => format.formatMoney(minor, of),
    /** `₹9.76 L`, `₹3.32 Cr`. */
    compactMoney: (minor: number, of = currency) => format.formatCompactMoney(minor, of),
    number: format.formatNumber,
    percent: format.formatPercent,
    /** Of an instant: `05 Sep 2026` in the company's time zone. */
    date: (epoch: number) => format.formatDate(epoch, timeZone, locale),
    time: (epoch: number) => format.formatTime(epoch, timeZone),
    dateTime: (epoch: number) => format.formatDateTime(epoch, timeZone, locale),
    /** Of a calendar day `2026-09-05`. */
    day: (day: string) => format.formatDay(day, locale),
    dayOf: (epoch: number) => format.dayOf(epoch, timeZone),
    today: () => format.dayOf(Date.now(), timeZone),
    due: (at: number | null) => format.dueState(at, Date.now(), timeZone),
    /** When a next step is due: the hour where it is today, else the day; empty where there is none. */
    dueText: (at: number | null) =>
      at === null
        ? ''
        : format.dueState(at, Date.now(), timeZone) === 'today'
          ? format.formatTime(at, timeZone)
          : format.formatDate(at, timeZone, locale),
    daysSince: (epoch: number) => format.daysBetween(epoch, Date.now(), timeZone),
  };
};
export type Formatter = ReturnType<typeof formatterOf>;

interface Session extends Me {
  may: (permission: Permission) => boolean;
  format: Formatter;
}
const SessionContext = createContext<Session | null>(null);

export const SessionProvider = ({ me, children }: { me: Me; children: ReactNode }) => {
  const session = useMemo(
    () => ({
      ...me,
      may: (permission: Permission) => me.permissions.includes(permission),
      format: formatterOf(me),
    }),
    [me],
  );
  return <SessionContext value={session}>{children}</SessionContext>;
};

/** User, company, `may('lead:create')` and the company's formatter; only below the signed-in part of the app. */
export const useSession = (): Session => {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession needs a signed-in page');
  return session;
};

/** Money, days and times as this company writes them. */
export const useFormat = (): Formatter => useSession().format;

/** Reads one endpoint into the cache of this company. */
export const useRead = <E extends Endpoint>(
  route: Route<E>,
  options: CallOptions<E>,
  extra: Omit<UseQueryOptions<ReplyOf<E>>, 'queryKey' | 'queryFn'> = {},
) =>
  useQuery<ReplyOf<E>>({
    ...readOptions(useSession().company.id, route, options),
    ...extra,
  } as UseQueryOptions<ReplyOf<E>>);
