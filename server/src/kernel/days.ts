import { Temporal } from 'temporal-polyfill';

/** First millisecond of a calendar day in a time zone: `('2026-11-23', 'Asia/Kolkata')` → epoch ms. */
export const startOfDay = (day: string, timeZone: string): number =>
  Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds;

/** The calendar day in a time zone that an instant falls on. */
export const dayOf = (at: number, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate().toString();

/** A day some days later (or earlier). */
export const addDays = (day: string, days: number): string =>
  Temporal.PlainDate.from(day).add({ days }).toString();

/** Every day from `from` up to, not including, `to`. */
export const daysBetween = (from: string, to: string): string[] => {
  const days: string[] = [];
  for (let day = from; day < to; day = addDays(day, 1)) days.push(day);
  return days;
};

/** Whether the IANA database knows the zone. */
export const isTimeZone = (timeZone: string): boolean => {
  try {
    startOfDay('2026-01-01', timeZone);
    return true;
  } catch {
    return false;
  }
};
