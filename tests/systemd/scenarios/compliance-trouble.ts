import assert from 'node:assert/strict';
import { AuditedMachine, COLLECTOR, FOLDER, found } from '../compliance/audited-machine.ts';
import type { Scenario } from '../scenario.ts';

const LIMIT_SECONDS = 2;

/** Collecting on a machine that does not help. */
export const complianceTrouble: readonly Scenario[] = [
  {
    name: 'keeps the evidence that it has while a probe hangs, two collect at once, or its disk is full',
    async play(stand) {
      const { machine } = stand;
      const audited = await AuditedMachine.install(stand, { 'asset-inventory': {} }, null);

      const setting = { timeoutSeconds: LIMIT_SECONDS };
      audited.addProbe('hanging', 'sleep 123456 &\nexec sleep 234567', setting);
      const hung = found(await audited.collect(), 'hanging');
      assert.equal(hung.status, 'error');
      assert.match(String(hung.checks['error']), /took longer than 2 s/);
      assert.deepEqual(
        machine.processes().filter((command) => command.includes('sleep')),
        [],
      );
      await audited.assertSigned();
      audited.addProbe('hanging', `echo '{"compliant": true}'`, setting);

      const before = await audited.history();
      const ends = await Promise.all([audited.ours('collect'), audited.ours('collect'), audited.ours('collect')]);
      assert.deepEqual(
        ends.map(({ exitCode, stderr }) => `${exitCode} ${stderr}`),
        ['0 ', '0 ', '0 '],
      );
      assert.equal((await audited.history()).length, before.length + 3);
      await audited.assertSigned();

      // A file system of its own, and then nothing is left of it.
      await machine.run(['mount', '-t', 'tmpfs', '-o', 'size=1M,mode=2750', 'evidence', FOLDER]);
      const kept = await audited.collect();
      await machine.finish(['sh', '-c', `cat /dev/zero > ${FOLDER}/filler 2>/dev/null`]);
      assert.notEqual((await machine.finish(['systemctl', 'start', COLLECTOR])).exitCode, 0);
      assert.match(
        await stand.journal(COLLECTOR),
        /the disk of \/var\/lib\/nixfleet-compliance is full: the evidence of before is kept/,
      );
      assert.deepEqual(await audited.evidence(), kept);
      await audited.assertSigned();
      await machine.run(['rm', `${FOLDER}/filler`]);
      assert.notEqual((await audited.collect()).timestamp, kept.timestamp);
      await audited.assertSigned();
      return '';
    },
  },
];
