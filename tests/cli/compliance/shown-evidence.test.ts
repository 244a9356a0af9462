import { describe, expect, test } from 'vitest';
import { evidenceDocument, shownEvidence } from '../../../cli/compliance/shown-evidence.ts';
import type { Trust } from '../../../cli/compliance/trust-in.ts';
import { createPaint } from '../../../cli/output/paint.ts';
import { aControl, someEvidence } from '../../services/compliance/some-evidence.ts';

const VERIFIED: Trust = { word: 'verified', fingerprint: 'SHA256:abc', remark: undefined };
const failing = aControl({
  status: 'non-compliant',
  findings: [
    { id: 'root-login', text: 'root\u001b[2J logs in' },
    {
      id: 'idle-timeout',
      text: 'none',
      exception: { rationale: 'a kiosk', owner: 'ops@example.org', expires: '2026-12-31' },
    },
  ],
  checks: { compliant: false, port: 22 },
});
const evidence = someEvidence({ controls: [failing] });
const shown = {
  ...{ evidence, trust: VERIFIED, running: evidence.generation ?? '', isVerbose: false },
  now: Date.parse('2026-04-20T13:00:00Z'),
};
const lines = (given: Partial<typeof shown> = {}, paint = (text: string) => text) =>
  shownEvidence({ ...shown, ...given }, { paint, width: null }).join('\n');

describe('the evidence of a machine', () => {
  test('says whether it is trusted, how old it is, and what was found', () => {
    expect(lines()).toMatch(
      /^Trust: +verified\nSigned by: +SHA256:abc\nCollected: +2026-04-20 10:00:00 UTC, 3 h ago\nFrameworks: +nis2\n/,
    );
    expect(lines()).toContain('FAIL');
  });

  test('shows who excuses what, why and until when', () => {
    for (const words of ['a kiosk', 'ops@example.org', '2026-12-31']) expect(lines()).toContain(words);
  });

  test('says when it is of another system than runs', () => {
    expect(lines()).not.toContain('Runs now');
    expect(lines({ running: '/nix/store/other' })).toContain(
      '/nix/store/other (stale): the evidence is of another system',
    );
    expect(lines({ running: '' })).not.toContain('Runs now');
  });

  test('says when it is too old, and what it excuses no longer', () => {
    expect(lines({ now: Date.parse('2026-04-22T10:00:00Z') })).not.toContain('(stale)');
    expect(lines({ now: Date.parse('2026-04-22T10:00:01Z') })).toContain('2 d ago (stale)');
    expect(lines()).not.toContain('Ran out');
    expect(lines({ now: Date.parse('2027-01-01T00:00:00Z') })).toMatch(/Ran out: +an exception for access-control/);
  });

  test('says why it is not to be believed', () => {
    const trust: Trust = { word: 'other-key', fingerprint: 'SHA256:x', remark: 'another key has signed it' };
    expect(lines({ trust })).toContain('another key has signed it');
  });

  test('has what was observed for who asks', () => {
    expect(lines()).not.toContain('"port": 22');
    expect(lines({ isVerbose: true })).toContain('"port": 22');
  });

  test('commands no terminal', () => expect(lines()).not.toContain('\u001b'));

  test('has the colours of the house where there are colours', () => {
    const paint = createPaint({ CLICOLOR_FORCE: '1' }, true);
    expect(lines({}, paint)).toContain('\u001b[31mFAIL');
    expect(lines({}, paint)).toContain('\u001b[32mverified\u001b[39m');
  });

  test('is a document in Markdown that says where it is from', () => {
    const text = evidenceDocument(shown).join('\n');
    expect(text).toContain('# Compliance of web-1\n');
    expect(text).toContain('- Signed by: SHA256:abc');
  });
});
