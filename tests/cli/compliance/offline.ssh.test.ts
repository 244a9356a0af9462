import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { allowedSigner, evidenceFiles, verifyCommand } from '../../../cli/compliance/evidence-files.ts';
import { foundEvidence } from '../../../cli/compliance/found-evidence.ts';
import { type Believed, judgedEvidence } from '../../../cli/compliance/judged-evidence.ts';
import { trustIn } from '../../../cli/compliance/trust-in.ts';
import { writeEvidence } from '../../../cli/compliance/write-evidence.ts';
import type { StoredEvidence } from '../../../machines/model/compliance.ts';
import { finish } from '../../../services/host/process.ts';
import { aSigner, type Signer } from '../../services/compliance/a-signer.ts';
import { someEvidence } from '../../services/compliance/some-evidence.ts';
import { tempFolder } from '../../support/temp.ts';
import { aSignedFolder, storedEvidence } from './a-signed-folder.ts';

let signer: Signer;
let other: Signer;
let stored: StoredEvidence;
let later: StoredEvidence;
beforeAll(async () => {
  [signer, other] = await Promise.all([aSigner(), aSigner()]);
  stored = await storedEvidence(signer);
  later = await storedEvidence(signer, someEvidence({ timestamp: '2026-04-20T11:00:00Z' }));
});

const judged = (path: string, believed?: Believed) => foundEvidence(path).map((each) => judgedEvidence(each, believed));
const folder = () => aSignedFolder(join(tempFolder(), 'web-1'), stored);
const keygen = async (path: string) => finish({ argv: ['sh', '-c', verifyCommand(path, 'web-1')] });

describe('evidence that was exported', () => {
  const exported = (key = signer.publicKey) => {
    const path = join(tempFolder(), 'an auditor’s copy');
    writeEvidence(path, evidenceFiles(stored, key));
    return path;
  };

  test('is verified by OpenSSH alone, with the command that is shown', async () => {
    const { exitCode, stdout } = await keygen(exported());
    expect(stdout).toContain('Good "nixfleet-evidence" signature for web-1 with ED25519 key SHA256:');
    expect(exitCode).toBe(0);
  });

  test('is verified by us, and its list vouches for the key', () => {
    expect(judged(exported())).toMatchObject([{ isGood: true, vouched: 'list', evidence: { host: 'web-1' } }]);
  });

  test('is refused by both when one letter was changed', async () => {
    const path = exported();
    const file = join(path, 'evidence.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('1/1 controls', '9/9 controls'));
    expect(await keygen(path)).toMatchObject({ exitCode: 255 });
    expect(judged(path)).toMatchObject([
      { isGood: false, problem: expect.stringContaining('does not fit the document') },
    ]);
  });

  test('is refused by both when another key is the one that is believed', async () => {
    const path = exported(other.publicKey);
    expect(await keygen(path)).toMatchObject({ exitCode: 255 });
    expect(judged(path)).toMatchObject([{ isGood: false, problem: expect.stringContaining('not among those') }]);
  });

  test('is for whoever exported it alone, and never over what is there', () => {
    const path = exported();
    expect(statSync(join(path, 'evidence.json')).mode & 0o777).toBe(0o600);
    expect(() => writeEvidence(path, evidenceFiles(stored, signer.publicKey))).toThrow('is there already');
  });
});

describe('a list of allowed signers', () => {
  test.each(['*', 'a,b', 'a b', '!x', 'a\nb'])('is never made for %j, which would let others in', (host) => {
    expect(() => allowedSigner(host, signer.publicKey)).toThrow('cannot stand in a list');
  });

  test('lets a key sign evidence and nothing else', () => {
    expect(allowedSigner('web-1', 'ssh-ed25519 AAAA me@home')).toBe(
      'web-1 namespaces="nixfleet-evidence" ssh-ed25519 AAAA\n',
    );
  });
});

describe('evidence as a machine has it', () => {
  test('holds by the key that lies beside it, for which nobody vouches', () => {
    expect(judged(folder())).toMatchObject([{ isGood: true, vouched: 'nobody' }]);
  });

  test('holds by a key that is given, and by no other', () => {
    expect(judged(folder(), { key: `${signer.publicKey}\n` })).toMatchObject([{ isGood: true, vouched: 'given' }]);
    expect(judged(folder(), { key: other.publicKey })).toMatchObject([{ isGood: false }]);
  });

  test('holds by a list that has its host, and by no list that has not', () => {
    const list = (host: string) => ({ signers: `# ours\n${allowedSigner(host, signer.publicKey)}` });
    expect(judged(folder(), list('web-1'))).toMatchObject([{ isGood: true, vouched: 'given' }]);
    expect(judged(folder(), list('web-2'))).toMatchObject([
      { isGood: false, problem: 'the list of allowed signers has no key of web-1' },
    ]);
  });

  test('is verified as a file, too', () => {
    expect(judged(join(folder(), 'evidence.json'))).toMatchObject([{ isGood: true }]);
  });

  test('is verified time by time where a history was copied, in its order', () => {
    const history = tempFolder();
    aSignedFolder(join(history, '20260420T110000Z'), { ...later, signature: stored.signature });
    aSignedFolder(join(history, '20260420T100000Z'), stored);
    expect(judged(history).map(({ isGood }) => isGood)).toEqual([true, false]);
  });

  test('is not what is only about to be collected', () => {
    const history = tempFolder();
    aSignedFolder(join(history, '20260420T100000Z'), stored);
    mkdirSync(join(history, '.new'));
    writeFileSync(join(history, '.new/evidence.json'), '{');
    expect(judged(history)).toMatchObject([{ isGood: true }]);
  });

  test('is no pipe and no device', () => {
    const path = folder();
    rmSync(join(path, 'evidence.json.sig'));
    symlinkSync('/dev/zero', join(path, 'evidence.json.sig'));
    expect(() => foundEvidence(path)).toThrow('evidence.json.sig is no file');
  });

  test('cannot be verified without its signature', () => {
    const path = folder();
    const alone = join(tempFolder(), 'evidence.json');
    writeFileSync(alone, readFileSync(join(path, 'evidence.json')));
    expect(() => foundEvidence(alone)).toThrow('evidence.json.sig is not there');
  });

  test('is not found where there is none', () => {
    expect(() => foundEvidence(tempFolder())).toThrow('has no evidence.json');
    expect(() => foundEvidence('/nowhere/at/all')).toThrow('is not there');
  });
});

describe('trust in what a control plane gives', () => {
  test('is there when it says so and the signature holds', () => {
    expect(trustIn(stored)).toMatchObject({ word: 'verified', fingerprint: expect.stringMatching(/^SHA256:/) });
  });

  test('is not there for another key than the pinned one', () => {
    expect(trustIn({ ...stored, trust: 'other-key' })).toMatchObject({
      ...{ word: 'other-key', remark: expect.stringContaining('nixfleet compliance trust web-1') },
    });
  });

  test('is not there where the signature does not hold, whatever the control plane says', () => {
    expect(trustIn({ ...stored, document: stored.document.replace('web-1', 'web-9') })).toMatchObject({
      word: 'forged',
    });
    expect(trustIn({ ...stored, machine_id: 'web-2' })).toMatchObject({
      ...{ word: 'forged', remark: expect.stringContaining('evidence of web-1, not of web-2') },
    });
    expect(trustIn({ ...stored, public_key: 'nonsense' })).toMatchObject({ word: 'forged' });
  });
});
