// Texts as people and programs write them into files, made into values. Each answers null for what it does not understand.

const yes = new Set([
  '1',
  'yes',
  'y',
  'true',
  't',
  'on',
  'x',
  '✓',
  'ja',
  'oui',
  'haan',
  'हाँ',
  'हां',
  'जी',
  'सही',
]);
const no = new Set(['0', 'no', 'n', 'false', 'f', 'off', '✗', 'nein', 'non', 'nahin', 'नहीं', 'ना', 'गलत']);

export const parseBoolean = (text: string): boolean | null => {
  const word = text.trim().toLowerCase();
  if (yes.has(word)) return true;
  return no.has(word) ? false : null;
};

/**
 * Digits with one `.` at most, from a number written with separators: `12,34,567.50`, `1 234,5`, `1.234,56`. A comma before
 * exactly three last digits groups; before one or two it is the decimal sign.
 */
const plainDecimal = (text: string): string | null => {
  const compact = text.replace(/[\s\u00a0\u202f']/g, '');
  if (!/^[+-]?(\d[\d.,]*|[.,]\d+)$/.test(compact)) return null;
  const comma = compact.lastIndexOf(',');
  const dot = compact.lastIndexOf('.');
  let decimal = dot;
  if (comma > dot) decimal = dot >= 0 || !/,\d{3}$/.test(compact) ? comma : -1;
  // Several dots and no comma group thousands: 1.234.567
  else if (comma < 0 && compact.indexOf('.') !== dot) decimal = -1;
  const whole = decimal < 0 ? compact : compact.slice(0, decimal);
  const fraction = decimal < 0 ? '' : compact.slice(decimal + 1);
  if (/[.,]/.test(fraction) || !/^[+-]?(\d{1,3}([.,]\d{2,3})*|\d*)$/.test(whole)) return null;
  const digits = whole.replace(/[.,]/g, '');
  return fraction === '' ? digits : `${digits}.${fraction}`;
};

export const parseNumber = (text: string): number | null => {
  const trimmed = text.trim();
  const scientific = /^[+-]?\d+(\.\d+)?e[+-]?\d{1,3}$/i.test(trimmed);
  const plain = scientific ? trimmed : plainDecimal(trimmed.replace(/%$/, ''));
  if (plain === null) return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
};

const scales: [RegExp, number][] = [
  [/(crores?|cr)\.?$/i, 7],
  [/(lakhs?|lacs?|l)\.?$/i, 5],
  [/(thousand|k)\.?$/i, 3],
  [/(million|mn|m)\.?$/i, 6],
  [/(billion|bn|b)\.?$/i, 9],
];

const symbols: [RegExp, string][] = [
  [/₹|\bRs\.?(?![a-z])|रु\.?|रुपये/i, 'INR'],
  [/\$/, 'USD'],
  [/€/, 'EUR'],
  [/£/, 'GBP'],
];

const digitsOf = new Map<string, number>();

/** How many digits the minor unit of a currency has: 2 for INR, 0 for JPY, 3 for KWD. */
export const currencyDigits = (currency: string): number => {
  let digits = digitsOf.get(currency);
  if (digits === undefined) {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    digits = format.resolvedOptions().maximumFractionDigits ?? 2;
    if (digitsOf.size < 1000) digitsOf.set(currency, digits);
  }
  return digits;
};

export interface Amount {
  /** A decimal in whole units, as text, so that no paisa is lost on the way to minor units. */
  decimal: string;
  /** ISO code, where a sign or code says so. */
  currency: string | null;
}

/** `₹12,34,567.50`, `12.5 L`, `1.2 Cr`, `Rs. 5,000/-`, `INR 5000`, `$1,200`, `5000`. */
export const parseAmount = (text: string): Amount | null => {
  let rest = text.trim();
  let currency: string | null = null;
  for (const [sign, code] of symbols) {
    if (!sign.test(rest)) continue;
    currency = code;
    rest = rest.replace(sign, '').trim();
    break;
  }
  const code = /^([A-Z]{3})\s*(?=[\d.+-])|(?<=[\d.a-z)\s])\s*([A-Z]{3})$/.exec(rest);
  if (currency === null && code !== null) {
    currency = code[1] ?? code[2] ?? null;
    rest = rest.replace(code[0], '').trim();
  }
  rest = rest.replace(/\/-?$|\/=$/, '').trim();
  let scale = 0;
  for (const [word, power] of scales) {
    if (!word.test(rest)) continue;
    scale = power;
    rest = rest.replace(word, '').trim();
    break;
  }
  const decimal = plainDecimal(rest);
  return decimal === null ? null : { decimal: scale === 0 ? decimal : shift(decimal, scale), currency };
};

/** Moves the decimal point to the right. */
const shift = (decimal: string, places: number): string => {
  const [whole = '', fraction = ''] = decimal.split('.');
  const moved = fraction.padEnd(places, '0');
  const rest = moved.slice(places);
  return `${whole}${moved.slice(0, places)}${rest === '' ? '' : `.${rest}`}`;
};

const mostMinor = 9_000_000_000_000_000n;

/** Minor units of a decimal, rounded half up; null where it is negative or too large to keep. */
export const minorUnits = (decimal: string, digits: number): number | null => {
  if (decimal.startsWith('-')) return /[1-9]/.test(decimal) ? null : 0;
  const moved = shift(decimal.replace('+', ''), digits);
  const [whole = '0', rest = ''] = moved.split('.');
  if (whole.length > 20) return null;
  const minor = BigInt(whole === '' ? '0' : whole) + (rest >= '5' ? 1n : 0n);
  return minor > mostMinor ? null : Number(minor);
};
