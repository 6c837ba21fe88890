import { Temporal } from 'temporal-polyfill';
import { startOfDay } from '../../kernel/days.ts';
import { serialText } from './read-xlsx.ts';

// Dates as they stand in files: ISO, day first as in India (month first where the column shows that it is), month names,
// and in workbooks the bare number behind a date.

/** What was written: a day, perhaps a time of that day, perhaps the offset it is told in. */
export interface Moment {
  day: string;
  /** `09:30:00`; null where only a day was given. */
  time: string | null;
  /** Epoch milliseconds, where an offset was given. */
  at: number | null;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const monthNumber = (word: string): number => months.indexOf(word.slice(0, 3).toLowerCase()) + 1;

const fullYear = (year: string): number => {
  const n = Number(year);
  return year.length > 2 ? n : n < 70 ? 2000 + n : 1900 + n;
};

const dayText = (year: number, month: number, day: number): string | null => {
  const at = new Date(Date.UTC(year, month - 1, day));
  const real = at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
  return real && year >= 1900 && year < 10_000 ? at.toISOString().slice(0, 10) : null;
};

const clock = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(?:([ap])\.?m\.?)?$/i;

const timeText = (text: string): string | null => {
  const m = clock.exec(text);
  if (m === null) return null;
  let hour = Number(m[1]);
  if (m[4] !== undefined) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (m[4].toLowerCase() === 'p' ? 12 : 0);
  }
  if (hour > 23 || Number(m[2]) > 59 || Number(m[3] ?? 0) > 59) return null;
  return `${String(hour).padStart(2, '0')}:${m[2]}:${m[3] ?? '00'}`;
};

const iso =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?$/i;
const slashes = /^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})(?:[T, ]+(.+))?$/;
const yearFirst = /^(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?:[T, ]+(.+))?$/;
const dayMonth =
  /^(\d{1,2})(?:st|nd|rd|th)?[\s\-/.,]*([a-z]{3,9})\.?[\s\-/.,']*(\d{4}|\d{2})(?:[T, ]+(.+))?$/i;
const monthDay = /^([a-z]{3,9})\.?[\s-]+(\d{1,2})(?:st|nd|rd|th)?[\s,-]+(\d{4})(?:[T, ]+(.+))?$/i;
const weekday = /^(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?[,.]?\s+/i;

const found = (day: string | null, rest: string | undefined): Moment | null => {
  if (day === null) return null;
  if (rest === undefined) return { day, time: null, at: null };
  const time = timeText(rest.trim());
  return time === null ? null : { day, time, at: null };
};

const parseIso = (m: RegExpExecArray): Moment | null => {
  const moment = found(dayText(Number(m[1]), Number(m[2]), Number(m[3])), m[4]);
  const zone = m[5];
  if (moment === null || zone === undefined) return moment;
  const offset = /^[+-]/.test(zone) ? zone.replace(/^(...)(\d\d)$/, '$1:$2') : 'Z';
  const at = Date.parse(`${moment.day}T${moment.time}${offset}`);
  return Number.isNaN(at) ? null : { ...moment, at };
};

/** Which of two readings a text like 03/04/2024 allows: 'day' first, 'month' first, both, or neither. */
export const dateOrder = (text: string): 'day' | 'month' | 'both' | null => {
  const m = slashes.exec(text.trim());
  if (m === null) return null;
  const [a, b] = [Number(m[1]), Number(m[2])];
  if (a > 12) return b > 12 ? null : 'day';
  return b > 12 ? 'month' : 'both';
};

/** Reads a date or a date with time. `monthFirst`: 03/04/2024 is the 4th of March. */
export const parseMoment = (input: string, monthFirst: boolean): Moment | null => {
  const text = input.trim().replace(weekday, '');
  let m = iso.exec(text);
  if (m !== null) return parseIso(m);
  m = slashes.exec(text);
  if (m !== null) {
    const [first, second] = [Number(m[1]), Number(m[2])];
    const [day, month] = monthFirst ? [second, first] : [first, second];
    return found(dayText(fullYear(m[3] ?? ''), month, day), m[4]);
  }
  m = yearFirst.exec(text);
  if (m !== null) return found(dayText(Number(m[1]), Number(m[2]), Number(m[3])), m[4]);
  m = dayMonth.exec(text);
  if (m !== null) {
    const month = monthNumber(m[2] ?? '');
    return month === 0 ? null : found(dayText(fullYear(m[3] ?? ''), month, Number(m[1])), m[4]);
  }
  m = monthDay.exec(text);
  if (m === null) return null;
  const month = monthNumber(m[1] ?? '');
  return month === 0 ? null : found(dayText(Number(m[3]), month, Number(m[2])), m[4]);
};

/** A bare number of a workbook as the date it may stand for: 1954 to 2119. */
export const momentOfSerial = (text: string, date1904: boolean): Moment | null => {
  const serial = Number(text);
  if (!(serial >= 20_000 && serial <= 80_000)) return null;
  const [day = '', time = null] = (serialText(serial, date1904) ?? '').split('T');
  return { day, time, at: null };
};

const daysKept = 5000;
const starts = new Map<string, number>();

/** Epoch milliseconds of a moment in a time zone; a day without a time is its first millisecond. */
export const instantOf = ({ day, time, at }: Moment, timeZone: string): number => {
  if (at !== null) return at;
  if (time !== null) {
    return Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(timeZone).epochMilliseconds;
  }
  const key = `${day} ${timeZone}`;
  let start = starts.get(key);
  if (start === undefined) {
    start = startOfDay(day, timeZone);
    if (starts.size >= daysKept) starts.clear();
    starts.set(key, start);
  }
  return start;
};
