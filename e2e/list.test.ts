import assert from 'node:assert/strict';
import { api } from '@iperform/contract';
import type { Page } from 'playwright-core';
import { browserTests, eventually } from './harness.ts';
import { cells, figure, names, rows, shows, table, total } from './lead-list.ts';

// The list of leads: everything it shows is in its address, it holds any number of rows, and it works by keyboard.

const browserTest = browserTests();
const as = 'vidya ADMIN';

const header = (page: Page, name: string) => table(page).getByRole('columnheader', { name, exact: true });
const scroller = (page: Page) => page.getByRole('region', { name: 'Table of leads' });
const search = (page: Page) => page.getByRole('searchbox', { name: 'Search this list' });

/** What is in the rows and heads of the list. */
const picture = async (page: Page) => ({
  heads: await table(page).locator('thead th').allTextContents(),
  rows: (await rows(page).allTextContents()).slice(0, 15),
  total: await total(page),
});

browserTest(
  'filter, sort and columns live in the address: for a reload and for whoever gets the link',
  { as },
  async ({ page, go, open, client }) => {
    await go('/leads');
    await page
      .getByRole('group', { name: 'Stages' })
      .getByRole('button', { name: /^Qualified/ })
      .click();

    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    const filter = page.getByRole('dialog', { name: 'Add a filter' });
    await filter.getByRole('textbox', { name: 'Find a field' }).fill('sour');
    await page.keyboard.press('Enter');
    await filter.getByRole('checkbox', { name: 'Website' }).check();
    await filter.getByRole('button', { name: 'Apply' }).click();
    await filter.waitFor({ state: 'detached' });

    await header(page, 'Value').getByRole('button').click();
    await page.getByRole('button', { name: 'Columns' }).click();
    const columns = page.getByRole('dialog', { name: 'Columns' });
    await columns.getByRole('checkbox', { name: 'City' }).uncheck();
    await columns.getByRole('checkbox', { name: 'Product' }).check();
    await page.keyboard.press('Escape');
    await columns.waitFor({ state: 'detached' });

    const admin = await client(as);
    const { stages } = await admin.call(api.pipeline.read);
    const qualified = stages.find(({ name }) => name === 'Qualified')?.id ?? '';
    const asked = await admin.call(api.leads.summary, {
      query: {
        filter: [
          { field: 'stage', op: 'in', value: [qualified] },
          { field: 'source', op: 'in', value: ['Website'] },
        ],
      },
    });
    assert.ok(asked.count > 5);
    await shows(page, asked.count);
    const seen = await picture(page);
    assert.ok(seen.heads.includes('Product') && !seen.heads.includes('City'), seen.heads.join());
    assert.ok((await cells(page, 'Stage')).every((stage) => stage === 'Qualified'));
    assert.ok((await cells(page, 'Source')).every((source) => source === 'Website'));

    await page.reload();
    await shows(page, asked.count);
    assert.deepEqual(await picture(page), seen, 'after a reload');
    assert.equal(await header(page, 'Value').getAttribute('aria-sort'), 'ascending');

    const link = page.url();
    const other = await open({ as: 'vidya GUEST' });
    await other.go(link);
    await shows(other.page, asked.count);
    assert.deepEqual(await picture(other.page), seen, 'for somebody else');
  },
);

browserTest('a click on a head sorts, a second one turns it round, on the server', { as }, async (scene) => {
  const { page, go, client } = scene;
  const admin = await client(as);
  await go('/leads');
  for (const [sort, direction] of [
    ['value', 'ascending'],
    ['-value', 'descending'],
  ] as const) {
    await header(page, 'Value').getByRole('button').click();
    const { items } = await admin.call(api.leads.list, { query: { sort, limit: 10 } });
    await eventually(async () => {
      assert.equal(await header(page, 'Value').getAttribute('aria-sort'), direction);
      assert.deepEqual(
        (await names(page)).slice(0, 10),
        items.map(({ name }) => name),
      );
    });
  }
  assert.equal(await header(page, 'Name').getAttribute('aria-sort'), 'none');
  assert.equal(await header(page, 'Owner').getByRole('button').count(), 0, 'the server sorts by no owner');
});

