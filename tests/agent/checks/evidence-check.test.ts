import { describe, expect, test } from 'vitest';
import { evidenceCheck } from '../../../agent/checks/evidence-check.ts';
import { anEvidenceFolder } from '../an-evidence-folder.ts';

const EVIDENCE = { document: '{}', signature: 'sig', public_key: 'ssh-ed25519 AAAA' };
const at = (time: string) => Date.parse(time);

describe('the check of evidence', () => {
  test('finds nothing wrong where none is to be sent', async () => {
    expect(await evidenceCheck(null, 0).look()).toMatchObject({ is: 'good' });
  });

  test('says how old it is', async () => {
    const folder = await anEvidenceFolder();
    await folder.put('20260420T100000Z', EVIDENCE);
    const look = (now: string) => evidenceCheck(folder.path, at(now)).look();
    expect(await look('2026-04-20T13:00:00Z')).toEqual({
      is: 'good',
      what: expect.stringMatching(/^taken 3 h.* ago, in .*\/history\/20260420T100000Z$/) as string,
    });
    expect(await look('2026-04-23T13:00:00Z')).toMatchObject({
      is: 'doubtful',
      what: expect.stringContaining('systemctl status compliance-evidence-collector') as string,
    });
  });

  test('says when there is none yet', async () => {
    const { path } = await anEvidenceFolder();
    expect(await evidenceCheck(path, 0).look()).toMatchObject({
      is: 'doubtful',
      what: expect.stringContaining('has none yet') as string,
    });
  });
});
