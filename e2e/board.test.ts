import assert from 'node:assert/strict';
import { api, type Lead, type Stage } from '@iperform/contract';
import type { Locator, Page } from 'playwright-core';
import { browserTests, desk, eventually, phone } from './harness.ts';
import { figure, shows } from './lead-list.ts';
import type { Client } from './product.ts';

// The board: a card moves by mouse, by keyboard and by menu, asks for what its stage needs, and never lies about sums.

const browserTest = browserTests();
const as = 'vidya ADMIN';

const column = (page: Page, stage: string): Locator => page.getByRole('region', { name: stage, exact: true });
const card = (where: Page | Locator, { id }: Pick<Lead, 'id'>): Locator =>
  where.locator(`[data-card="${id}"]`);
const head = (page: Page, stage: string): Promise<string> =>
  column(page, stage).locator('.board-head > span').innerText();

const compact = (minor: number): string => {
  const rupees = minor / 100;
  if (rupees >= 99.95e5) return `₹${Number((rupees / 1e7).toPrecision(3))} Cr`;
  if (rupees >= 99_950) return `₹${Number((rupees / 1e5).toPrecision(3))} L`;
  return `₹${rupees.toLocaleString('en-IN', { maximumFractionDigits: 0 })}`;
};

interface Board {
  admin: Client;
  stages: Record<string, Stage>;
  /** The card at place `at` of a column, as the server has it. */
  take: (stage: string, at: number) => Promise<Lead>;
}

const boardOf = async (admin: Client): Promise<Board> => {
  const { stages } = await admin.call(api.pipeline.read);
  const byName = Object.fromEntries(stages.map((stage) => [stage.name, stage]));
  return {
    admin,
    stages: byName,
    take: async (stage, at) => {
      const { items } = await admin.call(api.leads.list, {
        query: {
          filter: [
            { field: 'stage', op: 'in', value: [byName[stage]?.id ?? ''] },
            { field: 'owner', op: 'present' },
            ...(stage === 'New' ? [] : [{ field: 'value' as const, op: 'gte' as const, value: 1 }]),
          ],
          sort: '-stageSince',
          limit: 20,
        },
      });
      const lead = items[at];
      assert.ok(lead, `no card ${at} in ${stage}`);
      return lead;
    },
  };
};

/** The heads say what the server sums. */
const headsAreTrue = ({ admin, stages }: Board, page: Page): Promise<void> =>
  eventually(async () => {
    const summary = await admin.call(api.leads.summary);
    for (const stage of Object.values(stages)) {
      const { count = 0, valueMinor = 0 } = summary.stages.find(({ stageId }) => stageId === stage.id) ?? {};
      assert.equal(
        await head(page, stage.name),
        `${count.toLocaleString('en-IN')} · ${compact(valueMinor)}`,
        stage.name,
      );
    }
  });

const stageOf = async ({ admin, stages }: Board, { id }: Lead): Promise<string | undefined> => {
  const { stageId } = await admin.call(api.leads.read, { params: { id } });
  return Object.values(stages).find((stage) => stage.id === stageId)?.name;
};

const said = (page: Page): Promise<string | null> => page.locator('main p[role=status]').textContent();

/** Drags a card as a hand does: near an edge the board comes along, and the hand follows the column until it rests. */
const drag = async (page: Page, lead: Lead, stage: string): Promise<void> => {
  const from = await card(page, lead).boundingBox();
  assert.ok(from);
  const y = from.y + from.height - 12;
  await page.mouse.move(from.x + from.width / 2, y);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 2 + 12, y, { steps: 4 });
  let last = 0;
  await eventually(async () => {
    const list = await column(page, stage).getByRole('list').boundingBox();
    assert.ok(list);
    const x = Math.min(list.x + list.width / 2, desk.width - 30);
    await page.mouse.move(x, list.y + 60, { steps: 8 });
    const moved = Math.abs(list.x - last);
    last = list.x;
    assert.ok(moved < 1 && x > list.x, `the column ${stage} does not come to rest under the hand`);
  });
  await page.mouse.up();
};

const openBoard = async (page: Page): Promise<void> => {
  await page.goto('/pipeline');
  await page.locator('[data-card]').first().waitFor();
  await eventually(async () => assert.equal(await page.locator('.board-list[aria-busy]').count(), 0));
};

