import { readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { historyOf } from '../../../agent/compliance/evidence-folder.ts';
import { collectEvidence } from '../../../agent/compliance/verbs/collect.ts';
import { aHost, CONTENT, type Host } from './a-host.ts';

describe('the metrics of evidence', () => {
  const withMetrics = (host: Host, metrics: string) =>
    collectEvidence(host.asked('collect', '--metrics-file', metrics));

  test('may be read by everybody, whatever our umask is', async () => {
    const before = process.umask(0o027);
    onTestFinished(() => void process.umask(before));
    const host = await aHost({ printers: CONTENT });
    const metrics = join(host.root, 'compliance.prom');
    await withMetrics(host, metrics);
    expect(statSync(metrics).mode & 0o777).toBe(0o644);
  });

  test('are never written through a link that somebody has laid', async () => {
    const host = await aHost({ printers: CONTENT });
    const [metrics, precious] = [join(host.root, 'compliance.prom'), join(host.root, 'precious')];
    writeFileSync(precious, 'precious');
    for (const link of [metrics, `${metrics}.new`]) symlinkSync(precious, link);
    await withMetrics(host, metrics);
    expect(readFileSync(precious, 'utf8')).toBe('precious');
    expect(readFileSync(metrics, 'utf8')).toContain('nixfleet_compliance_control');
  });

  test('that cannot be written cost no evidence', async () => {
    const host = await aHost({ printers: CONTENT }, { signs: true });
    const { exitCode, notes } = await withMetrics(host, join(host.root, 'etc/nixfleet/compliance.json/x.prom'));
    expect({ exitCode, notes }).toEqual({
      exitCode: 0,
      notes: [expect.stringMatching(/^warning: the metrics cannot be written .*metricsFile/)],
    });
    expect(await historyOf(host.directory)).toHaveLength(1);
  });
});
