import assert from 'node:assert/strict';
import { api, type LeadFilter } from '@iperform/contract';
import { browserTests, eventually, notSignedIn, signIn } from './harness.ts';
import { names, rows, shows, table, total } from './lead-list.ts';
import { isAccessible } from './look.ts';
import { leadIds, password } from './product.ts';

// Who comes in, who does not, and what each sees of whose leads.

const sessionLimit = 6;
const browserTest = browserTests({ SESSION_LIMIT: String(sessionLimit) });

const missing = 'This lead is not here';

browserTest('a wrong password is told and can be put right', {}, async ({ page, go, allow, product }) => {
  allow(notSignedIn);
  allow(/401 .*\/api\/v1\/session$/);
  await go('/');
  await page.getByRole('heading', { level: 1, name: 'Sign in to iPerform' }).waitFor();
  const email = product.emailOf('vidya ADMIN');
  await signIn(page, email, 'not the password');
  assert.equal(await page.getByRole('alert').textContent(), 'E-mail or password is not right.');
  assert.equal(await page.getByLabel('E-mail').inputValue(), email, 'what was typed stays');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Leads' }).waitFor();
  assert.equal(await page.title(), 'Leads · iPerform');
  assert.equal(new URL(page.url()).pathname, '/leads');
});

browserTest('sign-in comes back to the asked page', {}, async ({ page, go, allow, product }) => {
  allow(notSignedIn);
  const asked = '/leads?view=overdue&sort=-value';
  await go(asked);
  await page.getByText('You will come back to the page you asked for.').waitFor();
  await signIn(page, product.emailOf('vidya ADMIN'));
  await table(page).waitFor();
  const { pathname, search } = new URL(page.url());
  assert.equal(pathname + search, asked);
  assert.match((await page.locator('.tabs [aria-current=page]').textContent()) ?? '', /^Overdue/);
  assert.equal(
    await table(page).getByRole('columnheader', { name: 'Value' }).getAttribute('aria-sort'),
    'descending',
  );
});

browserTest('sign-in leads to no other site', {}, async ({ page, go, product }) => {
  for (const to of ['//example.com/leads', '/\\example.com', 'https://example.com/']) {
    await go(`/sign-in?to=${encodeURIComponent(to)}`);
    await signIn(page, product.emailOf('surya GUEST'));
    await page.getByRole('heading', { level: 1, name: 'Leads' }).waitFor();
    assert.equal(new URL(page.url()).origin, product.origin);
  }
});

browserTest(
  'signing out ends the session here and on the server',
  {},
  async ({ page, go, allow, product }) => {
    allow(notSignedIn);
    await go('/sign-in');
    await signIn(page, product.emailOf('vidya MANAGER'));
    await table(page).waitFor();
    const cookies = await page.context().cookies();
    await page.getByRole('button', { name: /^Account of / }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { level: 1, name: 'Sign in to iPerform' }).waitFor();
    assert.equal((await page.context().cookies()).length, 0, 'the cookie is gone');

    await page.context().addCookies(cookies);
    const replayed = await page.context().request.get(api.auth.me.path);
    assert.equal(replayed.status(), 401, 'the kept cookie opens nothing');
    await page.goBack();
    await page.getByLabel('Password', { exact: true }).waitFor();
    assert.equal(await table(page).count(), 0);
  },
);

browserTest(
  'a session that ended leads to sign-in and back, with what was being written',
  { as: 'vidya SALESPERSON' },
  async ({ page, go, allow, product }) => {
    allow(/401 /);
    await go('/leads');
    await rows(page).first().locator('a').click();
    const note = page.getByRole('textbox', { name: 'Note' });
    await note.fill('Asked for the fee table');
    const asked = page.url();

    // Another person at the same desk has signed out in another tab.
    await page.context().clearCookies();
    await note.press('Control+Enter');
    await page.getByRole('heading', { level: 1, name: 'Sign in to iPerform' }).waitFor();
    await signIn(page, product.emailOf('vidya SALESPERSON'));
    await note.waitFor();
    assert.equal(page.url(), asked);
    assert.equal(await note.inputValue(), 'Asked for the fee table');
  },
);

browserTest(
  'too many sessions are refused in plain words',
  {},
  async ({ page, go, allow, client, product }) => {
    for (let i = 0; i < sessionLimit; i++) await client('surya COSALES');
    allow(/ (403|409|429) .*\/api\/v1\/session$/);
    await go('/sign-in');
    await signIn(page, product.emailOf('surya COSALES'));
    assert.match(
      (await page.getByRole('alert').textContent()) ?? '',
      /^You are signed in on as many devices/,
    );
  },
);

browserTest('a program has no way into the web pages', {}, async ({ page, go, allow, product }) => {
  allow(/403 .*\/api\/v1\/session$/);
  for (const who of ['vidya INTEGRATION', 'vidya DEV'] as const) {
    await go('/sign-in');
    await signIn(page, product.emailOf(who));
    const alert = page.getByRole('alert');
    assert.equal(await alert.textContent(), 'This account may not use the web application.');
  }
});

