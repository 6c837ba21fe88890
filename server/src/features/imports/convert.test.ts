import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CustomField, ImportMapping, ImportTarget, Stage } from '@iperform/contract';
import fc from 'fast-check';
import { type Converted, converter } from './convert.ts';
import { dateOrder, instantOf, parseMoment } from './parse-date.ts';
import { minorUnits, parseAmount, parseBoolean, parseNumber } from './parse-values.ts';
import type { RowValues, Setting } from './values.ts';

const stage = (id: string, name: string, kind: Stage['kind']): Stage => ({
  id,
  name,
  kind,
  position: 0,
  probability: 0,
  limitDays: null,
  requires: [],
});

const setting: Setting = {
  headers: [],
  monthFirst: new Set(),
  date1904: null,
  currency: 'INR',
  timeZone: 'Asia/Kolkata',
  now: Date.UTC(2026, 10, 23),
  stages: [stage('s1', 'New', 'open'), stage('s2', 'Demo', 'open')],
  owners: new Map([
    ['asha rao', 'u1'],
    ['asha@example.com', 'u1'],
    ['two of them', null],
  ]),
  warriors: new Map(),
  partners: new Map([['acme', 'p1']]),
  custom: [],
};

type Target = ImportMapping['columns'][number]['target'];

/** Converts one row given as target → cell. */
const convert = (
  cells: Partial<Record<Target, string>> | [Target, string][],
  more: Partial<Setting> = {},
  emptyValues: string[] = [],
): Converted => {
  const entries = (Array.isArray(cells) ? cells : Object.entries(cells)) as [Target, string][];
  const mapping: ImportMapping = {
    columns: entries.map(([target], index) => ({ index, target })),
    options: { onMatch: 'skip', ownerId: null, source: '', emptyValues },
  };
  const convertRow = converter(mapping, {
    ...setting,
    headers: entries.map(([target]) => `The ${target}`),
    ...more,
  });
  return convertRow({ row: 7, cells: entries.map(([, cell]) => cell), problem: null });
};

const valuesOf = (...args: Parameters<typeof convert>): RowValues => {
  const converted = convert(...args);
  if (!converted.ok) assert.fail(JSON.stringify(converted.reasons));
  return converted.values;
};

const reasonOf = (...args: Parameters<typeof convert>): string => {
  const converted = convert(...args);
  if (converted.ok) assert.fail(JSON.stringify(converted.values));
  return converted.reasons.map(({ column, message }) => `${column}: ${message}`).join('\n');
};

describe('amounts', () => {
  const inMinor = (text: string, digits = 2) => {
    const amount = parseAmount(text);
    return amount === null ? null : minorUnits(amount.decimal, digits);
  };

  for (const [text, minor] of [
    ['₹12,34,567.50', 123_456_750],
    ['12.5 L', 125_000_000],
    ['1.2 Cr', 1_200_000_000],
    ['2 lakhs', 20_000_000],
    ['Rs. 5,000/-', 500_000],
    ['Rs 1,00,000', 10_000_000],
    ['INR 5000', 500_000],
    ['5000 INR', 500_000],
    ['5000', 500_000],
    ['0', 0],
    ['.5', 50],
    ['1.234,56', 123_456],
    ['1 234,5', 123_450],
    ['1,234', 123_400],
    ['12,50', 1250],
    ['1.005', 101],
    ['15k', 1_500_000],
    ['3.5M', 350_000_000],
    ['90000000000000', 9_000_000_000_000_000],
    ['90000000000001', null],
    ['-5', null],
    ['12,34', 1234],
    ['1,2,3', null],
    ['twelve', null],
    ['=1+1', null],
    ['', null],
  ] as const) {
    it(`${text} is ${minor}`, () => assert.equal(inMinor(text), minor));
  }

  it('keeps every minor unit, whatever the size and the currency', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9_000_000_000_000_000 }),
        fc.constantFrom(0, 2, 3),
        (minor, digits) => {
          const padded = String(minor).padStart(digits + 1, '0');
          const whole = padded.slice(0, padded.length - digits);
          const text = digits === 0 ? whole : `${whole}.${padded.slice(-digits)}`;
          assert.equal(inMinor(text, digits), minor);
          const grouped = Intl.NumberFormat('en-IN').format(BigInt(whole));
          assert.equal(inMinor(`₹ ${text.replace(whole, grouped)}`, digits), minor);
        },
      ),
    );
  });

  it('takes the currency from its column, from the sign, or from the company', () => {
    assert.deepEqual(
      [
        valuesOf({ name: 'A', value: '$1,200' }),
        valuesOf({ name: 'A', value: '1200', currency: 'jpy' }),
        valuesOf({ name: 'A', value: '12' }),
      ].map((v) => [v.valueMinor, v.currency]),
      [
        [120_000, 'USD'],
        [1200, 'JPY'],
        [1200, 'INR'],
      ],
    );
    assert.match(reasonOf({ name: 'A', value: 'a lot' }), /^The value: "a lot" is no amount$/);
    assert.match(reasonOf({ name: 'A', value: '-12' }), /negative/);
  });
});

