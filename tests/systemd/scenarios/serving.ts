import assert from 'node:assert/strict';
import { COPIES, FOLDER, HardenedPlane, RENEWAL, UNIT, USER } from '../hardened-plane.ts';
import type { Scenario } from '../scenario.ts';
import type { Stand } from '../stand.ts';

/** A place of root's. */
const BACKUP = '/etc/backup.db';
const BOOTSTRAP = ['POST', '/api/v1/keys/bootstrap'] as const;

const said = async ({ machine }: Stand, ...argv: string[]) => (await machine.run(argv)).stdout.trim();

/** Who owns each file of the database, and who may open the folder. */
const owners = async (stand: Stand) => new Set((await said(stand, 'find', FOLDER, '-printf', '%u:%g\n')).split('\n'));

/** How open systemd finds the unit: 0 is closed, 10 is open. */
async function exposure(stand: Stand): Promise<string> {
  const report = await said(stand, 'systemd-analyze', 'security', '--no-pager', UNIT);
  return /exposure level for .*: ([\d.]+)/.exec(report)?.[1] ?? report;
}

/** A machine that carries the control plane, in the unit of our NixOS module. */
export const serving: readonly Scenario[] = [
  {
    name: 'carries a control plane that may do nothing but serve, takes over what root had, and renews its certificate',
    isQuick: true,
    async play(stand) {
      const { machine, plane } = stand;
      const hardened = await HardenedPlane.install(stand);
      await hardened.startAsRoot();
      assert.equal(await hardened.answer(...BOOTSTRAP), '200 plane');
      await machine.run(['systemctl', 'stop', 'before.service']);
      assert.deepEqual(await owners(stand), new Set(['root:root']));

      await machine.run(['systemctl', 'start', UNIT, `${RENEWAL}.timer`]);
      await hardened.untilReady();
      assert.deepEqual(await owners(stand), new Set([`${USER}:${USER}`]));
      assert.equal(await said(stand, 'stat', '--format=%a', FOLDER), '700');
      assert.equal(await hardened.answer('GET', '/ready', false), 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED');
      assert.equal(await hardened.answer(...BOOTSTRAP), '409 plane');
      const pid = await hardened.property('MainPID');
      assert.match(await said(stand, 'cat', `/proc/${pid}/status`), /^CapBnd:\t0+$/m);
      assert.equal(await said(stand, 'stat', '--format=%U', `/proc/${pid}`), USER);

      const reading = ['cat client-ca', 'cat tls-cert', 'cat tls-key'];
      assert.deepEqual(await hardened.reach(), reading);

      assert.notEqual(await hardened.property('NextElapseUSecRealtime', `${RENEWAL}.timer`), '');
      hardened.showByFolder(await plane.authority.issue('/CN=renewed'));
      await machine.run(['systemctl', 'start', `${RENEWAL}.service`]);
      await hardened.untilReady('renewed');
      hardened.showByFile(await plane.authority.issue('/CN=again'));
      await machine.run(['systemctl', 'reload', UNIT]);
      await hardened.untilReady('again');
      assert.equal(await hardened.property('MainPID'), pid);
      assert.deepEqual(await hardened.reach(), reading);

      await machine.run(['systemctl', 'stop', UNIT]);
      await machine.run(['test', '!', '-e', COPIES]);
      await hardened.asRoot('backup', BACKUP);
      await machine.run(['install', '--mode=600', BACKUP, `${FOLDER}/state.db`]);
      await machine.run(['systemctl', 'start', UNIT]);
      await hardened.untilReady('again');
      assert.equal(await hardened.answer(...BOOTSTRAP), '409 again');
      return `exposure ${await exposure(stand)} of 10`;
    },
  },
];
