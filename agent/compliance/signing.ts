import { access, constants } from 'node:fs/promises';
import { BadConfig, CommandFailed, failureOf } from '../../machines/errors.ts';
import type { SignedEvidence } from '../../machines/model/evidence.ts';
import { readSignature, verifySignature } from '../../services/compliance/ssh-signature.ts';
import { EVIDENCE_NAMESPACE } from '../../services/compliance/verified-evidence.ts';
import { hasCode } from '../../services/host/error-code.ts';
import { type Command, run } from '../../services/host/process.ts';

const LIMIT_MS = 10_000;
const OPTION = 'compliance.evidence.collector.signingKey';

/** Has ssh-keygen sign what it reads. The key stays with it. */
export const signCommand = (key: string): Command => ({
  argv: ['ssh-keygen', '-Y', 'sign', '-n', EVIDENCE_NAMESPACE, '-f', key],
  timeoutMs: LIMIT_MS,
  // Neither an agent's key of the same name, nor a question for a passphrase that nobody answers.
  env: { LC_ALL: 'C', SSH_AUTH_SOCK: '', SSH_ASKPASS_REQUIRE: 'never' },
});

/**
 * Signs a document with the host's key, and looks whether the signature holds. Throws `BadConfig` for a key that is not
 * there, may not be read, asks for a passphrase or is not ed25519.
 */
export async function signed(document: string, key: string): Promise<SignedEvidence> {
  await assertReadable(key);
  const signature = await signatureOf(document, key);
  try {
    const { publicKey } = readSignature(signature);
    verifySignature({ document, signature, publicKey, namespace: EVIDENCE_NAMESPACE });
    return { document, signature, public_key: publicKey.text };
  } catch (cause) {
    throw new BadConfig(`${key} cannot sign evidence: ${failureOf(cause).message} (${OPTION})`, {}, { cause });
  }
}

async function assertReadable(key: string): Promise<void> {
  try {
    await access(key, constants.R_OK);
  } catch (cause) {
    const remedy = `set ${OPTION} to the host's ed25519 key, or to null for evidence without a signature`;
    const problem = hasCode(cause, 'ENOENT')
      ? `the signing key ${key} is not there: is services.openssh.enable on? ${remedy}`
      : `the signing key ${key} may not be read: run this as root`;
    throw new BadConfig(problem, {}, { cause });
  }
}

async function signatureOf(document: string, key: string): Promise<string> {
  try {
    const { stdout } = await run({ ...signCommand(key), input: document });
    return stdout;
  } catch (cause) {
    if (!(cause instanceof CommandFailed) || cause.detail['why'] !== 'exit') throw cause;
    const said = String(cause.detail['stderr']).trim();
    throw new BadConfig(`ssh-keygen cannot sign with ${key} (${OPTION}): ${said}`, {}, { cause });
  }
}
