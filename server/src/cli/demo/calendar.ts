import { Temporal } from 'temporal-polyfill';
import { addDays, dayOf, daysBetween, startOfDay } from '../../kernel/days.ts';
import type { Dice } from './dice.ts';

// The half-year of the demo and the days around it, in the company's time zone: when people work, when leads come.

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

const daysBack = 182;
const daysAhead = 120;

export interface Hours {
  /** Hours of the day, 9.5 is half past nine. */
  from: number;
  to: number;
  /** ISO weekdays without work, 7 is Sunday. */
  closed: number[];
}

export interface CalendarDay {
  /** `2026-11-23` */
  name: string;
  start: number;
  /** ISO: 1 is Monday. */
  weekday: number;
  open: boolean;
  /** 1 on an ordinary day, less around Diwali. */
  mood: number;
  /** 0 on the first day of the story, 1 on its last. */
  progress: number;
}

export interface Calendar {
  /** The story begins here … */
  start: number;
  /** … and everything in it happened before this moment, the first of the company's day: the whole day tells the same story. */
  now: number;
  /** The days of the story, without today. */
  past: CalendarDay[];
  /** The day a moment falls on. */
  at: (at: number) => CalendarDay;
  /** `at`, or where nobody works then, soon after work begins again. */
  working: (at: number, dice: Dice) => number;
}

/** The new moon of Diwali. Years not listed have no dip. */
const diwali = [
  '2024-10-31',
  '2025-10-20',
  '2026-11-08',
  '2027-10-29',
  '2028-10-17',
  '2029-11-05',
  '2030-10-26',
  '2031-11-14',
  '2032-11-02',
];

/** Days on which all of India rests, whatever the year. */
const holidays = ['01-26', '08-15', '10-02'];

/** Days from the nearest Diwali; negative before it. */
const fromDiwali = (name: string): number =>
  diwali
    .map((feast) => Temporal.PlainDate.from(feast).until(name).days)
    .reduce((nearest, days) => (Math.abs(days) < Math.abs(nearest) ? days : nearest), 9999);

const moodOf = (distance: number): number => {
  if (distance >= -1 && distance <= 2) return 0.2;
  return distance >= -4 && distance <= 4 ? 0.55 : 1;
};

/** The half-year before the day of `clock` in a time zone without summer time. */
export const calendarOf = (clock: number, timeZone: string, hours: Hours): Calendar => {
  const today = dayOf(clock, timeZone);
  const first = addDays(today, -daysBack);
  const start = startOfDay(first, timeZone);
  const now = startOfDay(today, timeZone);
  const all = daysBetween(first, addDays(today, daysAhead)).map((name, i): CalendarDay => {
    const weekday = Temporal.PlainDate.from(name).dayOfWeek;
    const distance = fromDiwali(name);
    const feast = distance >= -1 && distance <= 2;
    return {
      name,
      start: start + i * day,
      weekday,
      open: !feast && !hours.closed.includes(weekday) && !holidays.includes(name.slice(5)),
      mood: moodOf(distance),
      progress: Math.min(1, i / daysBack),
    };
  });
  const index = (at: number) => Math.min(Math.max(0, Math.floor((at - start) / day)), all.length - 1);
  const opening = hours.from * hour;
  const closing = hours.to * hour;
  return {
    start,
    now,
    past: all.slice(0, daysBack),
    at: (at) => all[index(at)] as CalendarDay,
    working: (moment, dice) => {
      const at = Math.round(moment);
      const date = all[index(at)] as CalendarDay;
      const time = at - date.start;
      if (date.open && time >= opening && time < closing) return at;
      const next = all.find((d) => d.open && (d.start > date.start || (d === date && time < opening)));
      return (next ?? date).start + opening + dice.whole(1, 150) * minute;
    },
  };
};

export interface Rhythm {
  /** How many leads come on each weekday, Monday first, in relation to each other. */
  weekdays: number[];
  /** The same for each hour of the day. */
  hours: number[];
  /** How much more comes at the end of the half-year than at its beginning: 0.5 is half as much again. */
  growth: number;
}

/** A campaign that brings many leads in few days. */
export interface Burst {
  name: string;
  source: string;
  /** Where in the half-year it begins, 0 to 1. */
  begins: number;
  days: number;
  /** How many times the ordinary number of leads comes in it. */
  lift: number;
}

/** Whether a moment lies in a campaign. */
export const inBurst = (calendar: Calendar, burst: Burst, at: number): boolean => {
  const days = (at - calendar.start) / day - burst.begins * calendar.past.length;
  return days >= 0 && days < burst.days;
};

/** When leads came: `count` moments of the half-year, in order. */
export const arrivals = (
  calendar: Calendar,
  rhythm: Rhythm,
  burst: Burst,
  count: number,
  dice: Dice,
): number[] => {
  const days = calendar.past.map((date) => ({
    date,
    weight:
      (rhythm.weekdays[date.weekday - 1] ?? 0) *
      date.mood *
      (1 + rhythm.growth * date.progress) *
      (inBurst(calendar, burst, date.start + hour) ? burst.lift : 1) *
      dice.around(1.35),
  }));
  const hours = rhythm.hours.map((weight, i) => ({ i, weight }));
  const moments = Array.from({ length: count }, () => {
    const { date } = dice.weighted(days, (d) => d.weight);
    const { i } = dice.weighted(hours, (h) => h.weight);
    return date.start + i * hour + dice.whole(0, hour - 1);
  });
  return moments.sort((a, b) => a - b);
};