browserTest(
  'a dragged card is saved, both heads follow, and Undo brings it back',
  { as },
  async ({ page, client }) => {
    const board = await boardOf(await client(as));
    const lead = await board.take('Qualified', 0);
    await openBoard(page);
    await headsAreTrue(board, page);
    const before = { from: await head(page, 'Qualified'), to: await head(page, 'Demo') };

    await drag(page, lead, 'Demo');
    await card(column(page, 'Demo'), lead).waitFor();
    await eventually(async () => assert.equal(await said(page), `${lead.name} moved to Demo`));
    assert.equal(await stageOf(board, lead), 'Demo');
    await headsAreTrue(board, page);
    assert.equal(figure(await head(page, 'Qualified')), figure(before.from) - 1);
    assert.equal(figure(await head(page, 'Demo')), figure(before.to) + 1);

    await page.getByRole('button', { name: 'Undo' }).click();
    await card(column(page, 'Qualified'), lead).waitFor();
    await eventually(async () => assert.equal(await stageOf(board, lead), 'Qualified'));
    await headsAreTrue(board, page);
    assert.equal(await head(page, 'Qualified'), before.from);
  },
);

browserTest(
  'keyboard and menu move a card as the mouse does, and the focus stays on it',
  { as },
  async (scene) => {
    const { page, client } = scene;
    const board = await boardOf(await client(as));
    const lead = await board.take('Qualified', 1);
    await openBoard(page);
    await card(page, lead).getByRole('link').focus();
    await page.keyboard.press('Alt+ArrowRight');
    await card(column(page, 'Demo'), lead).waitFor();
    await eventually(async () => assert.equal(await said(page), `${lead.name} moved to Demo`));
    assert.equal(await stageOf(board, lead), 'Demo');
    const focus = card(column(page, 'Demo'), lead).locator('a:focus');
    await focus.waitFor();

    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const menu = page.getByRole('menu', { name: `Move ${lead.name} to…` });
    await menu.getByRole('menuitem', { name: 'Qualified' }).click();
    await card(column(page, 'Qualified'), lead).waitFor();
    await eventually(async () => assert.equal(await stageOf(board, lead), 'Qualified'));
    await headsAreTrue(board, page);
  },
);

browserTest(
  'Lost asks why; whoever cancels finds the card where it was',
  { as },
  async ({ page, client }) => {
    const board = await boardOf(await client(as));
    const lead = await board.take('Qualified', 2);
    await openBoard(page);
    await headsAreTrue(board, page);
    const before = await head(page, 'Qualified');
    const dialog = page.getByRole('dialog', { name: 'Move to Lost' });

    await drag(page, lead, 'Lost');
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await card(column(page, 'Qualified'), lead).waitFor();
    assert.equal(await head(page, 'Qualified'), before);
    assert.equal(await said(page), `${lead.name} stays in Qualified`);
    assert.equal(await stageOf(board, lead), 'Qualified');

    await card(page, lead)
      .getByRole('button', { name: `Move ${lead.name} to…` })
      .click();
    await page.getByRole('menuitem', { name: 'Lost' }).click();
    await dialog.getByRole('button', { name: 'Move to Lost' }).click();
    const reason = dialog.getByLabel('Lost reason');
    await eventually(async () => assert.equal(await reason.getAttribute('aria-invalid'), 'true'));
    const described = (await reason.getAttribute('aria-describedby')) ?? '';
    assert.equal(await dialog.locator(`[id="${described}"]`).textContent(), 'Say why it was lost');
    await reason.selectOption('Timing does not fit');
    await dialog.getByRole('button', { name: 'Move to Lost' }).click();
    await card(column(page, 'Lost'), lead).waitFor();
    const lost = await board.admin.call(api.leads.read, { params: { id: lead.id } });
    assert.equal(lost.stageId, board.stages.Lost?.id);
    assert.equal(lost.lostReason, 'Timing does not fit');
    await headsAreTrue(board, page);
  },
);

