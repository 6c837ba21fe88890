import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { eventually } from './harness.ts';

// What a person sees of the list of leads.

export const table = (page: Page): Locator => page.getByRole('table', { name: 'Leads' });

/** The rows that are in the page; the list keeps the others out of it. */
export const rows = (page: Page): Locator => table(page).locator('tbody tr[aria-rowindex]');

/** The names in the rows that are in the page, in order. */
export const names = (page: Page): Promise<string[]> => rows(page).locator('a[data-lead]').allTextContents();

/** How many leads the list says it has. */
export const total = async (page: Page): Promise<number> =>
  Number(await table(page).getAttribute('aria-rowcount'));

/** `1,993` → 1993. */
export const figure = (text: string | null): number => {
  const digits = /\d[\d,]*/.exec(text ?? '')?.[0];
  assert.ok(digits, `no figure in "${text}"`);
  return Number(digits.replaceAll(',', ''));
};

/** Waits until the list shows an answer of `count` leads, as total and as figure in the corner. */
export const shows = (page: Page, count: number): Promise<void> =>
  eventually(async () => {
    assert.equal(await total(page), count);
    assert.equal(await table(page).locator('xpath=..').getAttribute('aria-busy'), null);
    assert.equal(figure(await page.locator('main header p').textContent()), count);
  });

/** A cell of each row that is in the page, by the name of its column. */
export const cells = async (page: Page, column: string): Promise<string[]> => {
  const heads = await table(page).locator('thead th').allTextContents();
  const at = heads.findIndex((head) => head.trim() === column);
  assert.ok(at > 0, `no column ${column} in ${heads.join(', ')}`);
  return rows(page)
    .locator(`td:nth-child(${at + 1})`)
    .allTextContents();
};
