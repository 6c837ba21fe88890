/** How people here read numbers, money and time. The one formatter of the browser; pure, the time zone comes in. */

const minorDigits = new Map<string, number>();
const digitsOf = (currency: string): number => {
  const known = minorDigits.get(currency);
  if (known !== undefined) return known;
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  minorDigits.set(currency, digits);
  return digits;
};

const symbols: Record<string, string> = { INR: '₹', USD: '$', EUR: '€', GBP: '£' };
const symbolOf = (currency: string): string => symbols[currency] ?? `${currency} `;

/** Minor units (paise) to major units (rupees). */
export const toMajor = (minor: number, currency: string): number => minor / 10 ** digitsOf(currency);
/** Major units as typed to integer minor units. */
export const toMinor = (major: number, currency: string): number =>
  Math.round(major * 10 ** digitsOf(currency));

const integers = new Intl.NumberFormat('en-IN', { maximumFractionDigits: 0 });
/** `1993` → `1,993`, `1250000` → `12,50,000`. */
export const formatNumber = (value: number): string => integers.format(value);

/** One decimal at most: `48.5%`. */
export const formatPercent = (value: number): string => `${trim(value, 1)}%`;

const trim = (value: number, decimals: number): string =>
  new Intl.NumberFormat('en-IN', { maximumFractionDigits: decimals }).format(value);

/** Every digit: `₹12,50,000`; paise only where there are some. */
export const formatMoney = (minor: number, currency: string): string => {
  const digits = digitsOf(currency);
  const whole = minor % 10 ** digits === 0;
  const amount = new Intl.NumberFormat('en-IN', {
    minimumFractionDigits: whole ? 0 : digits,
    maximumFractionDigits: whole ? 0 : digits,
  }).format(Math.abs(toMajor(minor, currency)));
  return `${minor < 0 ? '−' : ''}${symbolOf(currency)}${amount}`;
};

const scales: Record<'INR' | 'other', [limit: number, suffix: string][]> = {
  INR: [
    [1e7, ' Cr'],
    [1e5, ' L'],
  ],
  other: [
    [1e9, ' B'],
    [1e6, ' M'],
  ],
};

/** Three figures at most: `₹9.76 L`, `₹3.32 Cr`, `₹1,621 Cr`; below a lakh every digit. */
export const formatCompactMoney = (minor: number, currency: string): string => {
  const major = Math.abs(toMajor(minor, currency));
  for (const [limit, suffix] of scales[currency === 'INR' ? 'INR' : 'other']) {
    // 99,99,600 rounds to 100 L, which is 1 Cr: compare after rounding to three figures.
    if (Number(major.toPrecision(3)) < limit) continue;
    const scaled = major / limit;
    const decimals = scaled >= 99.95 ? 0 : scaled >= 9.995 ? 1 : 2;
    return `${minor < 0 ? '−' : ''}${symbolOf(currency)}${trim(scaled, decimals)}${suffix}`;
  }
  return formatMoney(Math.sign(minor) * toMinor(Math.round(major), currency), currency);
};

const months: Record<string, string[]> = {
  en: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
  hi: ['जन॰', 'फ़र॰', 'मार्च', 'अप्रैल', 'मई', 'जून', 'जुल॰', 'अग॰', 'सित॰', 'अक्टू॰', 'नव॰', 'दिस॰'],
};

const zones = new Map<string, Intl.DateTimeFormat>();
const partsIn = (epoch: number, timeZone: string): Record<string, number> => {
  let zone = zones.get(timeZone);
  if (!zone) {
    zone = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    zones.set(timeZone, zone);
  }
  return Object.fromEntries(zone.formatToParts(epoch).map(({ type, value }) => [type, Number(value)]));
};

const two = (n: number): string => String(n).padStart(2, '0');

/** A calendar day `2026-09-05` → `05 Sep 2026`. */
export const formatDay = (day: string, locale = 'en'): string => {
  const [year, month, date] = day.split('-').map(Number);
  return `${two(date ?? 0)} ${(months[locale] ?? months.en)?.[(month ?? 1) - 1]} ${year}`;
};

/** The calendar day an instant falls on: `2026-09-05`. */
export const dayOf = (epoch: number, timeZone: string): string => {
  const { year, month, day } = partsIn(epoch, timeZone);
  return `${year}-${two(month ?? 1)}-${two(day ?? 1)}`;
};

/** An instant as `05 Sep 2026`. */
export const formatDate = (epoch: number, timeZone: string, locale = 'en'): string =>
  formatDay(dayOf(epoch, timeZone), locale);

/** An instant as `4:11 pm`. */
export const formatTime = (epoch: number, timeZone: string): string => {
  const { hour = 0, minute = 0 } = partsIn(epoch, timeZone);
  return `${hour % 12 || 12}:${two(minute)} ${hour < 12 ? 'am' : 'pm'}`;
};

/** An instant as `05 Sep 2026, 4:11 pm`. */
export const formatDateTime = (epoch: number, timeZone: string, locale = 'en'): string =>
  `${formatDate(epoch, timeZone, locale)}, ${formatTime(epoch, timeZone)}`;

/** Hours and minutes for a time field: `16:11`. */
export const clockOf = (epoch: number, timeZone: string): string => {
  const { hour = 0, minute = 0 } = partsIn(epoch, timeZone);
  return `${two(hour)}:${two(minute)}`;
};

/** The instant of `2026-09-05` `16:11` on the clocks of a time zone. A time that a zone skips moves forward. */
export const instantOf = (day: string, clock: string, timeZone: string): number => {
  const wanted = Date.parse(`${day}T${clock}:00Z`);
  const offsetAt = (epoch: number): number => {
    const p = partsIn(epoch, timeZone);
    const local = Date.UTC(p.year ?? 0, (p.month ?? 1) - 1, p.day, p.hour, p.minute, p.second);
    return local - Math.floor(epoch / 1000) * 1000;
  };
  const guess = wanted - offsetAt(wanted);
  return wanted - offsetAt(guess);
};

/** `2026-09-05` moved by days. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** Whole days from one instant to another, by the calendar of the time zone. */
export const daysBetween = (from: number, to: number, timeZone: string): number =>
  Math.round((Date.parse(dayOf(to, timeZone)) - Date.parse(dayOf(from, timeZone))) / 86_400_000);

export type DueState = 'overdue' | 'today' | 'later' | 'none';
/** What a next step means today, by the calendar of the company, as the server's filters see it. */
export const dueState = (at: number | null, now: number, timeZone: string): DueState => {
  if (at === null) return 'none';
  const [due, today] = [dayOf(at, timeZone), dayOf(now, timeZone)];
  return due < today ? 'overdue' : due === today ? 'today' : 'later';
};

/** `+919430024054` → `+91 94300 24054`; numbers of elsewhere stay as they are. */
export const formatPhone = (phone: string): string => phone.replace(/^\+91(\d{5})(\d{5})$/, '+91 $1 $2');

/** `Asha Pillai` → `AP`; what does not begin with a letter or a digit is no word of a name. */
export const initials = (name: string): string => {
  const words = name.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase();
};
