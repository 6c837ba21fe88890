import assert from 'node:assert/strict';
import { api } from '@iperform/contract';
import type { Page } from 'playwright-core';
import { browserTests, desk, phone } from './harness.ts';
import { faultsOf, fitsItsWidth, isAccessibleInBothThemes } from './look.ts';
import type { Client } from './product.ts';

// What opens over a page is held to the same as the page: accessible in light and dark, at a desk and on a phone.

const browserTest = browserTests();
const as = 'vidya ADMIN';

interface Overlay {
  name: string;
  path: string;
  open: (page: Page) => Promise<void>;
  /** Desks only. */
  wide?: boolean;
}

const click = (name: string | RegExp) => async (page: Page) => {
  await page.getByRole('button', { name }).filter({ visible: true }).first().click();
};

const overlays = async (admin: Client): Promise<Overlay[]> => {
  const { stages } = await admin.call(api.pipeline.read);
  const stage = stages.find(({ name }) => name === 'Proposal')?.id ?? '';
  const [lead] = (
    await admin.call(api.leads.list, {
      query: { filter: [{ field: 'stage', op: 'in', value: [stage] }], sort: '-value', limit: 1 },
    })
  ).items;
  assert.ok(lead);
  const record = `/leads/${lead.id}`;
  return [
    { name: 'new lead', path: '/leads', open: click('New lead') },
    { name: 'palette', path: '/leads', open: click('Search') },
    { name: 'account', path: '/leads', open: click(/^Account of/) },
    { name: 'filter fields', path: '/leads', open: click('Filter') },
    {
      name: 'filter value',
      path: '/leads',
      open: async (page) => {
        await click('Filter')(page);
        await page.getByRole('dialog').getByRole('button', { name: 'Owner' }).click();
      },
    },
    { name: 'columns', path: '/leads', open: click('Columns'), wide: true },
    { name: 'shortcuts', path: '/leads', open: (page) => page.keyboard.press('?'), wide: true },
    { name: 'move menu', path: '/pipeline', open: click(/^Move /) },
    {
      name: 'won',
      path: record,
      open: async (page) => {
        await page.getByRole('navigation', { name: 'Stages' }).getByRole('button', { name: /^Won/ }).click();
      },
    },
    {
      name: 'lost, with an error',
      path: record,
      open: async (page) => {
        await page.getByRole('navigation', { name: 'Stages' }).getByRole('button', { name: /^Lost/ }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Move to Lost' }).click();
      },
    },
    { name: 'next step', path: record, open: click('Change next step') },
    { name: 'edit in place', path: record, open: click('Change Value') },
    {
      name: 'delete',
      path: record,
      open: async (page) => {
        await click('More actions')(page);
        await page.getByRole('menuitem', { name: 'Delete lead' }).click();
      },
    },
    { name: 'definition', path: '/dashboard', open: click('Funnel: what is counted') },
    { name: 'table', path: '/dashboard', open: click('Funnel: show as table') },
  ];
};

for (const size of [desk, phone])
  browserTest(`every dialog is accessible and fits ${size.width} px`, { as, size }, async (scene) => {
    const { page, go, client } = scene;
    const faults = faultsOf();
    for (const { name, path, open, wide } of await overlays(await client(as))) {
      if (wide && size === phone) continue;
      await go(path);
      await page.locator('main h1').waitFor();
      await open(page);
      await page
        .locator('[role=dialog], [role=menu], main form input[aria-label], .dash-table')
        .filter({ visible: true })
        .first()
        .waitFor();
      for (const check of [isAccessibleInBothThemes, fitsItsWidth]) await faults.keep(check(page, name));
    }
    faults.none();
  });
