import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { checkout } from '../support/checkout.ts';

/** A headless Chromium with nothing in it, and what ends it. */
export interface OpenBrowser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** How the window of a browser is. */
export interface BrowserLook {
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
}

/** Where the browser is. */
export const CHROMIUM = process.env['NIXFLEET_CHROMIUM'] ?? '/usr/bin/chromium';

/** Without these it looks for its maker's hosts. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts Debian's Chromium with a folder of its own; a test closes it. */
export async function openBrowser({ colorScheme = 'light', width = 1280, height = 800 }: BrowserLook = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'nixfleet-chromium-'));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: CHROMIUM,
    headless: true,
    args: QUIET,
    colorScheme,
    viewport: { width, height },
    // What moves is nowhere twice.
    reducedMotion: 'reduce',
  });
  return {
    context,
    async close() {
      await context.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  } satisfies OpenBrowser;
}

/** A page of the board on which nothing may go wrong: what it logs as an error, and what it asks elsewhere. */
export async function openBoard(context: BrowserContext, url: string): Promise<{ page: Page; faults: string[] }> {
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) faults.push(`it asked ${request.url()}`);
  });
  await page.goto(`${url}/ui/`);
  return { page, faults };
}

/** Signs in with a key. */
export async function signIn(page: Page, key: string): Promise<void> {
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Sections' }).waitFor();
}

/** What axe finds wrong with a page as it stands, an element a line: `rule at selector: what it should be`. */
export async function axeFindings(page: Page): Promise<string[]> {
  const source = readFileSync(join(checkout, 'node_modules/axe-core/axe.min.js'), 'utf8');
  return await page.evaluate<string[]>(`${source};
    axe.run(document).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => id + ' at ' + target.join(' ') + ': ' + failureSummary)))`);
}
