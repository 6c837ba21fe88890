import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { api, type LeadFilter } from '@iperform/contract';
import type { Page } from 'playwright-core';
import { browserTests, eventually } from './harness.ts';
import { figure, names, shows } from './lead-list.ts';

// From a file to leads and back: upload, columns, check, correction, run, report, undo; a reload at any step loses nothing.

const browserTest = browserTests();
const as = 'vidya ADMIN';

const header = 'Full Name,Email Address,Mobile,City,Deal Value,Lead Source,Remarks';
const good = 288;

const row = (i: number, change: { name?: string; email?: string; value?: string } = {}): string =>
  [
    change.name ?? `Imported Person ${i}`,
    change.email ?? `person${i}@file.example`,
    `+91 98${String(10_000_000 + i)}`,
    'Nagpur',
    change.value ?? '"₹45,000"',
    'Seminar',
    i % 50 === 0 ? '"came, saw\nand asked"' : '',
  ].join(',');

/** 300 rows: 288 good ones, 4 that are known already, 8 that cannot be imported. `known` is the phone of a lead. */
const fileOf = (known: string): string => {
  const rows = Array.from({ length: good }, (_, i) => row(i + 1));
  rows.splice(
    10,
    0,
    row(901, { email: 'person 901 at file' }),
    row(902, { email: '@' }),
    row(903, { email: 'x@' }),
  );
  rows.splice(100, 0, row(904, { value: 'a lot' }), row(905, { value: 'ask' }), row(906, { value: '?' }));
  rows.splice(200, 0, ',,,Nagpur,1000,Seminar,', ',,,,,,who is this?');
  rows.push(row(911, { email: 'person1@file.example' }), row(912, { email: 'PERSON2@file.example' }));
  rows.push(`Known One,,${known},Nagpur,,,`, `Known Again,,${known},Nagpur,,,`);
  return `\ufeff${[header, ...rows].join('\r\n')}\r\n`;
};

const outcome = (page: Page, name: string) =>
  page
    .getByRole('group', { name: 'What the rows come to' })
    .getByRole('button', { name: new RegExp(`^${name}`) });

/** The figures of the outcomes, which must add up to what was read, in the figures and in the words. */
const outcomes = async (page: Page): Promise<number[]> => {
  const wanted = ['Created', 'Updated', 'Unchanged', 'Duplicates', 'Rejected'];
  const counts = await Promise.all(
    wanted.map(async (name) => figure(await outcome(page, name).textContent())),
  );
  const read = counts.reduce((sum, count) => sum + count, 0);
  const words = await page.getByText(/^\d[\d,]* read = /).textContent();
  assert.deepEqual(words?.match(/\d[\d,]*/g)?.map(figure), [read, ...counts]);
  return counts;
};

const upload = async (page: Page, name: string, content: string): Promise<void> => {
  await page.goto('/imports');
  await page.getByRole('link', { name: 'Import leads' }).first().click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  await (await chooser).setFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) });
  await page.getByRole('heading', { level: 2, name: 'Columns of the file' }).waitFor();
};

