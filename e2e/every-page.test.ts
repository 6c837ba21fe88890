import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { api } from '@iperform/contract';
import type { Page } from 'playwright-core';
import { browserTests, desk, eventually, phone } from './harness.ts';
import { rows } from './lead-list.ts';
import { faultsOf, fitsItsWidth, isAccessible, isAccessibleInBothThemes, isNamed } from './look.ts';

// What holds on every page: accessible in light and dark, at a desk and on a phone, named, never wider than the window.

const browserTest = browserTests();
const as = 'vidya ADMIN';

/** Waits until the page shows what it has. */
const isThere = (page: Page): Promise<void> =>
  eventually(async () => {
    assert.ok((await page.locator('main h1').count()) > 0);
    assert.equal(await page.locator('main .skeleton').count(), 0);
  });

for (const size of [desk, phone])
  browserTest(`every page is accessible, named and fits ${size.width} px`, { as, size }, async (scene) => {
    const { page, go, client } = scene;
    const admin = await client(as);
    const [lead] = (await admin.call(api.leads.list, { query: { sort: '-value', limit: 1 } })).items;
    assert.ok(lead);
    const faults = faultsOf();
    for (const path of [
      '/leads',
      '/leads?q=zzqqxx',
      `/leads/${lead.id}`,
      '/pipeline',
      '/dashboard',
      '/imports',
      '/imports/new',
      '/nowhere',
    ]) {
      await go(path);
      await isThere(page);
      for (const check of [isAccessibleInBothThemes, isNamed, fitsItsWidth])
        await faults.keep(check(page, path));
      if (size === desk) continue;
      await page.setViewportSize({ width: 320, height: 640 });
      await faults.keep(fitsItsWidth(page, path));
      await page.setViewportSize(size);
    }
    faults.none();
  });

browserTest(
  'sign-in is accessible in every light, with and without a fault',
  { size: phone },
  async (scene) => {
    const { page, go, allow, open } = scene;
    allow(/401 .*\/api\/v1\/session$/);
    await go('/sign-in');
    await page.getByLabel('E-mail').fill('nobody@nowhere.example');
    await page.getByLabel('Password', { exact: true }).fill('nothing right');
    await page.getByRole('button', { name: 'Sign in' }).tap();
    await page.getByRole('alert').waitFor();
    await isAccessible(page, 'sign-in with a fault');
    await isNamed(page, 'sign-in');
    await fitsItsWidth(page, 'sign-in');
    const dark = await open({ dark: true });
    await dark.go('/sign-in');
    await dark.page.getByLabel('E-mail').waitFor();
    await isAccessible(dark.page, 'sign-in in the dark');
  },
);

browserTest('title, h1 and focus follow from page to page', { as }, async ({ page, go }) => {
  await go('/leads');
  for (const name of ['Pipeline', 'Dashboard', 'Imports', 'Leads']) {
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await eventually(async () => {
      assert.equal(await page.title(), `${name} · iPerform`);
      assert.equal(await page.locator('h1:focus').textContent(), name);
    });
    assert.equal(await page.locator('.rail-nav [aria-current=page]').textContent(), name);
  }
});

browserTest('the first key of a page is the way to its content', { as }, async ({ page, go }) => {
  await go('/leads');
  await rows(page).first().waitFor();
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to content' });
  assert.ok(await skip.evaluate((link) => link.matches(':focus')));
  assert.ok(((await skip.boundingBox())?.y ?? -1) >= 0, 'it shows when it has the focus');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate<string>('document.activeElement.id'), 'main');
});

browserTest('the theme is kept, and there before the first paint', { as }, async ({ page, go }) => {
  await go('/leads');
  const ground = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
  const light = await ground();
  await page.getByRole('button', { name: 'Dark theme' }).click();
  const dark = await ground();
  assert.notEqual(dark, light);

  // What the very first frame would show: the theme is set when the body begins, before any module has run.
  await page.context().addInitScript(`
    new MutationObserver((_, observer) => {
      if (!document.body) return;
      window.firstTheme = document.documentElement.dataset.theme;
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });`);
  await page.reload();
  await rows(page).first().waitFor();
  assert.equal(await page.evaluate<string>('window.firstTheme'), 'dark');
  assert.equal(await ground(), dark);
  await page.getByRole('button', { name: 'Light theme' }).click();
  assert.equal(await ground(), light);
});