describe('dates', () => {
  for (const [text, day] of [
    ['2026-11-23', '2026-11-23'],
    ['23/11/2026', '2026-11-23'],
    ['3/4/26', '2026-04-03'],
    ['23-11-2026', '2026-11-23'],
    ['23.11.2026', '2026-11-23'],
    ['23-Nov-2026', '2026-11-23'],
    ['23rd November, 2026', '2026-11-23'],
    ['Nov 23, 2026', '2026-11-23'],
    ['Monday, 23 Nov 2026', '2026-11-23'],
    ['2026/11/23', '2026-11-23'],
    ['29/02/2024', '2024-02-29'],
    ['29/02/2023', null],
    ['31-Nov-2026', null],
    ['11/23/2026', null],
    ['tomorrow', null],
    ['45000', null],
    ['23 Nov', null],
  ] as const) {
    it(`${text} is ${day}`, () => assert.equal(parseMoment(text, false)?.day ?? null, day));
  }

  it('are read month first where the column shows it', () => {
    assert.equal(parseMoment('11/23/2026', true)?.day, '2026-11-23');
    assert.deepEqual(['23/11/2026', '11/23/2026', '3/4/2026', '23/23/2026'].map(dateOrder), [
      'day',
      'month',
      'both',
      null,
    ]);
  });

  it('become instants in the zone of the company, or in their own', () => {
    const at = (text: string, zone = 'Asia/Kolkata') => {
      const moment = parseMoment(text, false);
      return moment === null ? null : new Date(instantOf(moment, zone)).toISOString();
    };
    assert.equal(at('23/11/2026'), '2026-11-22T18:30:00.000Z');
    assert.equal(at('23/11/2026 5:30 PM'), '2026-11-23T12:00:00.000Z');
    assert.equal(at('2026-11-23 12:00:05'), '2026-11-23T06:30:05.000Z');
    assert.equal(at('2026-11-23T12:00:00Z'), '2026-11-23T12:00:00.000Z');
    assert.equal(at('2026-11-23T12:00:00.123+0530'), '2026-11-23T06:30:00.000Z');
    assert.equal(at('2026-07-01', 'Europe/Berlin'), '2026-06-30T22:00:00.000Z');
    assert.equal(at('2026-07-01 25:00'), null);
  });

  it('of a workbook may be bare numbers', () => {
    assert.match(reasonOf({ name: 'A', createdAt: '45250' }), /no date/);
    assert.equal(
      valuesOf({ name: 'A', createdAt: '45250' }, { date1904: false }).createdAt,
      Date.parse('2023-11-19T18:30:00Z'),
    );
  });

  it('of a lead do not lie in the future', () => {
    assert.match(reasonOf({ name: 'A', createdAt: '2027-01-01' }), /future/);
  });
});

