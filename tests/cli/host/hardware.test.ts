import { describe, expect, test } from 'vitest';
import { hardwareCommand, toldBySsh } from '../../../cli/host/hardware.ts';
import { BadInput } from '../../../machines/errors.ts';

const SAID = [
  'OpenSSH_9.2p1 Debian-2, OpenSSL 3.0.14',
  'debug1: Reading configuration data /etc/ssh/ssh_config',
  'debug1: Server host key: ssh-ed25519 SHA256:ofTheJumpHost',
  'debug1: Server host key: ssh-rsa SHA256:abc/def+ghi',
  "Warning: Permanently added '192.168.1.42' (RSA) to the list of known hosts.",
  'nixos-generate-config: not found',
  'debug1: Exit status 127',
  '',
].join('\r\n');

describe('asking a machine for its hardware', () => {
  test('is one command, whose destination can be no option', () => {
    const { argv } = hardwareCommand('root@192.168.1.42');
    expect(argv.slice(-3)).toEqual([
      ...['--', 'root@192.168.1.42', 'nixos-generate-config --show-hardware-config --no-filesystems'],
    ]);
    expect(argv).toContain('StrictHostKeyChecking=accept-new');
    expect(() => hardwareCommand('-oProxyCommand=touch x')).toThrow(BadInput);
  });

  test('tells whom one spoke to, and what was said without the babble', () => {
    expect(toldBySsh(SAID)).toEqual({
      hostKey: 'ssh-rsa SHA256:abc/def+ghi',
      said: [
        "Warning: Permanently added '192.168.1.42' (RSA) to the list of known hosts.",
        'nixos-generate-config: not found',
      ].join('\n'),
    });
  });

  test('tells of no key when nobody showed one', () => {
    expect(toldBySsh('ssh: connect to host x port 22: Connection refused\n')).toEqual({
      ...{ hostKey: undefined, said: 'ssh: connect to host x port 22: Connection refused' },
    });
  });
});