browserTest('a file becomes leads, is corrected on the way, and is undone', { as }, async (scene) => {
  const { page, go, client } = scene;
  const admin = await client(as);
  const before = await admin.call(api.leads.summary);
  const [known] = (
    await admin.call(api.leads.list, {
      query: { filter: [{ field: 'phone', op: 'present' }], sort: 'createdAt', limit: 1 },
    })
  ).items;
  assert.ok(known?.phones[0]);

  await upload(page, 'seminar leads.csv', fileOf(known.phones[0]));
  await page.getByRole('heading', { level: 1, name: 'seminar leads.csv' }).waitFor();
  const becomes = (column: string) => page.getByRole('combobox', { name: column, exact: true });
  for (const [column, target] of [
    ['Full Name', 'name'],
    ['Email Address', 'email'],
    ['Mobile', 'phone'],
    ['City', 'city'],
    ['Deal Value', 'value'],
    ['Lead Source', 'source'],
  ] as const)
    assert.equal(await becomes(column).inputValue(), target, `${column} is understood by itself`);
  await becomes('Remarks').selectOption('Note');

  // What was chosen survives a reload before it was ever sent.
  await page.reload();
  await eventually(async () => assert.equal(await becomes('Remarks').inputValue(), 'note'));
  await page.getByRole('button', { name: 'Check the rows' }).click();
  await outcome(page, 'Created').waitFor();
  assert.deepEqual(await outcomes(page), [good, 0, 0, 4, 8]);
  assert.deepEqual(await admin.call(api.leads.summary), before, 'nothing is written by a check');

  // Back to the columns and forth again: the choices are kept, and so is the result of the check.
  await page.getByRole('button', { name: 'Back to the columns' }).click();
  assert.equal(await becomes('Remarks').inputValue(), 'note');
  await page.getByRole('button', { name: 'Check the rows' }).click();
  await outcome(page, 'Created').waitFor();

  const table = page.getByRole('region', { name: 'Rejected' }).getByRole('table');
  await table.getByText('"a lot" is no amount').waitFor();
  assert.equal(await table.locator('tbody tr').count(), 8);
  const cell = table.locator('tbody tr').filter({ hasText: '"a lot" is no amount' }).getByRole('textbox');
  assert.equal(await cell.getAttribute('aria-invalid'), 'true');
  await cell.fill('1,20,000');
  await page.reload();
  await eventually(async () =>
    assert.equal(await cell.inputValue(), '1,20,000', 'a correction survives a reload'),
  );
  await page.getByRole('button', { name: 'Check again with 1 correction' }).click();
  await eventually(async () => assert.deepEqual(await outcomes(page), [good + 1, 0, 0, 4, 7]));

  await page.getByRole('button', { name: `Import ${good + 1} leads` }).click();
  await page.reload();
  await page.getByRole('heading', { level: 2, name: 'Imported' }).waitFor();
  assert.deepEqual(await outcomes(page), [good + 1, 0, 0, 4, 7]);
  assert.equal((await admin.call(api.leads.summary)).count, before.count + good + 1);
  await outcome(page, 'Duplicates').click();
  await page
    .getByRole('region', { name: 'Duplicates' })
    .getByRole('link', { name: known.name })
    .first()
    .waitFor();

  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download rejected rows' }).click();
  const rejected = readFileSync(await (await download).path(), 'utf8')
    .replace(/^\ufeff/, '')
    .trimEnd()
    .split('\r\n');
  assert.equal(rejected[0], `${header},Reason`);
  assert.equal(rejected.length, 8);
  assert.ok(rejected.some((line) => line.includes('ask') && line.includes('no amount')));

  const address = new URL(page.url()).pathname;
  const id = address.split('/').at(-1) ?? '';
  await page.getByRole('link', { name: 'Show the leads' }).click();
  await shows(page, good + 1);
  assert.ok((await names(page)).every((name) => name.startsWith('Imported Person')));
  const ofImport: LeadFilter = [{ field: 'import', op: 'in', value: [id] }];
  const corrected = await admin.call(api.leads.list, {
    query: { q: 'person904@file.example', sort: '-createdAt', limit: 2 },
  });
  assert.equal(corrected.items[0]?.valueMinor, 12_000_000);

  // One of them has been worked on since: an undo leaves it alone and says so.
  const [touched] = (
    await admin.call(api.leads.list, { query: { filter: ofImport, sort: 'name', limit: 1 } })
  ).items;
  assert.ok(touched);
  await admin.call(api.leads.change, {
    params: { id: touched.id },
    body: { city: 'Wardha', version: touched.version },
  });
  await go(address);
  await page.getByRole('button', { name: 'Undo import' }).click();
  const dialog = page.getByRole('dialog', { name: 'Undo this import?' });
  await dialog.getByText(`${good + 1} leads it created are deleted.`).waitFor();
  await dialog.getByRole('button', { name: 'Undo import' }).click();
  await page.getByText(`${good} deleted, 0 restored to what they were, 1 left alone.`).waitFor();
  await page.getByRole('region', { name: 'Left alone' }).getByRole('link', { name: touched.name }).waitFor();
  await go(`/leads?filter=${JSON.stringify(ofImport)}`);
  await shows(page, 1);
  assert.deepEqual(await names(page), [touched.name]);
  assert.equal((await admin.call(api.leads.summary)).count, before.count + 1);
});

browserTest(
  'the same headers are understood as last time, and the list of imports tells the story',
  { as },
  async (scene) => {
    const { page } = scene;
    await upload(page, 'first.csv', 'Naam,Zahl\nEins,1\n');
    await page.getByRole('combobox', { name: 'Naam', exact: true }).selectOption('Name');
    await page.getByRole('combobox', { name: 'Zahl', exact: true }).selectOption('Score');
    await page.getByRole('button', { name: 'Check the rows' }).click();
    await page.getByRole('button', { name: 'Import 1 lead' }).waitFor();
    await upload(page, 'second.csv', 'Naam,Zahl\nZwei,2\n');
    assert.equal(await page.getByRole('combobox', { name: 'Naam', exact: true }).inputValue(), 'name');
    assert.equal(await page.getByRole('combobox', { name: 'Zahl', exact: true }).inputValue(), 'score');
    await page.getByText('As last time').first().waitFor();

    await page
      .getByRole('navigation', { name: 'Where you are' })
      .getByRole('link', { name: 'Imports' })
      .click();
    const line = page.getByRole('listitem').filter({ hasText: 'first.csv' });
    assert.match(await line.innerText(), /Checked[\s\S]*1 created/);
  },
);

browserTest('a file that is none is refused in words', { as }, async ({ page, go, allow }) => {
  allow(/ 4(00|13|15|22) .*\/api\/v1\/imports/);
  await go('/imports/new');
  for (const [name, content] of [
    ['empty.csv', ''],
    ['picture.xlsx', 'not a workbook at all'],
    ['nul.csv', 'Name,City\nA\0B,Pune\n'],
  ] as const) {
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose a file' }).click();
    await (await chooser).setFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) });
    const alert = page.getByRole('alert');
    await alert.waitFor();
    const words = await alert.innerText();
    assert.ok(words.length > 10 && !/undefined|\bError\b/.test(words), `${name}: ${words}`);
    await page.getByRole('button', { name: 'Choose a file' }).waitFor();
    await page.reload();
  }
});