browserTest(
  'one company never sees the leads of another, not even in the same window',
  { as: 'vidya ADMIN' },
  async ({ page, go, allow, client, product }) => {
    const vidya = await client('vidya ADMIN');
    const surya = await client('surya ADMIN');
    const { count } = await surya.call(api.leads.summary);
    const [theirs] = (await vidya.call(api.leads.list, { query: { sort: '-createdAt', limit: 1 } })).items;
    const ours = await surya.call(api.leads.list, { query: { sort: '-createdAt', limit: 50 } });
    assert.ok(theirs);

    await go(`/leads/${theirs.id}`);
    await page.getByRole('heading', { level: 1, name: theirs.name }).waitFor();
    await page.getByRole('link', { name: 'Leads', exact: true }).first().click();
    await table(page).waitFor();
    const before = await names(page);

    await page.getByRole('button', { name: /^Account of / }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await signIn(page, product.emailOf('surya ADMIN'));
    await shows(page, count);
    const seen = await names(page);
    assert.deepEqual(
      seen,
      ours.items.slice(0, seen.length).map(({ name }) => name),
    );
    assert.notDeepEqual(seen, before);

    allow(/404 .*\/api\/v1\/leads\//);
    await go(`/leads/${theirs.id}`);
    await page.getByRole('heading', { level: 1, name: missing }).waitFor();
    assert.equal(await page.getByText(theirs.name).count(), 0);

    await page.keyboard.press('Control+k');
    await page
      .getByRole('combobox', { name: 'Search leads and actions' })
      .fill(theirs.phones[0] ?? theirs.name);
    await page.getByText(/^Nothing found/).waitFor();
  },
);

browserTest(
  'a guest reads everything and is offered nothing to change',
  { as: 'vidya GUEST' },
  async (scene) => {
    const { page, go, client } = scene;
    const guest = await client('vidya GUEST');
    const { count } = await guest.call(api.leads.summary);
    const offered = page
      .locator('button, a, input[type=file], [role=menuitem], [role=option]')
      .filter({ visible: true })
      .filter({
        hasText: /\b(new lead|create|import|export|edit|change|delete|assign|move|save|set next)\b/i,
      });
    const named = page.locator(
      ['New', 'Create', 'Import', 'Export', 'Change', 'Delete', 'Assign', 'Move']
        .map((word) => `[aria-label^="${word} " i]`)
        .join(', '),
    );
    const offersNothing = async (): Promise<void> => {
      assert.deepEqual(await offered.allTextContents(), []);
      assert.equal(await named.count(), 0);
      assert.equal(await page.locator('[draggable=true]').count(), 0);
    };

    await go('/leads');
    await shows(page, count);
    await offersNothing();
    await page.keyboard.press('c');
    await page.keyboard.press('Control+k');
    await page.getByRole('option', { name: 'Sign out' }).waitFor();
    await offersNothing();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    await rows(page).first().locator('a').click();
    await page.getByRole('heading', { level: 2, name: 'Timeline' }).waitFor();
    await offersNothing();
    assert.equal(await page.getByRole('textbox').count(), 0, 'no note to write');
    assert.equal(await page.getByRole('navigation', { name: 'Stages' }).getByRole('button').count(), 0);

    await go('/pipeline');
    await page.locator('[data-card]').first().waitFor();
    await offersNothing();
  },
);

browserTest(
  'the pages that a role has no use for are refused',
  { as: 'vidya GUEST' },
  async ({ page, go }) => {
    for (const path of ['/imports', '/dashboard']) {
      await go(path);
      await page.getByRole('heading', { level: 1, name: 'You may not see this page' }).waitFor();
      await isAccessible(page, path);
      assert.equal(
        await page.getByRole('navigation', { name: 'Main' }).locator(`a[href="${path}"]`).count(),
        0,
      );
    }
  },
);

browserTest(
  'a warrior sees the leads given to them, and no other',
  { as: 'vidya WARRIOR' },
  async (scene) => {
    const { page, go, allow, client } = scene;
    const admin = await client('vidya ADMIN');
    const warrior = await client('vidya WARRIOR');
    const ofWarrior = (op: 'in' | 'notIn'): LeadFilter => [{ field: 'warrior', op, value: [warrior.userId] }];
    const { count } = await admin.call(api.leads.summary, { query: { filter: ofWarrior('in') } });
    const given = await leadIds(admin, ofWarrior('in'));
    assert.ok(count > 10 && given.size === count);

    await go('/leads');
    await shows(page, count);
    const shown = await rows(page).locator('a[data-lead]').all();
    for (const link of shown) assert.ok(given.has((await link.getAttribute('data-lead')) ?? ''));
    assert.ok(shown.length > 10);
    assert.equal(await page.getByRole('button', { name: 'New lead' }).count(), 0, 'warriors create no leads');

    allow(/404 .*\/api\/v1\/leads\//);
    const other = await admin.call(api.leads.list, {
      query: { filter: ofWarrior('notIn'), sort: '-value', limit: 1 },
    });
    const [foreign] = other.items;
    assert.ok(foreign && !given.has(foreign.id));
    await go(`/leads/${foreign.id}`);
    await page.getByRole('heading', { level: 1, name: missing }).waitFor();
    assert.equal(await page.getByText(foreign.name).count(), 0);
    await page.getByRole('link', { name: 'To the list of leads' }).click();
    await eventually(async () => assert.equal(await total(page), count));
  },
);
