import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { type Client, type Product, password, startProduct, type Who } from './product.ts';

// One product and one Chromium per file; each test gets windows of its own. A test also fails where the console shows an
// error, a page throws, the server answers 5xx, or anything is asked of another host.

const output = join(import.meta.dirname, 'output');
const stepDeadlineMs = 20_000;

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const desk = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };

export interface WindowOptions {
  /** Signed in already; nobody where absent. */
  as?: Who;
  size?: { width: number; height: number };
  dark?: boolean;
  /** Zone of the browser, not of the company. */
  timeZone?: string;
}

/** One person's browser window. */
export interface Window {
  page: Page;
  /** Opens a path of the product. */
  go: (path: string) => Promise<void>;
  /** Errors of the console that belong to what the test does, such as the 401 of a wrong password. */
  allow: (expected: RegExp) => void;
}

export interface Scene extends Window {
  product: Product;
  /** Another window, of somebody else or on another screen. */
  open: (options?: WindowOptions) => Promise<Window>;
  client: (who: Who) => Promise<Client>;
}

/** Fills in the sign-in page and sends it. */
export const signIn = async (page: Page, email: string, secret: string = password): Promise<void> => {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Sign in' }).click();
};

/** Repeats a check until it holds; in the end throws what it said last. */
export const eventually = async <T>(check: () => Promise<T> | T, deadlineMs = stepDeadlineMs): Promise<T> => {
  for (const end = Date.now() + deadlineMs; ; ) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
};

interface Watched extends Window {
  troubles: () => string[];
  close: () => Promise<void>;
}

const openWindow = async (
  browser: Browser,
  { origin }: Product,
  { size = desk, dark = false, timeZone = 'Asia/Kolkata' }: WindowOptions,
  storageState: BrowserContextOptions['storageState'],
): Promise<Watched> => {
  const context = await browser.newContext({
    baseURL: origin,
    viewport: size,
    colorScheme: dark ? 'dark' : 'light',
    locale: 'en-IN',
    timezoneId: timeZone,
    reducedMotion: 'reduce',
    hasTouch: size.width < 768,
    isMobile: size.width < 768,
    permissions: ['clipboard-read', 'clipboard-write'],
    ...(storageState === undefined ? {} : { storageState }),
  });
  context.setDefaultTimeout(stepDeadlineMs);
  const page = await context.newPage();
  const seen: string[] = [];
  const expected: RegExp[] = [];
  const said = (text: string): string => text.replaceAll(origin, '').split('\n').slice(0, 4).join('\n');
  page.on('console', (message) => {
    if (message.type() === 'error')
      seen.push(`console: ${said(`${message.text()} ${message.location().url}`)}`);
  });
  page.on('pageerror', (error) => seen.push(`page error: ${said(error.stack ?? error.message)}`));
  page.on('request', (request) => {
    const { protocol, origin: of } = new URL(request.url());
    if (of !== origin && !['data:', 'blob:'].includes(protocol)) seen.push(`off-origin: ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 500) seen.push(`${response.status()}: ${response.url()}`);
  });
  return {
    page,
    go: async (path) => void (await page.goto(path)),
    allow: (pattern) => void expected.push(pattern),
    troubles: () => seen.filter((one) => !expected.some((pattern) => pattern.test(one))),
    close: () => context.close(),
  };
};

/** What a visit by nobody says in the console before the sign-in page is shown. */
export const notSignedIn = /401 .*\/api\/v1\/me$/;

type Body = (scene: Scene) => Promise<void>;

/** Registers the hooks of a test file; returns how to write a test of it. `settings` go to the program. */
export const browserTests = (settings: Record<string, string> = {}) => {
  let product: Product;
  let browser: Browser;
  const sessions = new Map<Who, Awaited<ReturnType<typeof signedIn>>>();

  const signedIn = async (who: Who) => {
    const window = await openWindow(browser, product, {}, undefined);
    await window.go('/sign-in');
    await signIn(window.page, product.emailOf(who));
    await window.page.getByRole('navigation', { name: 'Main' }).waitFor();
    const state = await window.page.context().storageState();
    await window.close();
    return state;
  };
  const stateOf = async (who: Who) => {
    const state = sessions.get(who) ?? (await signedIn(who));
    sessions.set(who, state);
    return state;
  };

  before(async () => {
    [product, browser] = await Promise.all([
      startProduct(settings),
      chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: flags }),
    ]);
  });
  after(async () => {
    await browser?.close();
    await product?.stop();
    assert.deepEqual(product?.faults(), [], 'the program logged errors');
  });

  return (name: string, options: WindowOptions, body: Body): void => {
    void test(name, async () => {
      const windows: Watched[] = [];
      const open = async (wanted: WindowOptions = {}): Promise<Watched> => {
        const state = wanted.as === undefined ? undefined : await stateOf(wanted.as);
        const window = await openWindow(browser, product, wanted, state);
        windows.push(window);
        return window;
      };
      try {
        const first = await open(options);
        await body({ ...first, product, open, client: (who) => product.client(who) });
        const troubles = windows.flatMap((window) => window.troubles());
        if (troubles.length > 0)
          throw new Error(`The test went through, but the windows complain:\n${troubles.join('\n')}`);
      } catch (error) {
        mkdirSync(output, { recursive: true });
        const file = basename(process.argv[1] ?? 'e2e', '.test.ts');
        for (const [i, { page, troubles }] of windows.entries()) {
          const path = join(output, `${file} ${name.replace(/[^\w]+/g, '-').slice(0, 80)} ${i + 1}.png`);
          await page.screenshot({ path }).catch(() => undefined);
          process.stderr.write([`window ${i + 1} at ${page.url()}: ${path}`, ...troubles(), ''].join('\n'));
        }
        throw error;
      } finally {
        await Promise.all(windows.map((window) => window.close()));
      }
    });
  };
};
