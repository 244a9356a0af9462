import type { AuditedMachine } from './audited-machine.ts';
import { CERTIFICATES } from './policy.ts';
import { LAX_SSHD } from './sshd.ts';

/** A machine about which nobody has thought; its certificate has ended. */
export async function putInDisorder(audited: AuditedMachine): Promise<void> {
  const { machine } = audited.stand;
  const sh = (script: string) => machine.run(['sh', '-ec', script]);
  audited.write('/etc/os-release', 'NAME=NixOS\nID=nixos\n');
  audited.write('/etc/ssh/sshd_config', LAX_SSHD);
  audited.write('/etc/systemd/journald.conf.d/retention.conf', '[Journal]\nStorage=volatile\n');
  await sh(`ssh-keygen -q -t rsa -b 2048 -N "" -f /etc/ssh/ssh_host_rsa_key
touch --date=2020-01-01 /etc/ssh/ssh_host_rsa_key /etc/ssh/ssh_host_rsa_key.pub
mkdir -p ${CERTIFICATES}
openssl req -new -newkey ed25519 -nodes -subj /CN=web-01 -keyout /tmp/key -out /tmp/request 2>/dev/null
openssl x509 -req -in /tmp/request -signkey /tmp/key -days 0 -out ${CERTIFICATES}/web-01.pem 2>/dev/null
for account in daemon bin sys; do usermod --shell /bin/bash "$account"; done`);
  await machine.run(['systemctl', 'restart', 'systemd-journald']);
  await machine.run(['systemctl', 'start', 'ssh']);
}
