import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startControlPlane } from '../../../services/server/control-plane.ts';
import { askedBy } from '../../../services/server/flags.ts';
import { tempFolder } from '../../support/temp.ts';

/** A control plane with a listener for probes, in this thread. */
async function aProbedPlane(...flags: string[]) {
  const paths = ['--listen', '127.0.0.1:0', '--db-path', join(tempFolder(), 'state.db'), '--shards', '0'];
  const asked = askedBy([...paths, ...flags], {});
  if (asked.ask !== 'serve') throw new Error(`asked for ${asked.ask}`);
  const messages: string[] = [];
  const plane = await startControlPlane(asked.config, (_, message) => messages.push(message));
  onTestFinished(() => plane.stop());
  const said = messages.find((message) => message.startsWith('metrics are on '));
  return { url: plane.url, probes: said?.slice('metrics are on '.length).replace(/\/metrics$/, '') ?? '', messages };
}

const status = async (url: string) => (await fetch(url)).status;

describe('a listener for probes', () => {
  test('has metrics, liveness and readiness, and nothing else', async () => {
    const { probes } = await aProbedPlane('--metrics-listen', '127.0.0.1:0');
    const text = await (await fetch(`${probes}/metrics`)).text();
    expect(text).toContain('# TYPE nixfleet_fleet_size gauge');
    expect(text).toContain('# TYPE process_resident_memory_bytes gauge');
    expect(await Promise.all(['/health', '/ready', '/api/v1/machines'].map((path) => status(probes + path)))).toEqual([
      200, 200, 404,
    ]);
  });

  test('takes the metrics off the main one, which keeps liveness and readiness', async () => {
    const { url } = await aProbedPlane('--metrics-listen', '127.0.0.1:0');
    expect(await Promise.all(['/metrics', '/health', '/ready'].map((path) => status(url + path)))).toEqual([
      404, 200, 200,
    ]);
  });

  test('is not there unless asked for', async () => {
    const { url, messages } = await aProbedPlane();
    expect(await status(`${url}/metrics`)).toBe(200);
    expect(messages.join('\n')).not.toContain('metrics are on');
  });

  test('that cannot listen ends the start with a sentence that names its flag', async () => {
    const { url } = await aProbedPlane();
    const taken = ['--metrics-listen', new URL(url).host];
    await expect(aProbedPlane(...taken)).rejects.toThrow('choose another with --metrics-listen');
  });
});
