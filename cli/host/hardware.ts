import { CommandFailed } from '../../machines/errors.ts';
import { type Command, finish } from '../../services/host/process.ts';
import { sshCommand } from '../../services/host/ssh/ssh-command.ts';

/** What a machine says of its hardware. */
export interface Hardware {
  /** A NixOS module. */
  readonly text: string;
  /** `ssh-ed25519 SHA256:…`; undefined: ssh did not say whom it spoke to. */
  readonly hostKey: string | undefined;
}

const MINUTE = 60_000;
const LARGEST = 256 * 1024;

/** Asks a machine for its hardware, which must be up, with NixOS or its installer. Throws `BadInput` and `CommandFailed`. */
export async function hardwareOf(destination: string, signal?: AbortSignal): Promise<Hardware> {
  const { exitCode, stdout, stderr } = await finish(hardwareCommand(destination), signal && { signal });
  const { hostKey, said } = toldBySsh(stderr);
  if (exitCode !== 0)
    throw new CommandFailed(`${destination} does not tell its hardware: ${said || `exit code ${exitCode}`}`, {
      destination,
      exitCode,
    });
  const text = stdout.trim();
  if (!text.endsWith('}') || text.length > LARGEST || /[^\P{Cc}\n\t]/u.test(text))
    throw new CommandFailed(`what ${destination} tells of its hardware is no NixOS module`, { destination });
  return { text: `${text}\n`, hostKey };
}

/** The disks are left out: how they are to be is in the disko module. At its debugging level ssh says whom it speaks to. */
export const hardwareCommand = (destination: string): Command => ({
  ...sshCommand(destination, ['nixos-generate-config', '--show-hardware-config', '--no-filesystems'], {
    options: ['StrictHostKeyChecking=accept-new', 'LogLevel=DEBUG1'],
    timeoutMs: 2 * MINUTE,
  }),
  about: { says: 'ask a machine for its hardware', host: destination },
});

/** What ssh said on its error stream: the key of the host (the last one: those before are of hosts on the way), and the rest. */
export function toldBySsh(stderr: string): { readonly hostKey: string | undefined; readonly said: string } {
  const lines = stderr.split(/\r?\n/);
  const keys = lines.flatMap((line) => /^debug1: Server host key: (\S+ SHA256:\S+)/.exec(line)?.[1] ?? []);
  const said = lines.filter(
    (line) => !/^(debug\d: |OpenSSH_|Authenticated to |Transferred: |Bytes per second: )/.test(line),
  );
  return { hostKey: keys.at(-1), said: said.join('\n').trim() };
}
