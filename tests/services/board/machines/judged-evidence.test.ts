import { describe, expect, test } from 'vitest';
import type { ControlEvidence, Finding } from '../../../../machines/model/evidence.ts';
import { evidenceIn, judgedControls } from '../../../../services/board/machines/judged-evidence.ts';
import { aControl, someEvidence } from '../../compliance/some-evidence.ts';

const NOW = Date.parse('2026-04-20T12:00:00Z');

const excuse = (expires: string | null) => ({ rationale: 'a reason', owner: null, expires });
const finding = (id: string, expires?: string | null): Finding => ({
  ...{ id, text: 'wrong' },
  ...(expires !== undefined && { exception: excuse(expires) }),
});
const judged = (...controls: Partial<ControlEvidence>[]) =>
  judgedControls(someEvidence({ controls: controls.map(aControl) }), NOW);

describe('the controls of evidence', () => {
  test('begin with those that a machine has to pass and does not', () => {
    const controls = judged(
      { control: 'a', status: 'compliant', required: true },
      { control: 'b', status: 'exempt' },
      { control: 'c', status: 'error' },
      { control: 'd', status: 'non-compliant', required: true },
      { control: 'e', status: 'non-compliant' },
    );
    expect(controls.map(({ evidence }) => evidence.control)).toEqual(['d', 'c', 'e', 'b', 'a']);
  });

  test('are excused no longer when one of their exceptions has run out', () => {
    const [over, still, whole] = [
      judged({ status: 'exempt', findings: [finding('a', '2099-01-01'), finding('b', '2026-04-19')] }),
      judged({ status: 'exempt', findings: [finding('a', '2099-01-01')] }),
      judged({ status: 'exempt' }),
    ];
    expect(over[0]?.status).toBe('non-compliant');
    expect(over[0]?.findings.map(({ id }) => id)).toEqual(['b', 'a']);
    expect([still[0]?.status, whole[0]?.status]).toEqual(['exempt', 'exempt']);
  });

  test('say why they could not be told, and which articles they speak for', () => {
    const framework_articles = { nis2: ['21(i)', '21(a)'], dora: ['Art. 9'] };
    const [control] = judged({ status: 'error', checks: { error: 'it took too long' }, framework_articles });
    expect(control).toMatchObject({ reason: 'it took too long', articles: 'nis2 21(i) 21(a), dora Art. 9' });
  });
});

describe('a document', () => {
  test('that is no evidence of a shape that is known gives none', () => {
    expect(evidenceIn(JSON.stringify(someEvidence()))).toEqual(someEvidence());
    expect(['', '{}', 'null', '[]', '{"schema":"nixfleet.evidence/2"}'].map(evidenceIn)).toEqual(
      Array(5).fill(undefined),
    );
  });
});
