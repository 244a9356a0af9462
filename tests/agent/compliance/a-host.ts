import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Asked, readCommandLine } from '../../../agent/compliance/command-line.ts';
import type { HostSettings, ProbeSetting } from '../../../agent/compliance/host-settings.ts';
import { settingsAt } from '../../../agent/compliance/settings.ts';
import { run } from '../../../services/host/process.ts';
import { tempFolder } from '../../support/temp.ts';

/** The system that runs, unless a test switches. */
export const SYSTEM = '/nix/store/00000000000000000000000000000000-nixos-system-web-1';

/** What a probe prints that is content, and one that is not. */
export const CONTENT = `echo '{"compliant": true}'`;
export const DISCONTENT = `echo '{"compliant": false, "findings": [{"id": "first", "text": "it is not well"}]}'`;

/** A folder that stands for a host whose probes are these shell scripts. */
export interface Host {
  readonly root: string;
  readonly directory: string;
  readonly settings: HostSettings;
  /** Changes what a probe does. */
  script(control: string, text: string): void;
  /** Another system runs. */
  switchTo(system: string): void;
  /** What the command line says to it. */
  asked(...argv: readonly string[]): Asked;
  /** Settings that are not as they were. */
  configure(given: Partial<HostSettings>): HostSettings;
}

/** What is set for a probe, besides its program. */
export type SomeProbe = string | (Partial<ProbeSetting> & { readonly script: string });

/** A host with these probes by control; it signs when it has a key. */
export async function aHost(
  probes: Readonly<Record<string, SomeProbe>>,
  given: Partial<HostSettings> & { readonly signs?: boolean } = {},
): Promise<Host> {
  const root = tempFolder();
  const { signs = false, ...others } = given;
  for (const folder of ['etc/nixfleet', 'run', 'probes', 'etc/ssh']) mkdirSync(join(root, folder), { recursive: true });
  const program = (control: string) => join(root, 'probes', control);
  const script = (control: string, text: string) => {
    writeFileSync(program(control), `#!/bin/sh\n${text}\n`);
    chmodSync(program(control), 0o755);
  };
  const settingOf = ([control, probe]: readonly [string, SomeProbe]): ProbeSetting => {
    const { script: text, ...set } = typeof probe === 'string' ? { script: probe } : probe;
    script(control, text);
    const standard = { articles: { nis2: ['21(i)'] }, required: false, timeoutSeconds: 30 };
    return { control, program: program(control), ...standard, ...set };
  };
  const settings: HostSettings = {
    host: 'web-1',
    revision: 'abc123',
    frameworks: ['nis2'],
    probes: Object.entries(probes).map(settingOf),
    exceptions: {},
    directory: '/var/lib/nixfleet-compliance',
    signingKey: signs ? '/etc/ssh/ssh_host_ed25519_key' : null,
    retentionDays: 30,
    staleAfterSeconds: 7200,
    sbom: false,
    ...others,
  };
  if (signs) {
    const key = join(root, 'etc/ssh/ssh_host_ed25519_key');
    await run({ argv: ['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'root@web-1', '-f', key] });
  }
  const configure = (changed: Partial<HostSettings>) => {
    writeFileSync(join(root, 'etc/nixfleet/compliance.json'), JSON.stringify({ ...settings, ...changed }));
    return settingsAt({ root, config: undefined });
  };
  const switchTo = (system: string) => {
    rmSync(join(root, 'run/current-system'), { force: true });
    symlinkSync(system, join(root, 'run/current-system'));
  };
  switchTo(SYSTEM);
  return {
    root,
    directory: join(root, settings.directory),
    settings: configure({}),
    script,
    switchTo,
    asked: (...argv) => readCommandLine([...argv, '--root', root], {}),
    configure,
  };
}