describe('values', () => {
  it('reads yes, no and numbers', () => {
    assert.deepEqual(['Yes', 'y', '1', 'हाँ', 'NO', '0', 'नहीं', 'maybe'].map(parseBoolean), [
      true,
      true,
      true,
      true,
      false,
      false,
      false,
      null,
    ]);
    assert.deepEqual(['1,234.5', '-3', '12%', '1e3', '4.857', 'x'].map(parseNumber), [
      1234.5,
      -3,
      12,
      1000,
      4.857,
      null,
    ]);
  });

  it('splits and normalises addresses and numbers', () => {
    const values = valuesOf([
      ['name', 'A'],
      ['email', 'a@example.com; B@Example.com / a@EXAMPLE.com'],
      ['email', 'Asha Rao <asha@example.com>'],
      ['phone', '98765 43210, +91-98765-43210; 040 2345 6789'],
      ['phone', '12345'],
    ]);
    assert.deepEqual(values.emails, ['a@example.com', 'B@Example.com', 'asha@example.com']);
    assert.deepEqual(values.phones, ['+919876543210', '+914023456789', '12345']);
    assert.match(
      reasonOf({ name: 'A', email: 'a@example.com, nobody' }),
      /^The email: "nobody" is no e-mail address$/,
    );
    assert.match(reasonOf({ name: 'A', phone: 'call me' }), /no phone number/);
  });

  it('finds people, partners and stages by name, and refuses those it may not use', () => {
    const values = valuesOf({ name: 'A', owner: 'ASHA@example.com', partner: 'Acme', stage: 'demo' });
    assert.deepEqual([values.ownerId, values.partnerId, values.stageId], ['u1', 'p1', 's2']);
    assert.equal(valuesOf({ name: 'A', owner: 'Asha Rao' }).ownerId, 'u1');
    assert.match(reasonOf({ name: 'A', owner: 'Nobody' }), /no person you may give leads to/);
    assert.match(reasonOf({ name: 'A', owner: 'Two of them' }), /several/);
    assert.match(reasonOf({ name: 'A', stage: '0' }), /no stage/);
  });

  it('gives a row without a name one, and refuses a row that says nothing', () => {
    assert.equal(valuesOf({ firstName: 'Asha', lastName: 'Rao' }).name, 'Asha Rao');
    assert.deepEqual(
      [
        valuesOf({ organisation: 'Acme', email: 'a@b.in' }),
        valuesOf({ email: 'a@b.in' }),
        valuesOf({ externalId: '7' }),
      ].map((v) => [v.name, v.nameMade]),
      [
        ['Acme', true],
        ['a@b.in', true],
        ['Lead 7', true],
      ],
    );
    assert.match(reasonOf({ city: 'Pune' }), /has no name/);
  });

  it('tells every reason at once, and none of them twice', () => {
    const reasons = reasonOf({ email: 'x', value: 'y', score: '101' }).split('\n');
    assert.deepEqual(
      reasons.map((r) => r.split(':')[0]),
      ['The email', 'The value', 'The score'],
    );
  });

  it('treats agreed words as empty, and formula text as text', () => {
    const values = valuesOf({ name: '=cmd|x', city: 'Select', note: "'=1+1" }, {}, ['select']);
    assert.deepEqual([values.name, values.city, values.note], ['=cmd|x', undefined, '=1+1']);
  });

  it('refuses a row with more cells than the header, where they hold something', () => {
    const mapping: ImportMapping = {
      columns: [{ index: 0, target: 'name' }],
      options: { onMatch: 'skip', ownerId: null, source: '', emptyValues: [] },
    };
    const convertRow = converter(mapping, { ...setting, headers: ['Name', 'City'] });
    assert.equal(convertRow({ row: 2, cells: ['A', 'B', '', ' '], problem: null }).ok, true);
    assert.equal(convertRow({ row: 2, cells: ['A', 'B', 'C'], problem: null }).ok, false);
    assert.equal(convertRow({ row: 2, cells: ['A'], problem: 'a quotation mark is open' }).ok, false);
  });

  it('reads custom fields by their type', () => {
    const field = (key: string, type: CustomField['type'], options: string[] = []): CustomField => ({
      key,
      label: key,
      type,
      options,
    });
    const custom = [
      field('a', 'text'),
      field('b', 'number'),
      field('c', 'boolean'),
      field('d', 'date'),
      field('e', 'choice', ['Hot', 'Cold']),
    ];
    const cells: [Target, string][] = [
      ['name', 'A'],
      ['custom.a', 'x'],
      ['custom.b', '1,000'],
      ['custom.c', 'No'],
      ['custom.d', '3/4/2026'],
      ['custom.e', 'hot'],
    ];
    assert.deepEqual(valuesOf(cells, { custom }).custom, {
      a: 'x',
      b: 1000,
      c: false,
      d: '2026-04-03',
      e: 'Hot',
    });
    const wrong = cells.map(([target]): [Target, string] => [target, 'wrong']);
    assert.equal(reasonOf(wrong, { custom }).split('\n').length, 4);
  });

  it('answers every row with values or reasons, whatever is in it', () => {
    const targets: ImportTarget[] = [
      'name',
      'email',
      'phone',
      'value',
      'currency',
      'stage',
      'owner',
      'tags',
      'note',
      'score',
      'wonOn',
      'createdAt',
      'externalId',
    ];
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 13, maxLength: 13 }), (cells) => {
        const converted = convert(targets.map((target, i) => [target, cells[i] ?? '']));
        assert.equal(converted.ok ? converted.values.name !== '' : converted.reasons.length > 0, true);
      }),
    );
  });
});
