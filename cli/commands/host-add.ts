import { BadInput } from '../../machines/errors.ts';
import { isDarwin } from '../../machines/policy/platform.ts';
import { currentFolder } from '../config/current-folder.ts';
import { sshDestination } from '../../services/host/ssh/destination.ts';
import { diskConfig } from '../host/disk-config.ts';
import { hardwareOf } from '../host/hardware.ts';
import { assertNew, type HostFile, hostFolder, writeHostFiles } from '../host/host-files.ts';
import { hostSnippet } from '../host/host-snippet.ts';
import { type NewHost, newHost, PLATFORMS, ROLES } from '../host/new-host.ts';
import { nextSteps } from '../host/next-steps.ts';
import { verb } from '../line/verb.ts';
import { printable } from '../../services/host/printable.ts';
import type { Session } from '../session.ts';

/** `nixfleet host add`: the files and the lines that a new host needs. */
export const hostAdd = verb({
  flags: {
    hostname: { kind: 'text', hint: 'name', says: 'Name of the new machine' },
    org: { kind: 'text', hint: 'org', default: 'my-org', says: 'Organization' },
    role: { kind: 'text', hint: 'role', default: 'workstation', says: 'What it is for', completes: ROLES },
    platform: {
      kind: 'text',
      hint: 'platform',
      default: 'x86_64-linux',
      says: 'As Nix names it',
      completes: PLATFORMS,
    },
    target: { kind: 'text', hint: 'user@host', says: 'Where to ask the machine for its hardware, over SSH' },
  },
  operands: [],
  required: ['hostname'],
  operation: 'host-add',
  examples: ['host add --hostname web-03 --role server', 'host add --hostname web-03 --target root@192.168.1.42'],
  async run({ flags: { hostname = '', org, role, platform, target } }, session) {
    const host = newHost({ hostname, org, role, platform });
    const destination = target === undefined ? undefined : sshDestination(target);
    if (isDarwin(host.platform) && destination !== undefined)
      throw new BadInput('--target asks NixOS for its hardware; a Mac needs no such file: leave it out');
    const { screen, config, isJson } = session;
    session.operation.about({ hosts: [hostname] });
    screen.say(`New host ${hostname} (${host.platform}, ${host.role})`);
    const signal = destination === undefined ? undefined : session.interruption();
    const files = await writtenFiles({ host, destination, signal }, session).catch((error: unknown) => {
      if (!signal?.aborted) throw error;
      return undefined;
    });
    if (files === undefined) {
      screen.note('Interrupted: nothing was written.');
      return 130;
    }
    const snippet = hostSnippet({ host, files: files.map(({ path }) => path), controlPlaneUrl: config.url });
    const steps = nextSteps(host, destination);
    const all = ['', 'For your flake:', '', ...snippet.trimEnd().split('\n'), '', 'Next:'];
    for (const line of [...all, ...steps.map((step, index) => `  ${index + 1}. ${step}`)]) screen.say(line);
    if (isJson) screen.json({ ...host, files: files.map(({ path }) => path), snippet, next: steps });
    return 0;
  },
});

/** A new host, and where to ask it for its hardware. */
interface Asking {
  readonly host: NewHost;
  readonly destination: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Nothing is written where anything goes wrong before. */
async function writtenFiles({ host, destination, signal }: Asking, { screen }: Session): Promise<HostFile[]> {
  const { hostname } = host;
  if (isDarwin(host.platform)) return [];
  const folder = hostFolder(hostname);
  const disk = { path: `${folder}/disk-config.nix`, text: diskConfig(hostname) };
  const hardwarePath = `${folder}/hardware-configuration.nix`;
  const root = currentFolder();
  await assertNew(root, destination === undefined ? [disk.path] : [disk.path, hardwarePath]);
  const files = [disk];
  if (destination !== undefined) {
    screen.say(`Asking ${destination} for its hardware`);
    const { text, hostKey } = await hardwareOf(destination, signal);
    screen.say(`Its host key is ${printable(hostKey ?? 'not known')}: compare it with what the machine itself shows`);
    files.push({ path: hardwarePath, text });
    const shown = text.trimEnd().split('\n');
    for (const line of ['', `${hardwarePath}:`, ...shown.map((row) => `  ${printable(row)}`), '']) screen.say(line);
  }
  await writeHostFiles(root, files);
  for (const { path } of files) screen.say(`Wrote ${path}`);
  return files;
}
