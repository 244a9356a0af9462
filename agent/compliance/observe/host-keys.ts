import { createHash } from 'node:crypto';
import type { Machine } from '../machine.ts';
import { matchingFiles } from './matching-files.ts';
import { observeSshd } from './sshd.ts';

/** A host key of sshd, by its public half. */
export interface HostKey {
  /** `ed25519`, `ecdsa`, `rsa`, `dsa`, or as the key names it. */
  readonly algorithm: string;
  /** Of the private half. */
  readonly path: string;
  /** `SHA256:…`, as ssh shows it. */
  readonly fingerprint: string;
  /** The older time of its two files (ms since the epoch): it was there then, or is a copy made then. */
  readonly changedAt: number;
}

const ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ['ssh-ed25519', 'ed25519'],
  ['ssh-rsa', 'rsa'],
  ['ssh-dss', 'dsa'],
  ['ecdsa-sha2-nistp256', 'ecdsa'],
  ['ecdsa-sha2-nistp384', 'ecdsa'],
  ['ecdsa-sha2-nistp521', 'ecdsa'],
]);

/** The host keys that sshd shows; without an sshd, those that lie where its keys are. */
export async function observeHostKeys(machine: Machine): Promise<readonly HostKey[]> {
  const [everybody] = await observeSshd(machine);
  const configured = everybody?.settings.get('hostkey')?.split('\n') ?? [];
  const paths =
    everybody === undefined
      ? (await matchingFiles(machine, '/etc/ssh/ssh_host_*_key.pub')).map((path) => path.replace(/\.pub$/, ''))
      : configured.map((path) => withoutRoot(machine, path));
  const keys = await Promise.all(paths.map((path) => hostKeyAt(machine, path)));
  return keys.filter((key) => key !== undefined);
}

/** sshd names files as we had to name them to it. */
const withoutRoot = ({ root }: Machine, path: string): string =>
  root !== '/' && path.startsWith(`${root}/`) ? path.slice(root.length) : path;

async function hostKeyAt(machine: Machine, path: string): Promise<HostKey | undefined> {
  const [half, other] = [await machine.facts(path), await machine.facts(`${path}.pub`)];
  const text = (await machine.text(`${path}.pub`)) ?? (half && (await publicHalf(machine, path)));
  // sshd, too, leaves out a key that is not there.
  if (text === undefined) return undefined;
  const [name = '', encoded = ''] = text.trim().split(/\s+/);
  const blob = Buffer.from(encoded, 'base64');
  // The key itself begins with its kind, behind four bytes of length.
  if (name === '' || blob.subarray(4, 4 + name.length).toString('latin1') !== name)
    throw new Error(`${path}.pub is no public key`);
  const digest = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '');
  const times = [half, other].flatMap((facts) => (facts === undefined ? [] : [facts.changedAt]));
  return {
    algorithm: ALGORITHMS.get(name) ?? name,
    path,
    fingerprint: `SHA256:${digest}`,
    changedAt: Math.min(...times),
  };
}

async function publicHalf(machine: Machine, path: string): Promise<string> {
  const answer = await machine.ask(['ssh-keygen', '-y', '-P', '', '-f', machine.path(path)]);
  if (answer?.exitCode === 0) return answer.stdout;
  throw new Error(
    `${path} has no ${path}.pub, and ssh-keygen cannot make one: ${answer?.stderr.trim() ?? 'it was not found'}`,
  );
}
