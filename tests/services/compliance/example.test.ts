import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { evidenceMarkdown } from '../../../services/compliance/evidence-text.ts';
import { verifiedEvidence } from '../../../services/compliance/verified-evidence.ts';

const file = (name: string) =>
  readFileSync(new URL(`../../../docs/compliance-example/${name}`, import.meta.url), 'utf8');

test('the example of the manual holds what its signature says, and its report is made from it', () => {
  const signed = {
    document: file('evidence.json'),
    signature: file('evidence.json.sig'),
    public_key: file('evidence.host.pub').trim(),
  };
  const { evidence } = verifiedEvidence(signed);
  expect(evidence).toMatchObject({ host: 'web-01', overall: '12/16 controls compliant' });
  expect(evidenceMarkdown(evidence).trimEnd()).toBe(file('report.md').trimEnd());
});
