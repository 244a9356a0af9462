import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { checkout } from '../support/checkout.ts';

/** Where tests leave what is to be looked at: CI keeps the folder. */
const ARTIFACTS = process.env['NIXFLEET_ARTIFACTS'] ?? join(checkout, 'artifacts');

/** Keeps how a page looks just now, for people to look at: `artifacts/board/NAME.png`. */
export async function keptPicture(page: Page, name: string): Promise<void> {
  const folder = join(ARTIFACTS, 'board');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
}
