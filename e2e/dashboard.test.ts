import assert from 'node:assert/strict';
import { api, leadFilter } from '@iperform/contract';
import type { Page } from 'playwright-core';
import { browserTests, eventually, type Scene } from './harness.ts';
import { figure, shows } from './lead-list.ts';
import type { Client } from './product.ts';

// The dashboard: every number opens exactly its leads, and follows what happens.

const browserTest = browserTests();

const panel = (page: Page, title: string) => page.getByRole('region', { name: title, exact: true }).first();
const titles = [
  'Funnel',
  'Open pipeline by stage',
  'New leads by day',
  'Leads by source',
  'Win rate by owner',
];

/** `₹14.5 L` of paise. */
const compact = (minor: number): string => {
  const rupees = minor / 100;
  if (Number(rupees.toPrecision(3)) >= 1e7)
    return `₹${Number((rupees / 1e7).toPrecision(3)).toLocaleString('en-IN')} Cr`;
  if (Number(rupees.toPrecision(3)) >= 1e5) return `₹${Number((rupees / 1e5).toPrecision(3))} L`;
  return `₹${Math.round(rupees).toLocaleString('en-IN')}`;
};

/** Opens the dashboard and waits until the analytics have caught up with the demo. */
const openDashboard = async ({ page, go }: Scene, client: Client): Promise<void> => {
  const { stages } = await client.call(api.pipeline.read);
  const open = stages.filter(({ kind }) => kind === 'open').map(({ id }) => id);
  const { count } = await client.call(api.leads.summary, {
    query: { filter: [{ field: 'stage', op: 'in', value: open }] },
  });
  await go('/dashboard');
  const total = panel(page, 'Open pipeline by stage').getByText(/open leads? worth/);
  await eventually(async () => assert.equal(figure(await total.textContent()), count), 60_000);
};

const numbers = async (page: Page): Promise<{ text: string; filter: string }[]> => {
  const links = page.locator('main a[href^="/leads?"]');
  const all = await links.all();
  const seen = await Promise.all(
    all.map(async (link) => ({
      text: (await link.innerText()).trim(),
      filter: new URL((await link.getAttribute('href')) ?? '', page.url()).searchParams.get('filter') ?? '',
    })),
  );
  return [...new Map(seen.map((one) => [one.text + one.filter, one])).values()];
};

for (const as of ['vidya ADMIN', 'surya SALESPERSON'] as const) {
  browserTest(`every number of ${as} opens exactly its leads`, { as }, async (scene) => {
    const { page, client } = scene;
    const person = await client(as);
    await openDashboard(scene, person);
    for (const title of titles) {
      const drawn = await panel(page, title).locator('p').first().textContent();
      assert.ok((drawn?.length ?? 0) > 10, `${title} is told in words`);
      await page.getByRole('button', { name: `${title}: show as table` }).click();
      await panel(page, title).getByRole('table').waitFor();
    }
    const { stages } = await person.call(api.pipeline.read);
    const chances = new Map(stages.map(({ id, probability }) => [id, probability]));
    const all = await numbers(page);
    assert.ok(all.length > 40, `${all.length} numbers`);
    let counts = 0;
    for (const { text, filter } of all) {
      const {
        count,
        valueMinor,
        stages: sums,
      } = await person.call(api.leads.summary, {
        query: { filter: leadFilter.parse(JSON.parse(filter)) },
      });
      if (/^[\d,]+$/.test(text)) {
        assert.equal(count, figure(text), `${text} opens ${count}: ${filter}`);
        counts += 1;
      } else if (text.startsWith('₹')) {
        const weighted = sums.reduce(
          (sum, { stageId, valueMinor: of }) => sum + of * (chances.get(stageId) ?? 0),
          0,
        );
        assert.ok(
          [compact(valueMinor), compact(weighted / 100)].includes(text),
          `${text} opens ${compact(valueMinor)}`,
        );
      } else assert.match(text, /^\d+(\.\d)?%$/);
    }
    assert.ok(counts > 30);

    // And as a person does it.
    const figures = page.getByRole('region', { name: 'Key figures' }).getByRole('link');
    for (let i = 0; i < (await figures.count()); i++) {
      const text = (await figures.nth(i).innerText()).trim();
      if (!/^[\d,]+$/.test(text) || figure(text) === 0) continue;
      await figures.nth(i).click();
      await shows(page, figure(text));
      await page.goBack();
      await figures.first().waitFor();
    }
  });
}

