import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempFolder } from '../../support/temp.ts';

/** A new host key: its two files where sshd has them. */
export function hostKey(algorithm: 'ed25519' | 'rsa' | 'ecdsa'): Record<string, string> {
  const name = `ssh_host_${algorithm}_key`;
  const file = join(tempFolder(), name);
  execFileSync('ssh-keygen', [
    '-q',
    '-t',
    algorithm,
    ...(algorithm === 'rsa' ? ['-b', '2048'] : []),
    '-N',
    '',
    '-C',
    'a machine',
    '-f',
    file,
  ]);
  return {
    [`/etc/ssh/${name}`]: readFileSync(file, 'utf8'),
    [`/etc/ssh/${name}.pub`]: readFileSync(`${file}.pub`, 'utf8'),
  };
}