browserTest(
  'Won asks for value and day, and takes no day that is still to come',
  { as },
  async ({ page, client }) => {
    const board = await boardOf(await client(as));
    const lead = await board.take('Proposal', 0);
    await openBoard(page);
    await drag(page, lead, 'Won');
    const dialog = page.getByRole('dialog', { name: 'Move to Won' });
    const value = dialog.getByLabel('Won value (INR)');
    const day = dialog.getByLabel('Won on');
    assert.equal(
      await value.inputValue(),
      String(lead.valueMinor / 100),
      'the value of the lead is proposed',
    );
    const today = await day.inputValue();
    await value.fill('1,23,456');
    await day.fill('2099-01-01');
    await dialog.getByRole('button', { name: 'Move to Won' }).click();
    await dialog.getByText('Choose today or an earlier day').waitFor();
    await day.fill(today);
    await dialog.getByRole('button', { name: 'Move to Won' }).click();
    await card(column(page, 'Won'), lead).waitFor();
    const won = await board.admin.call(api.leads.read, { params: { id: lead.id } });
    assert.deepEqual([won.stageId, won.wonValueMinor, won.wonOn], [board.stages.Won?.id, 12_345_600, today]);
    await headsAreTrue(board, page);
  },
);

browserTest('a move that is refused goes back and says why', { as }, async ({ page, client, allow }) => {
  const board = await boardOf(await client(as));
  const lead = await board.take('Demo', 0);
  await openBoard(page);
  await headsAreTrue(board, page);

  // Somebody else is a moment faster.
  allow(/412 .*\/move$/);
  await page.route('**/api/v1/leads/*/move', async (route) => {
    const { version } = lead;
    await board.admin.call(api.leads.change, { params: { id: lead.id }, body: { city: 'Satara', version } });
    await route.continue();
  });
  await drag(page, lead, 'Qualified');
  await page.getByRole('status').getByText(`${lead.name} was changed by somebody else`).waitFor();
  await card(column(page, 'Demo'), lead).waitFor();
  assert.equal(await stageOf(board, lead), 'Demo');
  assert.equal(await said(page), `${lead.name} stays in Demo`);
  await card(column(page, 'Demo'), lead).getByText('Satara').waitFor();
  await page.unroute('**/api/v1/leads/*/move');

  allow(/ERR_INTERNET_DISCONNECTED/);
  await page.context().setOffline(true);
  await drag(page, lead, 'Qualified');
  await page.getByRole('status').getByText(`${lead.name} was not moved: No connection`).waitFor();
  await card(column(page, 'Demo'), lead).waitFor();
  await page.context().setOffline(false);
  await headsAreTrue(board, page);
});

browserTest('what somebody else does shows on the open board', { as }, async ({ page, client }) => {
  const board = await boardOf(await client(as));
  const lead = await board.take('Qualified', 0);
  await openBoard(page);
  await card(column(page, 'Qualified'), lead).waitFor();
  await board.admin.call(api.leads.move, {
    params: { id: lead.id },
    body: { stageId: board.stages.Demo?.id ?? '', version: lead.version },
  });
  await card(column(page, 'Demo'), lead).waitFor();
  await headsAreTrue(board, page);
});

browserTest(
  'a lead is created in its column, and the filter goes along to the list',
  { as },
  async ({ page, client }) => {
    const board = await boardOf(await client(as));
    await openBoard(page);
    await column(page, 'Qualified').getByRole('button', { name: 'New lead in Qualified' }).click();
    const dialog = page.getByRole('dialog', { name: 'New lead' });
    await dialog.getByLabel('Name', { exact: true }).fill('Ustad Rashid Board');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await column(page, 'Qualified').getByRole('listitem').first().getByText('Ustad Rashid Board').waitFor();
    await headsAreTrue(board, page);

    await page.getByRole('searchbox', { name: 'Search this list' }).fill('Ustad Rashid Board');
    await eventually(async () => assert.equal(await page.locator('[data-card]').count(), 1));
    await page.getByRole('link', { name: 'List', exact: true }).click();
    await shows(page, 1);
    assert.equal(new URL(page.url()).searchParams.get('q'), 'Ustad Rashid Board');
  },
);

browserTest(
  'a phone moves cards by the menu, without sideways scroll of the page',
  { as, size: phone },
  async (scene) => {
    const { page, client } = scene;
    const board = await boardOf(await client(as));
    const lead = await board.take('New', 0);
    await openBoard(page);
    await card(page, lead)
      .getByRole('button', { name: `Move ${lead.name} to…` })
      .tap();
    await page.getByRole('menuitem', { name: 'Qualified' }).tap();
    await card(column(page, 'Qualified'), lead).waitFor();
    await eventually(async () => assert.equal(await stageOf(board, lead), 'Qualified'));
    assert.equal(await page.evaluate<number>('document.documentElement.scrollWidth'), phone.width);
  },
);