browserTest(
  'a lead that moves moves the funnel of whoever is looking',
  { as: 'vidya ADMIN' },
  async (scene) => {
    const { page, client } = scene;
    const admin = await client('vidya ADMIN');
    await openDashboard(scene, admin);
    const { stages } = await admin.call(api.pipeline.read);
    const id = (name: string) => stages.find((stage) => stage.name === name)?.id ?? '';
    const entered = async (stage: string) =>
      figure(
        await panel(page, 'Funnel')
          .getByRole('listitem')
          .filter({ hasText: stage })
          .locator('b')
          .textContent(),
      );
    const before = { start: await entered('New'), demo: await entered('Demo') };
    const headline = await panel(page, 'Open pipeline by stage')
      .getByText(/open leads worth/)
      .textContent();

    const lead = await admin.call(api.leads.create, {
      body: { name: 'Seen at once', ownerId: admin.userId },
    });
    await eventually(async () => assert.equal(await entered('New'), before.start + 1), 10_000);
    assert.equal(await entered('Demo'), before.demo);
    const moved = await admin.call(api.leads.move, {
      params: { id: lead.id },
      body: { stageId: id('Demo'), version: lead.version },
    });
    await eventually(async () => assert.equal(await entered('Demo'), before.demo + 1), 10_000);

    // Back and forth again is one entry of one lead.
    const back = await admin.call(api.leads.move, {
      params: { id: lead.id },
      body: { stageId: id('Qualified'), version: moved.version },
    });
    await admin.call(api.leads.move, {
      params: { id: lead.id },
      body: { stageId: id('Demo'), version: back.version },
    });
    await admin.call(api.leads.create, { body: { name: 'And another', ownerId: admin.userId } });
    await eventually(async () => assert.equal(await entered('New'), before.start + 2), 10_000);
    assert.equal(await entered('Demo'), before.demo + 1);
    await eventually(async () => {
      const now = await panel(page, 'Open pipeline by stage')
        .getByText(/open leads worth/)
        .textContent();
      assert.equal(figure(now), figure(headline) + 2);
    });
  },
);

browserTest(
  'period and owner stand in the address, the table has the numbers of the chart',
  { as: 'vidya ADMIN' },
  async (scene) => {
    const { page, client } = scene;
    const admin = await client('vidya ADMIN');
    await openDashboard(scene, admin);
    await page.getByText(/^As of .* \(Asia\/Kolkata\)$/).waitFor();
    const funnel = panel(page, 'Funnel');
    const settled = (before: string): Promise<string> =>
      eventually(async () => {
        const now = await funnel.innerText();
        assert.notEqual(now, before);
        assert.equal(await page.locator('.opacity-55').count(), 0);
        return now;
      });
    const wide = await funnel.innerText();
    await page.getByLabel('Period', { exact: true }).selectOption('Last 30 days');
    const month = await settled(wide);
    const owner = page.getByLabel('Owner', { exact: true });
    await owner.selectOption('Priya Nair');
    const narrow = await settled(month);
    const chosen = await owner.inputValue();
    const chart = await funnel.getByRole('listitem').locator('b').allInnerTexts();
    await page.reload();
    await eventually(async () => assert.equal(await funnel.innerText(), narrow));
    assert.equal(await page.getByLabel('Period', { exact: true }).inputValue(), '30d');
    assert.equal(await owner.inputValue(), chosen);

    await page.getByRole('button', { name: 'Funnel: show as table' }).click();
    assert.deepEqual(await funnel.locator('tbody tr td:nth-child(2)').allInnerTexts(), chart);
    await page.getByRole('button', { name: 'Funnel: what is counted' }).click();
    await page.getByText(/^Leads that entered each stage in the period/).waitFor();
  },
);