browserTest('thousands of rows, a screenful in the page, the head always on top', { as }, async (scene) => {
  const { page, go, client } = scene;
  const admin = await client(as);
  const { count } = await admin.call(api.leads.summary);
  assert.ok(count > 2000);
  await go('/leads');
  await shows(page, count);
  const headTop = async () => (await table(page).locator('thead').boundingBox())?.y;
  const top = await headTop();

  // Down to the very last row, as fast as the wheel turns.
  await scroller(page).hover();
  await eventually(async () => {
    await page.mouse.wheel(0, 60_000);
    assert.ok((await rows(page).count()) < 60, 'rows in the page');
    assert.ok(await table(page).locator(`tr[aria-rowindex="${count}"]`).isVisible(), 'the last row');
  }, 60_000);
  assert.equal(await headTop(), top, 'the head stays');
  const indexes = await Promise.all(
    (await rows(page).all()).slice(-5).map((row) => row.getAttribute('aria-rowindex')),
  );
  assert.deepEqual(
    indexes.map(Number),
    [4, 3, 2, 1, 0].map((i) => count - i),
  );
  const [oldest] = (await admin.call(api.leads.list, { query: { sort: 'createdAt', limit: 1 } })).items;
  assert.equal((await names(page)).at(-1), oldest?.name);

  await page.mouse.wheel(0, -40_000);
  await eventually(async () => {
    const shown = await rows(page).count();
    assert.ok(shown > 15 && shown < 60, `${shown} rows in the page`);
  });
});

browserTest(
  'search narrows as one types and keeps the focus; nothing found offers the way back',
  { as },
  async (scene) => {
    const { page, go, client, allow } = scene;
    const admin = await client(as);
    const { count: all } = await admin.call(api.leads.summary);
    const { items } = await admin.call(api.leads.list, { query: { sort: '-value', limit: 1 } });
    const word = items[0]?.name.split(' ')[0] ?? '';
    const { count } = await admin.call(api.leads.summary, { query: { q: word } });
    assert.ok(word.length > 2 && count > 0 && count < all);

    await go('/leads');
    await shows(page, all);
    await page.keyboard.press('/');
    await page.keyboard.type(word, { delay: 30 });
    await shows(page, count);
    assert.equal(await search(page).inputValue(), word);
    assert.ok(
      await search(page).evaluate((field) => field.matches(':focus')),
      'the focus stays in the field',
    );
    assert.equal(new URL(page.url()).searchParams.get('q'), word);
    assert.equal(
      (await rows(page).first().locator('mark').first().textContent())?.toLowerCase(),
      word.toLowerCase(),
    );

    await search(page).fill('zzqqxx');
    await page.getByRole('heading', { name: 'No lead matches' }).waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await shows(page, all);
    assert.equal(await search(page).inputValue(), '');
    assert.equal(new URL(page.url()).search, '');

    // A network that is gone is neither of the two.
    allow(/ERR_INTERNET_DISCONNECTED/);
    await page.context().setOffline(true);
    await search(page).fill(word.slice(0, -1));
    const alerts = page.getByRole('alert').filter({ hasText: 'No connection to the server.' });
    await alerts.filter({ hasText: 'This could not be loaded' }).waitFor();
    await page.context().setOffline(false);
    await eventually(async () => {
      for (const alert of await alerts.all())
        await alert.getByRole('button', { name: 'Try again' }).click({ timeout: 1000 });
      assert.equal(await alerts.count(), 0);
    });
    await rows(page).first().waitFor();
  },
);

