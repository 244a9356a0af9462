import assert from 'node:assert/strict';
import { CONTROLS } from '../../../services/compliance/catalogue.ts';
import { AT_SWITCH, AuditedMachine, COLLECTOR, FOLDER, found, wrong } from '../compliance/audited-machine.ts';
import { policy } from '../compliance/policy.ts';
import { putInDisorder } from '../compliance/put-in-disorder.ts';
import { OWN_SYSCTLS, putInOrder } from '../compliance/put-in-order.ts';
import type { Scenario } from '../scenario.ts';
import type { Stand } from '../stand.ts';

const REVISION = '1f0e2d3c4b5a69788796a5b4c3d2e1f001122334';
const DAY_MS = 24 * 60 * 60 * 1000;
const NEVER = { rationale: 'what runs the container answers for it', owner: 'alice', expires: null };

/** A machine that is in order, as far as a container can be. */
async function orderly(stand: Stand): Promise<AuditedMachine> {
  const sourcesAt = Date.now() - DAY_MS;
  const audited = await AuditedMachine.install(stand, policy({ revision: REVISION, sourcesAt }), REVISION);
  await putInOrder(audited);
  return audited;
}

/**
 * What a container cannot have of its own, for it shares the kernel and the disks of its host. Of the kernel's settings this much
 * is so on every host: its command line is not ours.
 */
function assertHonest(failing: Readonly<Record<string, readonly string[]>>): void {
  const { 'baseline-hardening': kernel = [], ...others } = failing;
  assert.ok(kernel.includes('BH-02'), `BH-02 is not among ${kernel.join(', ')}`);
  assert.deepEqual(others, {
    'audit-logging': ['AL-02'],
    'encryption-at-rest': ['root-encrypted'],
    'secure-boot': ['secure-boot'],
  });
}

/**
 * What the sandbox of the collector closes and what it leaves open, as one of the fleet's own probes meets it. (Its network is closed by
 * BPF, which systemd has not in a container.)
 */
const SANDBOX = `closed() { touch "$1/probe" 2>/dev/null && echo false || echo true; }
open() { test -r "$1" && echo true || echo false; }
cat <<END
{ "etc_is_closed": $(closed /etc), "store_is_closed": $(closed /nix/store), "tmp_is_closed": $(closed /tmp),
  "root_is_closed": $(closed /root), "home_is_closed": $(closed /home),
  "host_key_is_open": $(open /etc/ssh/ssh_host_ed25519_key), "shadow_is_open": $(open /etc/shadow),
  "home_is_open": $(open ~root/.profile) }
END`;

