import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostSettings } from '../../agent/compliance/host-settings.ts';
import { articlesOf } from '../../services/compliance/catalogue.ts';
import { program } from './checkout.ts';
import { type Ended, runToEnd } from './processes.ts';

/** A folder that stands for a machine, and what is to be looked at on it. */
export interface LookedAt {
  readonly id: string;
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly controls: readonly string[];
  readonly exceptions: HostSettings['exceptions'];
}

/** Where a machine has its evidence, as the Nix side has it unless told. */
export const EVIDENCE_FOLDER = '/var/lib/nixfleet-compliance';

const HOST_KEY = '/etc/ssh/ssh_host_ed25519_key';

/** Gives a machine a host key and what its compliance is made of, as a switch to a system with the compliance modules would. */
export async function prepareEvidence({ id, root, env, controls, exceptions }: LookedAt): Promise<void> {
  const below = (path: string) => join(root, path);
  for (const folder of ['etc/ssh', 'etc/nixfleet', 'bin']) mkdirSync(below(folder), { recursive: true });
  const key = ['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', `root@${id}`, '-f', below(HOST_KEY)] as const;
  const { exitCode, said } = await runToEnd({ argv: [...key], env });
  if (exitCode !== 0) throw new Error(`ssh-keygen ended with exit code ${exitCode}:\n${said}`);
  const settings: HostSettings = {
    ...{ host: id, revision: null, frameworks: ['nis2'], exceptions, directory: EVIDENCE_FOLDER },
    ...{ signingKey: HOST_KEY, retentionDays: 90, staleAfterSeconds: 7200, sbom: true },
    probes: controls.map((control) => ({
      control,
      program: probeProgram(root, control),
      articles: writable(articlesOf(control)),
      required: false,
      timeoutSeconds: 30,
    })),
  };
  writeFileSync(below('etc/nixfleet/compliance.json'), JSON.stringify(settings));
}

/** Runs the collector once, as its timer would. */
export const collectEvidence = async ({ root, env }: Pick<LookedAt, 'root' | 'env'>): Promise<Ended> =>
  runToEnd({ argv: [...program('nixfleet-compliance'), 'collect', '--root', root], env });

/** A program without arguments, as the Nix side makes one for each control. */
function probeProgram(root: string, control: string): string {
  const file = join(root, `bin/probe-${control}`);
  const words = [...program('nixfleet-compliance'), 'probe', control].map((word) => `'${word}'`);
  writeFileSync(file, `#!/bin/sh\nexec ${words.join(' ')}\n`);
  chmodSync(file, 0o755);
  return file;
}

const writable = (articles: ReturnType<typeof articlesOf>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(articles).map(([framework, ids]) => [framework, [...ids]]));