browserTest(
  'the tabs count what they open, and so do the stages',
  { as: 'vidya SALESPERSON' },
  async (scene) => {
    const { page, go } = scene;
    await go('/leads');
    const tabs = page.getByRole('navigation', { name: 'Views' }).getByRole('link');
    const numbered = tabs.filter({ has: page.locator('.tab-count:not(:empty)') });
    await eventually(async () => assert.equal(await numbered.count(), 5));
    let different = new Set<number>();
    for (const tab of await tabs.all()) {
      const count = figure(await tab.locator('.tab-count').textContent());
      different.add(count);
      await tab.click();
      await eventually(async () => assert.equal(await tab.getAttribute('aria-current'), 'page'));
      if (count > 0) await shows(page, count);
      else await page.getByRole('heading', { name: 'Nothing here' }).waitFor();
    }
    assert.ok(different.size > 2, 'the views differ');

    different = new Set();
    const segments = page.getByRole('group', { name: 'Stages' }).getByRole('button');
    for (const segment of (await segments.all()).slice(1, 4)) {
      const count = figure(await segment.locator('.stratum-label span').nth(1).textContent());
      different.add(count);
      await segment.click();
      await shows(page, count);
      assert.equal(await segment.getAttribute('aria-pressed'), 'true');
      await segment.click();
      await eventually(async () => assert.equal(await segment.getAttribute('aria-pressed'), 'false'));
    }
    assert.ok(different.size > 1);
  },
);

browserTest('the keyboard walks, selects, opens and comes back', { as }, async ({ page, go }) => {
  await go('/leads');
  await rows(page).first().waitFor();
  const list = await names(page);
  const focused = () => page.locator('a[data-lead]:focus').textContent();
  const isOn = (i: number) => eventually(async () => assert.equal(await focused(), list[i]));
  await page.keyboard.press('j');
  await isOn(0);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await isOn(2);
  await page.keyboard.press('k');
  await isOn(1);
  await page.keyboard.press('x');
  const bar = page.getByRole('status').filter({ hasText: 'selected' });
  assert.match((await bar.textContent()) ?? '', /^1 selected/);
  assert.ok(await rows(page).nth(1).getByRole('checkbox').isChecked());
  await page.keyboard.press('x');
  await bar.waitFor({ state: 'detached' });

  for (let i = 0; i < 30; i++) await page.keyboard.press('ArrowDown');
  const far = await eventually(async () => {
    const index = await rows(page)
      .filter({ has: page.locator('a:focus') })
      .getAttribute('aria-rowindex');
    assert.equal(index, '32');
    return focused();
  });
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: far ?? '' }).waitFor();
  await page.goBack();
  await rows(page).first().waitFor();
  await eventually(async () => {
    const row = await rows(page)
      .filter({ hasText: far ?? '' })
      .first()
      .boundingBox();
    assert.ok(row && row.y > 0 && row.y < 900, 'the list is where it was');
  });
});

browserTest('Shift takes a range, and the sum is that of the rows', { as }, async ({ page, go, client }) => {
  const admin = await client(as);
  const { items } = await admin.call(api.leads.list, { query: { sort: '-value', limit: 4 } });
  await go('/leads?sort=-value');
  await rows(page).nth(3).waitFor();
  await rows(page).nth(0).getByRole('checkbox').click();
  await rows(page)
    .nth(3)
    .getByRole('checkbox')
    .click({ modifiers: ['Shift'] });
  const bar = page.getByRole('status').filter({ hasText: 'selected' });
  const lakh = items.reduce((sum, { valueMinor }) => sum + valueMinor, 0) / 1e7;
  assert.match((await bar.textContent()) ?? '', /^4 selected/);
  assert.ok(
    ((await bar.textContent()) ?? '').includes(`₹${Number(lakh.toPrecision(3))} L`),
    await bar.innerText(),
  );
  await page.getByRole('button', { name: 'Copy phones' }).click();
  await page.getByRole('status').getByText('Copied').waitFor();
  const copied = await page.evaluate<string>('navigator.clipboard.readText()');
  assert.equal(copied, items.flatMap(({ phones }) => phones).join('\n'));
});

