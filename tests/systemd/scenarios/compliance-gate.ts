import assert from 'node:assert/strict';
import { AuditedMachine, FOLDER, found, GATE } from '../compliance/audited-machine.ts';
import { STRICT_SSHD, withSshd } from '../compliance/sshd.ts';
import { BACK } from '../outcomes.ts';
import type { Scenario } from '../scenario.ts';
import { everywhere } from '../stand.ts';

/** What `compliance.gate.enable` makes of it. */
const healthChecks = { command: [{ name: 'compliance', command: GATE, timeout: 30, interval: 2 }] };
const WITH_PASSWORDS = STRICT_SSHD.replace('PasswordAuthentication no', 'PasswordAuthentication yes').replace(
  'AuthenticationMethods publickey,keyboard-interactive\n',
  '',
);

/** Our gate as a health check of the agent. */
export const complianceGate: readonly Scenario[] = [
  {
    name: 'takes itself back from a closure that lets passwords in where policy forbids it, and keeps one that does not',
    settings: { confirmTimeout: 30, evidenceDir: FOLDER },
    isQuick: true,
    async play(stand) {
      const { plane } = stand;
      const audited = await AuditedMachine.install(stand, { 'access-control': {}, 'asset-inventory': {} }, null);
      audited.require('access-control');
      const units = await audited.atSwitch();
      const strict = await stand.system({ name: 'strict', healthChecks, units, hooks: withSshd(STRICT_SSHD) });
      await plane.want(strict);
      assert.deepEqual(await stand.told(), ['done']);
      assert.deepEqual(stand.systems, everywhere(strict));

      const lax = await stand.system({ name: 'lax', healthChecks, units, hooks: withSshd(WITH_PASSWORDS) });
      await plane.want(lax);
      assert.deepEqual(await stand.told(2), ['done', BACK]);
      assert.deepEqual(stand.systems, everywhere(strict));
      const why = (await stand.outcomes())[1]?.message ?? '';
      assert.match(why, /access-control \(SSH takes passwords/);

      // Back in order, and its evidence says so, also to the control plane.
      await audited.untilEvidence(strict, (evidence) => found(evidence, 'access-control').status === 'compliant');
      assert.equal((await audited.ours('gate')).exitCode, 0);
      await stand.until('the control plane to know', async () => {
        const [told] = await plane.client.complianceMachines({ query: {} });
        return told?.generation === strict && told.trust === 'verified' && told.failing_required.length === 0;
      });

      await stand.settled();
      return why;
    },
  },
];
