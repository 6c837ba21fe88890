import assert from 'node:assert/strict';
import { api, type Lead } from '@iperform/contract';
import type { Locator, Page } from 'playwright-core';
import { browserTests, eventually, phone } from './harness.ts';
import { names, rows, shows } from './lead-list.ts';
import type { Client } from './product.ts';

// The page of one lead: read it, change it in its place, and never lose what somebody else wrote.

const browserTest = browserTests();
const as = 'vidya ADMIN';

/** An open lead with phone, e-mail and value; each test takes one of its own. */
const take = async (admin: Client, at: number, stage = 'Qualified'): Promise<Lead> => {
  const { stages } = await admin.call(api.pipeline.read);
  const { items } = await admin.call(api.leads.list, {
    query: {
      filter: [
        { field: 'stage', op: 'in', value: [stages.find(({ name }) => name === stage)?.id ?? ''] },
        ...(['owner', 'phone', 'email'] as const).map((field) => ({ field, op: 'present' as const })),
        { field: 'value', op: 'gte', value: 1 },
        { field: 'nextFollowupAt', op: 'present' },
      ],
      sort: 'createdAt',
      limit: 20,
    },
  });
  const lead = items[at];
  assert.ok(lead);
  return lead;
};

const read = (admin: Client, { id }: Lead): Promise<Lead> => admin.call(api.leads.read, { params: { id } });

const openLead = async (page: Page, lead: Lead): Promise<void> => {
  await page.goto(`/leads/${lead.id}`);
  await page.getByRole('heading', { level: 1, name: lead.name }).waitFor();
  await page.locator('.record-story time').first().waitFor();
};

const edit = (page: Page, field: string): Locator =>
  page.getByRole('button', { name: `Change ${field}`, exact: true });
const story = (page: Page): Locator => page.locator('.record-story li');

browserTest(
  'what matters is in sight at once, at a desk and on a phone',
  { as },
  async ({ page, open, client }) => {
    const admin = await client(as);
    const lead = await take(admin, 0);
    const small = await open({ as, size: phone });
    const { stages } = await admin.call(api.pipeline.read);
    await page.setViewportSize({ width: 1366, height: 768 });
    for (const [window, { height }] of [
      [page, { height: 768 }],
      [small.page, phone],
    ] as const) {
      await openLead(window, lead);
      assert.equal(await window.title(), `${lead.name} · iPerform`);
      const parts: Locator[] = [
        window.getByRole('heading', { level: 1 }),
        window.getByText(`₹${(lead.valueMinor / 100).toLocaleString('en-IN')}`, { exact: true }).first(),
        window.locator(`a[href="tel:${lead.phones[0]}"]`).first(),
        window.locator(`a[href="https://wa.me/${lead.phones[0]?.slice(1)}"]`).first(),
        window.locator(`a[href="mailto:${lead.emails[0]}"]`).first(),
        window.locator('[aria-current=step]').getByText('Qualified'),
        window.getByRole('button', { name: 'Change next step' }).first(),
        window.getByText(lead.owner?.name ?? '', { exact: true }).first(),
      ];
      for (const part of parts) {
        const box = await part.boundingBox();
        assert.ok(box && box.y >= 0 && box.y + box.height <= height, `${part} is in sight`);
      }
      assert.equal(
        await window.getByRole('navigation', { name: 'Stages' }).getByRole('listitem').count(),
        stages.length,
      );
    }
  },
);

browserTest('name, value and owner change where they stand', { as }, async ({ page, client }) => {
  const admin = await client(as);
  const lead = await take(admin, 1);
  await openLead(page, lead);

  await edit(page, 'Name').click();
  const name = page.getByRole('textbox', { name: 'Name' });
  assert.ok(await name.evaluate((field) => field.matches(':focus')));
  await name.fill('Given up');
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { level: 1, name: lead.name }).waitFor();
  await edit(page, 'Name').click();
  await name.fill('Kamala Dravid');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Kamala Dravid' }).waitFor();
  assert.ok(await edit(page, 'Name').evaluate((pencil) => pencil.matches(':focus')), 'the focus is back');
  assert.equal(await page.title(), 'Kamala Dravid · iPerform');

  await edit(page, 'Value').click();
  const value = page.getByRole('textbox', { name: 'Value' });
  await value.fill('much');
  await page.keyboard.press('Enter');
  await eventually(async () => assert.equal(await value.getAttribute('aria-invalid'), 'true'));
  const described = (await value.getAttribute('aria-describedby')) ?? '';
  assert.equal(await page.locator(`[id="${described}"]`).textContent(), 'Enter an amount like 12,50,000');
  await value.fill('12,50,000.50');
  await page.keyboard.press('Enter');
  await page.getByText('₹12,50,000.50', { exact: true }).waitFor();

  const { people, assignableOwners } = await admin.call(api.people.list);
  const heir = people.find(({ id }) => assignableOwners.includes(id) && id !== lead.owner?.id);
  assert.ok(heir);
  await edit(page, 'Owner').click();
  await page.getByRole('combobox', { name: 'Owner' }).selectOption(heir.id);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await edit(page, 'Owner').waitFor();

  const now = await read(admin, lead);
  assert.deepEqual([now.name, now.valueMinor, now.owner?.id], ['Kamala Dravid', 125_000_050, heir.id]);
  await story(page).getByText('Owner changed').first().waitFor();
  await story(page)
    .filter({ hasText: lead.owner?.name ?? '' })
    .filter({ hasText: heir.name })
    .first()
    .waitFor();
  await story(page).filter({ hasText: 'Name changed' }).filter({ hasText: lead.name }).waitFor();
});