browserTest(
  'a new lead: what is wrong is shown at its field, and two presses make one lead',
  { as },
  async (scene) => {
    const { page, go, client } = scene;
    const admin = await client(as);
    await go('/leads');
    const { count } = await admin.call(api.leads.summary);
    await shows(page, count);
    await page.keyboard.press('c');
    const dialog = page.getByRole('dialog', { name: 'New lead' });
    const name = dialog.getByLabel('Name', { exact: true });
    await dialog.getByLabel('E-mail').fill('not an address');
    await dialog.getByLabel('City').fill('Nashik');
    await dialog.getByRole('button', { name: 'Create lead' }).click();
    await eventually(async () => assert.equal(await name.getAttribute('aria-invalid'), 'true'));
    assert.ok(await name.evaluate((field) => field.matches(':focus')), 'the first bad field has the focus');
    const described = await name.getAttribute('aria-describedby');
    assert.equal(await dialog.locator(`[id="${described}"]`).textContent(), 'Enter a name');
    assert.equal(await dialog.getByLabel('City').inputValue(), 'Nashik', 'what was typed stays');

    await name.fill('Cynthia ccc D’Souza');
    await dialog.getByLabel('E-mail').fill('cynthia@nashik.example');
    await dialog.getByLabel('Value in INR').fill('12,50,000');
    await dialog.getByRole('button', { name: 'Create lead' }).dblclick();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('status').getByText('Cynthia ccc D’Souza was created').waitFor();
    await shows(page, count + 1);
    assert.equal((await names(page))[0], 'Cynthia ccc D’Souza');
    assert.equal((await cells(page, 'Value'))[0], '₹12,50,000');
    const { items } = await admin.call(api.leads.list, {
      query: { q: 'cynthia@nashik.example', sort: '-createdAt', limit: 10 },
    });
    assert.equal(items.length, 1);
  },
);

browserTest('palette, shortcuts and row height', { as }, async ({ page, go, client }) => {
  const admin = await client(as);
  const [rich] = (await admin.call(api.leads.list, { query: { sort: '-value', limit: 1 } })).items;
  assert.ok(rich);
  await go('/leads');
  await rows(page).first().waitFor();
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: 'Search leads and actions' });
  await field.fill(rich.name);
  await page.getByRole('option', { name: rich.name }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: rich.name }).waitFor();
  await page.goBack();

  await rows(page).first().waitFor();
  await page.keyboard.press('?');
  const shortcuts = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await shortcuts.getByText('Next lead').waitFor();
  await shortcuts.getByRole('checkbox', { name: 'Use shortcuts of a single key' }).uncheck();
  await page.keyboard.press('Escape');
  await shortcuts.waitFor({ state: 'detached' });
  await page.keyboard.press('c');
  assert.equal(await page.getByRole('dialog').count(), 0, 'single keys are off');

  const height = async () => (await rows(page).first().boundingBox())?.height;
  assert.equal(await height(), 38);
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('radio', { name: 'Compact' }).check();
  await page.keyboard.press('Escape');
  await page.reload();
  await rows(page).first().waitFor();
  assert.equal(await height(), 32);
});

browserTest(
  'days are those of the company, wherever the browser stands',
  { as, timeZone: 'UTC' },
  async (scene) => {
    const { page, go, open } = scene;
    const path = '/leads?cols=["name","createdAt","nextFollowupAt"]&sort=nextFollowupAt';
    const daysIn = async (where: Page): Promise<string[]> => {
      await rows(where).first().waitFor();
      return [...(await cells(where, 'Created')), ...(await cells(where, 'Next step'))];
    };
    await go(path);
    const utc = await daysIn(page);
    const far = await open({ as, timeZone: 'America/Los_Angeles' });
    await far.go(path);
    assert.deepEqual(await daysIn(far.page), utc);
    assert.match(utc[0] ?? '', /^\d\d \w{3} \d{4}$/);
  },
);
