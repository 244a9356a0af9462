import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { machineMachine } from '../../../../machines/machine.ts';
import { startInspector } from '../../../../services/actors/inspect/inspector.ts';
import { openBrowser } from '../../../board/a-browser.ts';

let browser: Awaited<ReturnType<typeof openBrowser>>;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

const STATELY = 'https://stately.ai/inspect';

/** Stands for the inspector of stately.ai: says that it is there when it is told to, and lists what it hears. */
const INSPECTOR = `<!doctype html><body><script>
  addEventListener('message', ({ data }) => document.body.append(data.type + ' ' + data.sessionId + '; '));
  parent.postMessage({ type: '@statelyai.connected' }, '*');
</script>`;

async function anInspector(port = 0) {
  const inspector = await startInspector({ port, charts: { machine: machineMachine } });
  onTestFinished(() => inspector.stop());
  return inspector;
}

const heardBy = (address: string) => ({
  ...{ address, source: null, event: { type: 'told' }, at: 0 },
  snapshot: { status: 'active', value: 'active', context: {} },
});

/** What the page says, and what the frame in it has heard. */
const parts = (page: Page) => ({
  word: page.getByRole('status'),
  heard: () => page.frameLocator('#inspector').locator('body').textContent(),
});

describe('the page of the inspector', { timeout: 120_000 }, () => {
  test('says so while stately.ai is not to be reached, and asks the inspector nothing', async () => {
    const { url } = await anInspector();
    const page = await browser.context.newPage();
    const sockets: string[] = [];
    page.on('websocket', (socket) => sockets.push(socket.url()));
    await page.route(STATELY, (route) => route.abort());
    await page.goto(url);
    await page.getByText('has not answered yet').waitFor();
    expect(sockets).toEqual([]);
  });

  test('passes on what is heard, says when nobody tells it any more, and goes on when somebody does', async () => {
    const before = await anInspector();
    before.publish([heardBy('machine:early')]);
    const page = await browser.context.newPage();
    await page.route(STATELY, (route) => route.fulfill({ contentType: 'text/html', body: INSPECTOR }));
    await page.goto(before.url);
    const { word, heard } = parts(page);
    await expect.poll(heard).toContain('@xstate.actor machine:early; @xstate.event machine:early');
    expect(await word.isHidden()).toBe(true);
    before.stop();
    await page.getByText('What is inspected does not answer').waitFor();
    const after = await anInspector(Number(new URL(before.url).port));
    after.publish([heardBy('machine:late')]);
    await expect.poll(heard).toContain('@xstate.actor machine:late');
    await expect.poll(() => word.isHidden()).toBe(true);
  });
});