browserTest('what the server refuses is said at the field', { as }, async ({ page, client, allow }) => {
  const admin = await client(as);
  const lead = await take(admin, 2);
  await openLead(page, lead);
  allow(/ 4(00|22) .*\/api\/v1\/leads\//);
  await edit(page, 'E-mail').click();
  const email = page.getByRole('textbox', { name: 'E-mail' });
  await email.fill('nobody at all');
  await page.keyboard.press('Enter');
  await eventually(async () => assert.equal(await email.getAttribute('aria-invalid'), 'true'));
  const described = (await email.getAttribute('aria-describedby')) ?? '';
  assert.ok((await page.locator(`[id="${described}"]`).textContent())?.trim());
  assert.deepEqual((await read(admin, lead)).emails, lead.emails);
});

browserTest(
  'two people change one field: the second chooses; two fields: both are kept',
  { as },
  async (scene) => {
    const { page, client, allow } = scene;
    const admin = await client(as);
    const lead = await take(admin, 3);
    await openLead(page, lead);
    allow(/412 .*\/api\/v1\/leads\//);

    await edit(page, 'Product').click();
    const product = page.getByRole('combobox', { name: 'Product' });
    await product.fill('Mine');
    const theirs = await admin.call(api.leads.change, {
      params: { id: lead.id },
      body: { product: 'Theirs', version: lead.version },
    });
    await page.keyboard.press('Enter');
    const choice = page.getByRole('alert').filter({ hasText: 'Somebody else changed “Product” meanwhile' });
    await choice.getByText('Theirs', { exact: true }).first().waitFor();
    assert.equal((await read(admin, lead)).product, 'Theirs', 'nothing is lost before the choice');
    await choice.getByRole('button', { name: 'Keep mine' }).click();
    await choice.waitFor({ state: 'detached' });
    assert.equal((await read(admin, lead)).product, 'Mine');

    await edit(page, 'Product').click();
    await product.fill('Mine again');
    const { version } = await read(admin, lead);
    assert.ok(version > theirs.version);
    await admin.call(api.leads.change, { params: { id: lead.id }, body: { city: 'Ratnagiri', version } });
    await page.keyboard.press('Enter');
    await edit(page, 'Product').waitFor();
    const both = await read(admin, lead);
    assert.deepEqual([both.product, both.city], ['Mine again', 'Ratnagiri']);
  },
);

browserTest(
  'a note is kept through a reload, saved by Ctrl+Enter and told on the timeline',
  { as },
  async (scene) => {
    const { page, client } = scene;
    const admin = await client(as);
    const lead = await take(admin, 4);
    await openLead(page, lead);
    const note = page.getByRole('textbox', { name: 'Note' });
    await note.fill('Father joins the next call\nSend fees <b>before</b> Monday');
    await page.reload();
    await eventually(async () => assert.match(await note.inputValue(), /^Father joins/));
    await note.press('Control+Enter');
    await page.getByRole('status').getByText('Note saved').waitFor();
    const first = story(page)
      .filter({ has: page.locator('time') })
      .first();
    await first.getByText('Send fees <b>before</b> Monday').waitFor();
    assert.match((await first.textContent()) ?? '', /^Note Ananya Iyer/);
    assert.equal(await note.inputValue(), '');

    await page.getByRole('form', { name: 'What happened' }).getByText('Call', { exact: true }).click();
    await page.getByRole('textbox', { name: 'Call' }).fill('He will call back');
    await page.getByRole('button', { name: 'Save call' }).click();
    await first.getByText('He will call back').waitFor();
    await page.getByRole('combobox', { name: 'Show in the timeline' }).selectOption('Notes');
    await eventually(async () => assert.equal(await story(page).getByText('He will call back').count(), 0));
    await story(page).getByText('Father joins the next call').waitFor();
  },
);

browserTest('the next step is one click, and its removal shows', { as }, async ({ page, client }) => {
  const admin = await client(as);
  const lead = await take(admin, 5);
  await openLead(page, lead);
  await page.getByRole('button', { name: 'Change next step' }).first().click();
  const panel = page.getByRole('dialog', { name: 'Change next step' });
  await panel.getByRole('button', { name: /^Tomorrow/ }).click();
  await page
    .getByRole('status')
    .getByText(/^Next step: .*, 10:00 am$/)
    .waitFor();
  const planned = await read(admin, lead);
  const hour = new Date((planned.nextFollowupAt ?? 0) + 5.5 * 3_600_000).toISOString().slice(11, 16);
  assert.equal(hour, '10:00', 'ten by the clocks of the company');

  await panel.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Change next step' }).first().click();
  await panel.getByRole('button', { name: 'No next step' }).click();
  await page.locator('.due-none').getByText('No next step').first().waitFor();
  assert.equal((await read(admin, lead)).nextFollowupAt, null);
});

browserTest(
  'the stepper moves the stage, and asks where the stage asks',
  { as },
  async ({ page, client }) => {
    const admin = await client(as);
    const lead = await take(admin, 6);
    const { stages } = await admin.call(api.pipeline.read);
    const id = (name: string) => stages.find((stage) => stage.name === name)?.id;
    await openLead(page, lead);
    const steps = page.getByRole('navigation', { name: 'Stages' });
    await steps.getByRole('button', { name: /^Demo/ }).click();
    await steps.locator('[aria-current=step]').getByText('Demo').waitFor();
    assert.equal((await read(admin, lead)).stageId, id('Demo'));
    await story(page).getByText('Moved from Qualified to Demo').waitFor();

    await steps.getByRole('button', { name: /^Lost/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Move to Lost' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.equal((await read(admin, lead)).stageId, id('Demo'));
    await steps.getByRole('button', { name: /^Lost/ }).click();
    await dialog.getByLabel('Lost reason').selectOption('Only asking');
    await dialog.getByRole('button', { name: 'Move to Lost' }).click();
    await steps.locator('[aria-current=step]').getByText('Lost').waitFor();
    assert.equal((await read(admin, lead)).lostReason, 'Only asking');

    // Who opens a closed lead again says why.
    await steps.getByRole('button', { name: /^Qualified/ }).click();
    const again = page.getByRole('dialog', { name: 'Move to Qualified' });
    await again.getByLabel('Note').fill('Called us on her own');
    await again.getByRole('button', { name: 'Move to Qualified' }).click();
    await steps.locator('[aria-current=step]').getByText('Qualified').waitFor();
    await story(page).getByText('Called us on her own').waitFor();
  },
);

browserTest(
  'from lead to lead in the order of the list, and back to the place in it',
  { as },
  async (scene) => {
    const { page, go } = scene;
    await go('/leads?sort=-value');
    await rows(page).nth(2).waitFor();
    const list = await names(page);
    await rows(page).nth(1).locator('a').click();
    await page.getByRole('heading', { level: 1, name: list[1] ?? '' }).waitFor();
    await eventually(async () =>
      assert.equal(await page.locator('h1:focus').count(), 1, 'the focus moves to the h1'),
    );
    await page.getByRole('button', { name: 'Next lead of the list' }).click();
    await page.getByRole('heading', { level: 1, name: list[2] ?? '' }).waitFor();
    await page.keyboard.press('k');
    await page.keyboard.press('k');
    await page.getByRole('heading', { level: 1, name: list[0] ?? '' }).waitFor();
    await eventually(async () =>
      assert.ok(await page.getByRole('button', { name: 'Previous lead of the list' }).isDisabled()),
    );
    await page
      .getByRole('navigation', { name: 'Where you are' })
      .getByRole('link', { name: 'Leads' })
      .click();
    await rows(page).first().waitFor();
    assert.equal(new URL(page.url()).search, '?sort=-value');
  },
);

browserTest(
  'a deleted lead is gone from the list, and Undo brings it back',
  { as },
  async ({ page, go, client }) => {
    const admin = await client(as);
    const lead = await take(admin, 7);
    const { count } = await admin.call(api.leads.summary, { query: { q: lead.emails[0] ?? '' } });
    await go(`/leads?q=${lead.emails[0]}`);
    await shows(page, count);
    await rows(page).locator(`a[data-lead="${lead.id}"]`).click();
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete lead' }).click();
    const dialog = page.getByRole('dialog', { name: `Delete ${lead.name}?` });
    await dialog.getByRole('button', { name: 'Delete lead' }).click();
    await page.getByRole('status').getByText(`${lead.name} was deleted`).waitFor();
    await page.getByRole('heading', { level: 1, name: 'Leads' }).waitFor();
    await eventually(async () => assert.equal(await page.locator(`a[data-lead="${lead.id}"]`).count(), 0));
    assert.equal(
      (await admin.call(api.leads.summary, { query: { q: lead.emails[0] ?? '' } })).count,
      count - 1,
    );

    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('status').getByText(`${lead.name} was restored`).waitFor();
    await shows(page, count);
    assert.equal(await page.locator(`a[data-lead="${lead.id}"]`).count(), 1);
  },
);

browserTest('an address that leads to no lead says so', { as }, async ({ page, go, allow }) => {
  allow(/4\d\d .*\/api\/v1\/leads\//);
  for (const id of ['01AAAAAAAAAAAAAAAAAAAAAAAA', 'nonsense']) {
    await go(`/leads/${id}`);
    await page.getByRole('heading', { level: 1, name: 'This lead is not here' }).waitFor();
  }
});
