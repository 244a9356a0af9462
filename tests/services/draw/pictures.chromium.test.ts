import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenBrowser, openBrowser } from '../../board/a-browser.ts';
import { checkout } from '../../support/checkout.ts';

const svgsIn = (folder: string) =>
  readdirSync(join(checkout, folder)).map((file) => ({ name: file, path: join(checkout, folder, file) }));
const pictures = [...svgsIn('docs/images/statecharts'), ...svgsIn('tests/services/draw/golden')];

/** Texts that do not fit into the box beside which they stand in the file, measured where they are shown. */
const TEXTS_CUT = `[...document.querySelectorAll('text')].flatMap((text) => {
  const [inner, outer] = [text.getBBox(), text.parentNode.querySelector('rect').getBBox()];
  const fits = inner.x >= outer.x && inner.x + inner.width <= outer.x + outer.width
    && inner.y >= outer.y - 1 && inner.y + inner.height <= outer.y + outer.height + 1;
  return fits ? [] : [text.textContent];
})`;

let browser: OpenBrowser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

describe.each(pictures)('$name in Chromium', ({ path }) => {
  test('is well formed, runs nothing, asks nobody, and cuts no text', async () => {
    const page = await browser.context.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('dialog', (dialog) => {
      asked.push(dialog.message());
      void dialog.dismiss();
    });
    const url = pathToFileURL(path).href;
    await page.goto(url);
    expect(asked).toEqual([url]);
    expect(await page.evaluate('document.querySelectorAll("script, parsererror").length')).toBe(0);
    // What was left out as broken would not be there.
    const texts = readFileSync(path, 'utf8').match(/<text /g)?.length ?? 0;
    expect(await page.evaluate('document.querySelectorAll("text").length')).toBe(texts);
    expect(await page.evaluate(TEXTS_CUT)).toEqual([]);
    await page.close();
  });
});
