import assert from 'node:assert/strict';
import type { HostSettings } from '../../../agent/compliance/host-settings.ts';
import type { Evidence } from '../../../machines/model/evidence.ts';
import { nixResult } from '../nix-unit.ts';
import { PACKAGE } from '../place.ts';
import type { Scenario } from '../scenario.ts';
import type { Stand } from '../stand.ts';
import { type NixUnit, unitText } from '../unit-text.ts';

const FOLDER = '/var/lib/nixfleet-compliance';
const KEY = '/etc/ssh/evidence_key';
const COLLECTOR = 'compliance-evidence-collector.service';
const AT_SWITCH = 'compliance-evidence-at-switch.service';

/** What only root sees, and what the sandbox of the collector must leave alone; its own folder is the only one that it may write to. */
const OWN_PROBE = `#!/bin/sh
reads() { [ -r "$1" ] && echo true || echo false; }
closed() { touch "$1/probe" 2>/dev/null && echo false || echo true; }
echo "{\\"shadow\\": $(reads /etc/shadow), \\"etc_is_closed\\": $(closed /etc)}"
`;

const said = async ({ machine }: Stand, ...argv: string[]) => (await machine.run(argv)).stdout.trim();

async function evidence(stand: Stand): Promise<Evidence> {
  const found: Evidence = JSON.parse(await said(stand, 'cat', `${FOLDER}/evidence.json`));
  return found;
}

const statusOf = ({ controls }: Evidence, wanted: string) => controls.find(({ control }) => control === wanted);

/** Puts units, settings, a key and probes on the machine; gives the unit that is started by each switch. */
async function install({ machine }: Stand): Promise<string> {
  const write = (file: string, text: string, mode = '644') =>
    machine.run(['sh', '-c', `mkdir -p "$(dirname "$1")" && cat > "$1" && chmod ${mode} "$1"`, 'write', file], text);
  const program = '/usr/local/bin/nixfleet-compliance';
  await write(
    program,
    `#!/bin/sh\nexec /usr/bin/node ${PACKAGE}/dist/agent/compliance/bin/nixfleet-compliance.js "$@"\n`,
    '755',
  );
  await write('/usr/local/bin/own-probe', OWN_PROBE, '755');
  await write('/usr/local/bin/inventory', `#!/bin/sh\nexec ${program} probe asset-inventory\n`, '755');
  await machine.run(['mkdir', '-p', '/etc/ssh']);
  await machine.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', KEY]);
  const probe = (control: string, path: string) => {
    return { control, program: path, articles: {}, required: false, timeoutSeconds: 30 };
  };
  const settings: HostSettings = {
    host: 'web-01',
    revision: null,
    frameworks: [],
    probes: [probe('asset-inventory', '/usr/local/bin/inventory'), probe('own', '/usr/local/bin/own-probe')],
    exceptions: {},
    directory: FOLDER,
    signingKey: KEY,
    retentionDays: 1,
    staleAfterSeconds: 3600,
    sbom: false,
  };
  await write('/etc/nixfleet/compliance.json', JSON.stringify(settings));
  const units = await nixResult<Record<string, NixUnit>>(machine, '../compliance/evidence/units.nix', {
    program,
    systemctl: '/usr/bin/systemctl',
    outputDir: FOLDER,
    group: 'adm',
  });
  const text = (name: string) => unitText(units[name.replace('.service', '')] ?? {});
  await write(`/etc/systemd/system/${COLLECTOR}`, text(COLLECTOR));
  await machine.run(['systemctl', 'daemon-reload']);
  return text(AT_SWITCH);
}

/** A machine that says what it is, in the units of our NixOS module. */
export const evidencing: readonly Scenario[] = [
  {
    name: 'collects evidence in a sandbox, signs it, and does so again of what a switch brings',
    isQuick: true,
    async play(stand) {
      const { machine } = stand;
      const atSwitch = await install(stand);
      await machine.run(['systemctl', 'start', COLLECTOR]);

      const first = await evidence(stand);
      assert.equal(first.host, 'web-01');
      assert.equal(first.generation, stand.first);
      assert.deepEqual(statusOf(first, 'own')?.checks, { shadow: true, etc_is_closed: true });
      assert.equal(statusOf(first, 'own')?.status, 'compliant');
      assert.notEqual(statusOf(first, 'asset-inventory')?.status, 'error');
      assert.equal(await said(stand, 'stat', '--format=%a %U:%G', FOLDER), '2750 root:adm');
      assert.equal(
        await said(stand, 'stat', '--dereference', '--format=%a %U:%G', `${FOLDER}/evidence.json`),
        '640 root:adm',
      );
      await machine.run(['sh', '-c', `sed 's/^/web-01 /' ${KEY}.pub > /tmp/signers`]);
      const verify = `ssh-keygen -Y verify -n nixfleet-evidence -I web-01 -f /tmp/signers -s ${FOLDER}/evidence.json.sig`;
      await machine.run(['sh', '-c', `${verify} < ${FOLDER}/evidence.json`]);
      const tampered = await machine.finish(['sh', '-c', `(cat ${FOLDER}/evidence.json; echo) | ${verify}`]);
      assert.notEqual(tampered.exitCode, 0);

      const next = await stand.system({ name: 'next', units: { [AT_SWITCH]: atSwitch } });
      await machine.run([`${next}/bin/switch-to-configuration`, 'test']);
      await stand.until('evidence of the new system', async () => (await evidence(stand)).generation === next);
      const report = await said(stand, 'systemd-analyze', 'security', '--no-pager', COLLECTOR);
      return `exposure ${/exposure level for .*: ([\d.]+)/.exec(report)?.[1] ?? report}`;
    },
  },
];
