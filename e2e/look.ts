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

/** @throws where the page can be pushed sideways, as a whole or inside its frame */
export const fitsItsWidth = async (page: Page, what: string): Promise<void> => {
  const overflow = () =>
    page.evaluate<number>(
      `Math.max(0, ...['html', '#main', '[role=dialog]'].flatMap((part) =>
        Array.from(document.querySelectorAll(part), ({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)))`,
    );
  // A window that has just changed its size gives its charts a moment to follow.
  let over = await overflow();
  for (let tries = 0; over > 0 && tries < 50; tries += 1) {
    await page.waitForTimeout(100);
    over = await overflow();
  }
  assert.equal(over, 0, `${what} is ${over} px wider than a window of ${page.viewportSize()?.width}`);
};

/** @throws where the page has no name of its own in the window, or not exactly one h1 */
export const isNamed = async (page: Page, what: string): Promise<void> => {
  const title = await page.title();
  assert.match(title, /^.+ · iPerform$/, `${what} names the window "${title}"`);
  assert.equal(await page.locator('h1').count(), 1, `${what} has one h1`);
};

/** Light and dark are one page in two dresses. */
export const isAccessibleInBothThemes = async (page: Page, what: string): Promise<void> => {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await isAccessible(page, `${what}, ${colorScheme}`);
  }
};

/** Gathers what is wrong, so that one run tells all of it. */
export const faultsOf = () => {
  const faults: string[] = [];
  return {
    keep: (check: Promise<void>): Promise<unknown> =>
      check.catch((error: unknown) => faults.push(error instanceof Error ? error.message : String(error))),
    /** @throws where there was a fault */
    none: (): void => {
      if (faults.length > 0) throw new Error(faults.join('\n\n'));
    },
  };
};
