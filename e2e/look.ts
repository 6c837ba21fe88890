import assert from 'node:assert/strict';
import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

// What every page must hold, whatever it shows.

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** @throws with each rule that the page breaks and the first places where it does */
export const isAccessible = async (page: Page, what: string): Promise<void> => {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run(document, { runOnly: ${JSON.stringify(rules)}, resultTypes: ['violations'] })`,
  );
  const faults = violations.flatMap(({ id, help, nodes }) => [
    `${id} (${nodes.length}): ${help}`,
    ...nodes.slice(0, 3).map(({ html, any }) => `    ${html.slice(0, 200)}\n      ${any[0]?.message ?? ''}`),
  ]);
  if (faults.length > 0) throw new Error(`${what}:\n${faults.join('\n')}`);
};

/** @throws where the page can be pushed sideways */
export const fitsItsWidth = async (page: Page, what: string): Promise<void> => {
  const width = page.viewportSize()?.width;
  const needed = await page.evaluate<number>('document.documentElement.scrollWidth');
  assert.equal(needed, width, `${what} is wider than the window`);
};

/** @throws where the page has no name of its own in the window, or not exactly one h1 */
export const isNamed = async (page: Page, what: string): Promise<void> => {
  assert.match(await page.title(), /^.+ · iPerform$/, what);
  assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1, `${what} has one h1`);
};