/** Real controls on a real machine, by the units of our NixOS module. */
export const compliance: readonly Scenario[] = [
  {
    name: 'is found compliant in all that a container can have, and honestly not in the rest',
    settings: { evidenceDir: FOLDER },
    isQuick: true,
    async play(stand) {
      const { machine, plane } = stand;
      const audited = await orderly(stand);
      const first = await audited.collect();
      assertHonest(wrong(first));
      assert.equal(first.overall, `${CONTROLS.length - 4}/${CONTROLS.length} controls compliant`);
      assert.equal(first.generation, stand.first);
      await audited.assertSigned();

      // What each has really seen, through the sandbox of the unit.
      const seen = (control: string) => found(first, control).checks;
      assert.deepEqual(seen('access-control')['idle_timeout_seconds'], 900);
      assert.equal(seen('asset-inventory')['hostname'], 'web-01');
      assert.deepEqual(seen('network-segmentation')['firewall_told_by'], ['nft']);
      assert.deepEqual(seen('encryption-in-transit')['tls_endpoints'], [
        { endpoint: '127.0.0.1:8444', old_version: 'refused', current_version: 'accepted' },
      ]);
      assert.equal(seen('supply-chain')['sbom_generated'], true);
      assert.equal(seen('change-management')['system_age_known_by'], 'store');
      const kernel = JSON.stringify(seen('baseline-hardening'));
      for (const key of Object.keys(OWN_SYSCTLS))
        assert.ok(!kernel.includes(`${key} is`), `${key} is not as it was set`);

      // An operator at the console.
      const check = await audited.ours('check', '--format', 'json');
      assert.equal(check.exitCode, 1);
      assert.deepEqual(wrong(JSON.parse(check.stdout)), wrong(first));
      assert.equal((await audited.ours('check', '--control', 'access-control')).exitCode, 0);
      // Outside of the sandbox the probes see the same machine.
      const live = await audited.ours('check', '--live', '--format', 'json');
      assert.deepEqual(wrong(JSON.parse(live.stdout)), wrong(first));

      // What cannot be met is excused, and then all is.
      const reasons = ['AL-02', 'baseline-hardening', 'encryption-at-rest', 'secure-boot'];
      audited.configure({ exceptions: Object.fromEntries(reasons.map((reason) => [reason, NEVER])) });

      // A switch brings evidence of what it has brought.
      const next = await stand.system({ name: 'next', units: await audited.atSwitch() });
      await machine.run([`${next}/bin/switch-to-configuration`, 'switch']);
      const { controls } = await audited.untilEvidence(next);
      await audited.assertSigned();
      const exempt = controls.filter(({ status }) => status === 'exempt');
      assert.deepEqual(
        exempt.map(({ control }) => control),
        ['audit-logging', 'baseline-hardening', 'encryption-at-rest', 'secure-boot'],
      );
      assert.equal((await audited.ours('check')).exitCode, 0);

      // The control plane has it from the agent, and believes it.
      const told = await stand.until('the evidence to be at the control plane', async () => {
        const [one] = (await plane.client.complianceMachines({ query: {} })).filter(
          ({ generation }) => generation === next,
        );
        return one;
      });
      assert.equal(told.trust, 'verified');
      assert.equal(told.controls['secure-boot'], 'exempt');
      return first.overall;
    },
  },
  {
    name: 'is found wanting in every control when nobody has thought of any',
    async play(stand) {
      const sourcesAt = Date.now() - 100 * DAY_MS;
      const revision = `${REVISION}-dirty`;
      const audited = await AuditedMachine.install(stand, policy({ revision, sourcesAt }), revision);
      await putInDisorder(audited);
      const evidence = await audited.collect();
      const { 'baseline-hardening': kernel = [], ...others } = wrong(evidence);
      assert.ok(kernel.includes('BH-02') && kernel.includes('BH-06'), kernel.join(', '));
      assert.deepEqual(others, {
        'access-control': ['password-authentication', 'root-login', 'idle-timeout'],
        'asset-inventory': ['system'],
        'audit-logging': ['AL-01', 'AL-02'],
        authentication: ['multi-factor', 'service-accounts'],
        'backup-retention': ['backup-exists', 'backup-age', 'verification'],
        'change-management': ['revision'],
        'disaster-recovery': ['recovery-test', 'recovery-time'],
        'encryption-at-rest': ['root-encrypted'],
        'encryption-in-transit': ['host-key', 'certificates', 'tls-version'],
        'incident-response': ['alert-retention'],
        'key-management': ['algorithms', 'key-age'],
        'network-segmentation': ['firewall'],
        'secure-boot': ['secure-boot'],
        'supply-chain': ['inputs-fresh'],
        'vulnerability-mgmt': ['nixpkgs-age', 'scan-age', 'no-critical'],
      });
      assert.equal((await audited.ours('check')).exitCode, 1);
      return evidence.overall;
    },
  },
  {
    name: 'collects in a sandbox, by a timer and at every boot',
    async play(stand) {
      const { machine } = stand;
      const audited = await AuditedMachine.install(stand, { 'asset-inventory': {} }, null);
      audited.addProbe('sandbox', SANDBOX);
      assert.deepEqual(wrong(await audited.collect()), {});
      const timer = `${COLLECTOR}.timer`;
      assert.match(await audited.property(timer, 'TimersCalendar'), /OnCalendar=\*-\*-\* \*:00:00/);
      assert.equal(await audited.property(timer, 'Persistent'), 'yes');
      assert.equal(await audited.property(timer, 'RandomizedDelayUSec'), '5min');
      assert.equal(await audited.property(timer, 'ActiveState'), 'active');
      assert.notEqual(await audited.property(timer, 'NextElapseUSecRealtime'), '');

      const next = await stand.system({ name: 'next', units: await audited.atSwitch() });
      await machine.run(['nix-env', '--profile', '/nix/var/nix/profiles/system', '--set', next]);
      await machine.run([`${next}/bin/switch-to-configuration`, 'switch']);
      await audited.untilEvidence(next);
      const before = (await audited.history()).length;
      await machine.reboot();
      await stand.until('evidence of the boot', async () => (await audited.history()).length > before);
      assert.equal((await audited.evidence()).generation, next);
      assert.equal(await audited.property(`${AT_SWITCH}.service`, 'Result'), 'success');
      assert.equal(await audited.property(timer, 'ActiveState'), 'active');
      return '';
    },
  },
];
