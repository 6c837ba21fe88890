import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openScan } from './scan.ts';
import { type Known, keyOfHeader, suggest } from './suggest.ts';

const known: Known = {
  stages: new Set(['new', 'demo', 'won']),
  owners: new Set(['asha rao', 'asha@example.com']),
  warriors: new Set(),
  partners: new Set(),
  custom: [],
  memory: new Map(),
  mayDeclare: true,
};

/** Suggested target, and type of a new field, of each column. */
const suggestions = (headers: string[], rows: string[][], more: Partial<Known> = {}): string[] => {
  const scan = openScan(false);
  scan.add({ row: 1, cells: headers, problem: null });
  for (const [i, cells] of rows.entries()) scan.add({ row: i + 2, cells, problem: null });
  return suggest(scan.end(true), { ...known, ...more }).map(({ suggestion }) =>
    suggestion.newField === null ? suggestion.target : `${suggestion.target} ${suggestion.newField.type}`,
  );
};

const repeat = (...values: string[]): string[][] =>
  Array.from({ length: 12 }, (_, i) => [values[i % values.length] ?? '']);
const one = (header: string, ...values: string[]) => suggestions([header], repeat(...values))[0];

describe('suggestions', () => {
  it('know headers in the ways they are written', () => {
    for (const [header, value, target] of [
      ['E-Mail Address', 'a@b.in', 'email'],
      ['SENDER_EMAIL', 'a@b.in', 'email'],
      ['Emial', 'a@b.in', 'email'],
      ['ईमेल', 'a@b.in', 'email'],
      ['Mobile No.', '9876543210', 'phone'],
      ['मोबाइल नंबर', '9876543210', 'phone'],
      ['WhatsApp', '+91 98765 43210', 'phone'],
      ['FirstName', 'Asha', 'firstName'],
      ['नाम', 'Asha', 'name'],
      ['Company Name', 'Acme', 'organisation'],
      ['Lead Source', 'Website', 'source'],
      ['शहर', 'Pune', 'city'],
      ['Deal Value', '₹5,000', 'value'],
      ['Created On', '23/11/2025', 'createdAt'],
      ['Remarks', 'calls back', 'note'],
      ['Lead Status', 'Demo', 'stage'],
      ['Lead Owner', 'Asha Rao', 'owner'],
      ['Reason', 'x', 'ignore'],
    ] as const) {
      assert.equal(one(header, value), target, header);
    }
  });

  it('believe the content more than the header', () => {
    assert.equal(one('Do Not Email', 'Yes', 'No'), 'custom.do_not_email boolean');
    assert.equal(one('Email', 'Yes', 'No'), 'custom.email boolean');
    assert.equal(one('Stage', '0', '1'), 'custom.stage boolean');
    assert.equal(one('Owner', 'Jane Doe'), 'custom.owner choice');
    assert.equal(one('Lead ID', '1', '1'), 'custom.lead_id number');
    assert.equal(one('Tags', `${'x'.repeat(41)}`, 'y'), 'custom.tags choice');
    assert.equal(one('Erreichbar unter', 'a@b.in', 'c@d.in'), 'email');
    assert.equal(one('Numéro', '98765 43210'), 'phone');
  });

  it('propose custom fields of a fitting type', () => {
    assert.equal(one('TotalVisits', '1', '2', '30'), 'custom.total_visits number');
    assert.equal(one('Seen', '2026-01-01', '2026-02-03'), 'custom.seen date');
    assert.equal(one('Level', 'High', 'Low'), 'custom.level choice');
    assert.equal(one('Free', ...Array.from({ length: 12 }, (_, i) => `words ${i}`)), 'custom.free text');
    assert.equal(suggestions(['A', 'B'], [['x', '']])[1], 'ignore');
    assert.deepEqual(suggestions(['Level'], repeat('x'), { mayDeclare: false }), ['ignore']);
  });

  it('give a field that takes one column to the one that names it best', () => {
    const row = ['7', 'u-1', 'Acme', 'Acme', 'Asha', 'Asha Rao', 'a@b.in', 'c@d.in'];
    const rows = [row, row.map((cell, i) => (i < 2 ? `${cell}x` : cell))];
    assert.deepEqual(
      suggestions(
        ['Lead Number', 'Prospect ID', 'Account', 'Company', 'First Name', 'Full Name', 'Email', 'Email 2'],
        rows,
      ),
      [
        'custom.lead_number text',
        'externalId',
        'custom.account text',
        'organisation',
        'ignore',
        'name',
        'email',
        'email',
      ],
    );
  });

  it('remember what the company chose, and use its own fields', () => {
    const custom = [{ key: 'level', label: 'Lead Level', type: 'text' as const, options: [] }];
    const memory = new Map([
      ['leadsource', 'campaign'],
      ['gone', 'custom.gone'],
    ]);
    assert.deepEqual(
      suggestions(
        ['Lead Source', 'Lead level', 'Gone'],
        repeat('Web').map(([v = '']) => [v, v, v]),
        { custom, memory },
      ),
      ['campaign', 'custom.level', 'custom.gone choice'],
    );
  });

  it('forget what a header meant where the column cannot mean it', () => {
    const memory = new Map([['kind', 'tags']]);
    assert.equal(suggestions(['Kind'], repeat('short'), { memory })[0], 'tags');
    assert.equal(suggestions(['Kind'], repeat('x'.repeat(41)), { memory })[0], 'custom.kind choice');
  });

  it('make keys that the database takes', () => {
    const taken = new Set(['level']);
    assert.deepEqual(
      ['Level', '__proto__', 'constructor', 'नाम', '2nd Choice?', 'x'.repeat(90)].map((header) =>
        keyOfHeader(header, taken),
      ),
      ['level_2', 'proto', 'constructor_field', 'field', 'nd_choice', 'x'.repeat(36)],
    );
  });

  it('find the words that mean "empty"', () => {
    const scan = openScan(false);
    scan.add({ row: 1, cells: ['Name', 'City'], problem: null });
    scan.add({ row: 2, cells: ['Asha', 'Select'], problem: null });
    scan.add({ row: 3, cells: ['Ravi', 'Pune'], problem: null });
    const { emptyValues, columns } = scan.end(true);
    assert.deepEqual(emptyValues, ['Select']);
    assert.deepEqual(columns[1]?.values, ['Pune']);
  });
});
