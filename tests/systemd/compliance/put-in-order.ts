import type { AuditedMachine } from './audited-machine.ts';
import { STRICT_SSHD } from './sshd.ts';
import { CERTIFICATES, SCAN_REPORT, TLS_ENDPOINT } from './policy.ts';

const JOURNALD = '[Journal]\nStorage=persistent\nMaxRetentionSec=730day\n';

const FIREWALL = `table inet filter {
  chain input {
    type filter hook input priority filter; policy drop;
    iifname "lo" accept
    ct state established,related accept
    tcp dport 22 accept
  }
}
`;

/** Of the kernel's settings those that a container has for itself. */
export const OWN_SYSCTLS: Readonly<Record<string, number>> = {
  'net.ipv4.conf.all.accept_redirects': 0,
  'net.ipv4.conf.all.log_martians': 1,
  'net.ipv4.conf.all.rp_filter': 1,
  'net.ipv4.conf.all.send_redirects': 0,
};

/** A service that shows the machine's certificate to those who speak TLS 1.2 or newer. */
const LISTENER = `const { readFileSync } = require('node:fs');
const [key, cert] = ['key', 'pem'].map((name) => readFileSync('${CERTIFICATES}/web-01.' + name));
const [host, port] = '${TLS_ENDPOINT}'.split(':');
require('node:tls').createServer({ key, cert, minVersion: 'TLSv1.2' }, (socket) => socket.end()).listen(+port, host);
`;

const BACKUP = `printf '{"lastRun": "%s", "status": "success", "hostname": "web-01", "lastSuccess": "%s", "result": "success", "message": ""}' "$now" "$now"`;

/** Does what a fleet does whose policy this is; what a container cannot do is left as it is. */
export async function putInOrder(audited: AuditedMachine): Promise<void> {
  const { machine } = audited.stand;
  const sh = (script: string) => machine.run(['sh', '-ec', script]);
  audited.write('/etc/os-release', `NAME=NixOS\nID=nixos\nVERSION_ID="25.11"\nBUILD_ID="${versionOfToday()}"\n`);
  audited.write('/etc/ssh/sshd_config', STRICT_SSHD);
  await machine.run(['hostname', 'web-01']);
  audited.write('/etc/systemd/journald.conf.d/retention.conf', JOURNALD);
  await machine.run(['nft', '-f', '-'], FIREWALL);
  const hardened = Object.entries(OWN_SYSCTLS);
  await sh(hardened.map(([key, value]) => `echo ${value} > /proc/sys/${key.replaceAll('.', '/')}`).join('\n'));

  audited.writeProgram(
    '/usr/local/bin/backup',
    `now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
mkdir -p /var/backups/etc && cp -a /etc/. /var/backups/etc && ${BACKUP} > /var/lib/nixfleet-backup/status.json
diff -r /etc/ssh /var/backups/etc/ssh && ${BACKUP} > /var/lib/nixfleet-backup/verify.json`,
  );
  const unit = (name: string, text: string) => audited.write(`/etc/systemd/system/${name}`, text);
  const service = '[Service]\nType=oneshot\nStateDirectory=nixfleet-backup\nExecStart=/usr/local/bin/backup\n';
  unit('nixfleet-backup.service', service);
  unit('nixfleet-backup.timer', '[Timer]\nOnCalendar=daily\n');
  unit('tls-listener.service', '[Service]\nExecStart=/usr/bin/node /usr/local/lib/listener.cjs\n');
  audited.write('/usr/local/lib/listener.cjs', LISTENER);
  await sh(`mkdir -p ${CERTIFICATES}
openssl req -x509 -newkey ed25519 -nodes -subj /CN=web-01 -days 200 \\
  -keyout ${CERTIFICATES}/web-01.key -out ${CERTIFICATES}/web-01.pem 2>/dev/null`);

  audited.write(
    SCAN_REPORT,
    JSON.stringify({ at: new Date().toISOString(), system: audited.stand.first, affected: [] }),
  );
  await machine.run(['systemctl', 'daemon-reload']);
  await machine.run(['systemctl', 'restart', 'systemd-journald']);
  await machine.run(['systemctl', 'start', 'ssh', 'nixfleet-backup.timer', 'nixfleet-backup', 'tls-listener']);
  const drill = ['drill', 'restore', '--minutes', '12', '--by', 'alice'];
  await machine.run(['/usr/local/bin/nixfleet-compliance', ...drill]);
}

/** As nixpkgs of a fresh channel has it. */
const versionOfToday = () => `25.11.${new Date().toISOString().slice(0, 10).replaceAll('-', '')}.abcdef0`;
