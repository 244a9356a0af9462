import type { Machine } from '../../../agent/compliance/machine.ts';
import { aMachine, type MachineParts } from './a-machine.ts';
import { hostKey } from './host-key.ts';

/** The real sshd, where the folder below /run that Debian's wants before it says anything is missing on the machine of the tests. */
const SSHD = `exec unshare --mount sh -c 'mount -t tmpfs -o mode=755 none /run && mkdir -m 755 /run/sshd && exec /usr/sbin/sshd "$@"' sshd "$@"`;

/** What sshd says where nothing else is configured is far from what anybody wants: a key to log in with, and no more. */
const STRICT = `HostKey /etc/ssh/ssh_host_ed25519_key
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
ClientAliveInterval 300
ClientAliveCountMax 3
ChannelTimeout session:shell=900
`;

/** A machine with the real sshd and real host keys; needs root. `lines` of sshd_config come first, and so win. */
export function anSshHost(lines: readonly string[] = [], parts: MachineParts = {}): Machine {
  return aMachine({
    ...parts,
    files: { '/etc/ssh/sshd_config': [...lines, STRICT].join('\n'), ...hostKey('ed25519'), ...parts.files },
    programs: { sshd: SSHD, ...parts.programs },
  });
}