browserTest('the pages speak Hindi, without clipping', { as }, async ({ page, go, open }) => {
  await go('/leads');
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('menuitemradio', { name: 'हिन्दी' }).click();
  await eventually(async () => assert.equal(await page.locator('html').getAttribute('lang'), 'hi'));
  for (const path of ['/leads', '/pipeline', '/dashboard', '/imports']) {
    await go(path);
    const title = await page.locator('h1').innerText();
    assert.match(title, /[\u0900-\u097f]/, path);
    await fitsItsWidth(page, path);
    const clipped = page.locator('.rail-link, .tab, main .btn').filter({ visible: true });
    for (const one of await clipped.all()) {
      const [needs, has] = await one.evaluate((element) => [element.scrollWidth, element.clientWidth]);
      assert.ok(Number(needs) <= Number(has) + 1, `${path}: "${await one.innerText()}" is cut off`);
    }
  }
  await go('/leads');
  await page.locator('tbody [data-lead]').first().waitFor();
  await isAccessible(page, 'leads in Hindi');
  const other = await open({ as });
  await other.go('/leads');
  assert.equal(
    await other.page.locator('html').getAttribute('lang'),
    'en',
    'the language is that of one browser',
  );
});

browserTest(
  'a phone has tabs at the bottom and cards that call',
  { as, size: phone },
  async ({ page, go, client }) => {
    const admin = await client(as);
    const { items } = await admin.call(api.leads.list, { query: { sort: '-createdAt', limit: 20 } });
    const lead = items.find(({ phones }) => phones.length > 0);
    assert.ok(lead);
    await go('/leads');
    const card = page
      .getByRole('list', { name: 'Leads' })
      .getByRole('listitem')
      .filter({ hasText: lead.name })
      .first();
    await card.waitFor();
    assert.equal(await page.getByRole('table').count(), 0);
    const call = card.getByRole('link', { name: `Call ${lead.name}` });
    assert.equal(await call.getAttribute('href'), `tel:${lead.phones[0]}`);
    assert.match(
      (await card.getByRole('link', { name: `WhatsApp ${lead.name}` }).getAttribute('href')) ?? '',
      /^https:\/\/wa\.me\/\d+$/,
    );
    const tabs = page.getByRole('navigation', { name: 'Main' });
    const box = await tabs.boundingBox();
    assert.ok(box && box.y + box.height > phone.height - 8, 'the tabs are at the bottom');
    for (const target of [call, ...(await tabs.getByRole('link').all())]) {
      const { width = 0, height = 0 } = (await target.boundingBox()) ?? {};
      assert.ok(width >= 44 && height >= 44, `${await target.innerText()}: ${width} × ${height}`);
    }
    await card.getByRole('link', { name: lead.name, exact: true }).tap();
    await page.getByRole('heading', { level: 1, name: lead.name }).waitFor();
    await tabs.getByRole('link', { name: 'Pipeline' }).tap();
    await page.getByRole('heading', { level: 1, name: 'Pipeline' }).waitFor();
  },
);

browserTest('the reference of the API needs nothing from elsewhere', {}, async ({ page, go }) => {
  await go('/api/docs');
  await page.getByRole('button', { name: /leads/ }).first().click();
  await page.getByText('Leads you may see, filtered, searched, sorted and paged').first().waitFor();
  assert.equal(await page.title(), 'iPerform API');
  const { openapi, paths } = await page.evaluate<{ openapi: string; paths: Record<string, unknown> }>(
    `fetch('/api/openapi.json').then((answer) => answer.json())`,
  );
  assert.match(openapi, /^3\.1/);
  assert.ok(Object.keys(paths).length > 15);
});

const budget = 150_000;

browserTest('the list comes with at most 150 kB of script on the wire', { as }, async ({ page, go }) => {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  const scripts = new Map<string, { path: string; bytes: number }>();
  session.on('Network.responseReceived', ({ requestId, type, response }) => {
    if (type === 'Script') scripts.set(requestId, { path: new URL(response.url).pathname, bytes: 0 });
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const script = scripts.get(requestId);
    if (script) script.bytes = encodedDataLength;
  });
  await go('/leads');
  await rows(page).first().waitFor();
  const all = [...scripts.values()].sort((x, y) => y.bytes - x.bytes);
  const sum = all.reduce((bytes, script) => bytes + script.bytes, 0);
  assert.ok(all.length > 3 && sum > 50_000, 'what is counted is what was loaded');
  assert.ok(sum <= budget, `${sum} bytes:\n${all.map(({ path, bytes }) => `${bytes} ${path}`).join('\n')}`);
});

const picture = join(import.meta.dirname, '../docs/screenshot.png');

browserTest('the picture of the README is the product', { as }, async ({ page, go }) => {
  await go('/leads?sort=-value');
  await rows(page).nth(15).waitFor();
  await page.evaluate('document.fonts.ready');
  const update = process.env.UPDATE_SCREENSHOT === '1';
  const image = await page.screenshot(update ? { path: picture } : {});
  assert.ok(image.length < 250_000, `${image.length} bytes`);
  if (update) assert.equal(statSync(picture).size, image.length);
});
