import { describe, expect, test } from 'vitest';
import { evidenceMarkdown, evidenceTable, type EvidenceView } from '../../../services/compliance/evidence-text.ts';
import { narrowedEvidence } from '../../../services/compliance/narrowed-evidence.ts';
import { aControl, someEvidence } from './some-evidence.ts';

const PLAIN: EvidenceView = { isVerbose: false, paint: (_, text) => text, width: null };
const EXCEPTION = { rationale: 'a bastion', owner: 'ops', expires: '2026-05-01' };
const EVIDENCE = someEvidence({
  controls: [
    aControl({ framework_articles: { nis2: ['21(i)'], iso27001: ['A.8.2', 'A.8.3'] } }),
    aControl({
      control: 'backup-retention',
      status: 'non-compliant',
      framework_articles: { nis2: ['21(c)'] },
      findings: [{ id: 'last-backup', text: 'the newest backup is 60 h old' }],
      checks: { compliant: false, last_backup_age_hours: 60 },
    }),
    aControl({ control: 'incident-response', status: 'error', checks: { error: 'ran longer than 30 s' } }),
    aControl({
      control: 'secure-boot',
      status: 'exempt',
      framework_articles: {},
      findings: [{ id: 'firmware', text: 'there is no UEFI here', exception: EXCEPTION }],
    }),
  ],
});

describe('evidence as a table', () => {
  test('has a line a control, what is wrong below, and the counts', () => {
    expect(evidenceTable(EVIDENCE, PLAIN)).toBe(
      [
        'NixFleet compliance of web-1, 2026-04-20T10:00:00Z',
        'System /nix/store/00000000000000000000000000000000-nixos-system-web-1, revision abc123',
        '',
        'PASS   access-control                 (iso27001, nis2)',
        'FAIL   backup-retention               (nis2)',
        '       last-backup: the newest backup is 60 h old',
        'ERR    incident-response              (nis2)',
        '       ran longer than 30 s',
        'EXEMPT secure-boot',
        '       firmware: there is no UEFI here [excused until 2026-05-01 by ops: a bastion]',
        '',
        'Total: 4  Pass: 1  Fail: 1  Error: 1  Exempt: 1',
        '',
      ].join('\n'),
    );
  });

  test('goes on below where the terminal is too narrow', () => {
    const lines = evidenceTable(EVIDENCE, { ...PLAIN, width: 60 }).split('\n');
    expect(lines.slice(-5, -3)).toEqual([
      '       firmware: there is no UEFI here [excused until',
      '         2026-05-01 by ops: a bastion]',
    ]);
    expect(evidenceTable(EVIDENCE, { ...PLAIN, width: 0 })).toBe(evidenceTable(EVIDENCE, PLAIN));
  });

  test('paints each result in its tone', () => {
    const painted = evidenceTable(EVIDENCE, { ...PLAIN, paint: (tone, text) => `<${tone}>${text.trim()}</>` });
    for (const word of ['<good>PASS</>', '<bad>FAIL</>', '<warning>ERR</>', '<quiet>EXEMPT</>'])
      expect(painted).toContain(word);
  });

  test('shows what failing controls observed, when asked', () => {
    const text = evidenceTable(EVIDENCE, { ...PLAIN, isVerbose: true });
    expect(text).toContain('         "last_backup_age_hours": 60\n');
    expect(text).not.toContain('"compliant": true');
  });

  test('lets nothing that a machine says move the cursor', () => {
    const finding = { id: 'x', text: 'good\u001b[2K\rPASS\nPASS \u202efoo' };
    const text = evidenceTable(
      someEvidence({ host: 'a\u0007b', controls: [aControl({ findings: [finding] })] }),
      PLAIN,
    );
    expect(text).toContain('x: good [2K PASS PASS  foo');
    expect(text).toContain('of a b,');
  });
});

describe('evidence as Markdown', () => {
  test('is a table whose cells are no markup', () => {
    const finding = { id: 'x', text: 'a | b\n# c <b>' };
    const text = evidenceMarkdown(
      someEvidence({ controls: [aControl({ status: 'non-compliant', findings: [finding] })] }),
    );
    expect(text).toContain('| access-control | FAIL | nis2 21(i) | x: a \\| b # c \\<b\\> |');
    expect(text).toContain('Total: 1  Pass: 0  Fail: 1');
  });
});

describe('evidence that is narrowed', () => {
  const namesOf = (frameworks: readonly string[], controls: readonly string[]) =>
    narrowedEvidence(EVIDENCE, { frameworks, controls }).controls.map(({ control }) => control);

  test('keeps what speaks for one of the frameworks, and is one of the controls', () => {
    expect(namesOf([], [])).toHaveLength(4);
    expect(namesOf(['iso27001'], [])).toEqual(['access-control']);
    expect(namesOf(['nis2'], ['backup-retention', 'access-control'])).toEqual(['access-control', 'backup-retention']);
  });

  test('is counted anew', () => {
    expect(narrowedEvidence(EVIDENCE, { frameworks: ['iso27001'], controls: [] }).overall).toBe(
      '1/1 controls compliant',
    );
    expect(narrowedEvidence(EVIDENCE, { frameworks: [], controls: ['secure-boot'] }).overall).toBe(
      '0/1 controls compliant, 1 exempt',
    );
  });

  test('is refused where nothing is left: that would look well', () => {
    expect(() => namesOf(['nis3'], [])).toThrow('nothing of the framework "nis3"; there is: iso27001, nis2');
    expect(() => namesOf([], ['backups'])).toThrow('nothing of the control "backups"');
    expect(() => namesOf(['iso27001'], ['secure-boot'])).toThrow('none of these controls');
  });
});
