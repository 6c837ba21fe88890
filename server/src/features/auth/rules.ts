import { platforms, type Role } from '@iperform/contract';
import { Temporal } from 'temporal-polyfill';

export type Platform = (typeof platforms)[number];

/** How an address stands in the directory. */
export const normalEmail = (typed: string): string => typed.trim().toLowerCase();

/** The platform a client names; what is not known is "other". */
export const platformOf = (typed: string | undefined): Platform =>
  platforms.find((platform) => platform === typed?.trim().toLowerCase()) ?? 'other';

/** Text that a client claims about itself, as it may be kept: no control characters, cut to `most`. */
export const claimed = (typed: string | undefined, most: number): string =>
  (typed ?? '')
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, most)
    .toWellFormed();

const systems: [RegExp, string][] = [
  [/iPhone|iPad|iPod/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];

/** The operating system that a User-Agent names, or ''. */
export const systemOf = (userAgent: string): string =>
  systems.find(([pattern]) => pattern.test(userAgent))?.[1] ?? '';

/** What counts as one caller: an IPv4 address, or the /64 that a provider gives to one household. */
export const addressGroup = (ip: string): string => {
  const address = ip.split('%', 1)[0] ?? '';
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const front = groups(head);
  const back = groups(tail ?? '');
  // A dotted ending stands for two groups.
  const missing = 8 - front.length - back.length - (address.includes('.') ? 1 : 0);
  const zeros = tail === undefined ? [] : Array.from({ length: missing }, () => '0');
  const all = [...front, ...zeros, ...back];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
};

const hourMs = 3_600_000;

/** How long a session of a role may live at most, in ms: an hour for DEV, which sees everything. */
export const lifetimeOf = (role: Role, maxMs: number): number =>
  role === 'DEV' ? Math.min(hourMs, maxMs) : maxMs;

/** Whether a role may hold a session at all here. */
export const mayHoldSession = (role: Role, devRole: boolean): boolean => role !== 'DEV' || devRole;

export interface SessionState {
  suspended: 0 | 1;
  seen_at: number;
  expires_at: number;
  user_active: 0 | 1;
}

/** Whether a session may still be used. */
export const isUsable = (session: SessionState, now: number, idleMs: number): boolean =>
  session.suspended === 0 &&
  session.user_active === 1 &&
  session.expires_at > now &&
  session.seen_at > now - idleMs;

/** What a new session meets among those open on its platform, oldest first. */
export const admit = (
  open: { id: string; suspended: 0 | 1 }[],
  limit: number,
  policy: 'reject' | 'evict_oldest',
): { verdict: 'open'; evict: string[] } | { verdict: 'suspended' | 'full' } => {
  // A suspension holds until somebody lifts it: signing in once more is no way around it.
  if (open.some((session) => session.suspended === 1)) return { verdict: 'suspended' };
  if (open.length < limit) return { verdict: 'open', evict: [] };
  if (policy === 'reject') return { verdict: 'full' };
  return { verdict: 'open', evict: open.slice(0, open.length - limit + 1).map((session) => session.id) };
};

/** An instant as the documented answers write it: Asia/Kolkata, to the second. */
export const kolkata = (at: number): string =>
  Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO('Asia/Kolkata')
    .toString({ timeZoneName: 'never', smallestUnit: 'second' });
