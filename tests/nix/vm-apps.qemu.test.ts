import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { tempFolder } from '../support/temp.ts';
import { aPort } from './a-port.ts';
import { SomeVms } from './some-vms.ts';

const started: SomeVms[] = [];

function someVms(home?: string): SomeVms {
  const vms = new SomeVms(tempFolder(), home);
  started.push(vms);
  return vms;
}

afterEach(() => {
  for (const vms of started.splice(0)) vms.end();
});

const mode = (file: string) => (statSync(file).mode & 0o777).toString(8);

describe('start-vm', () => {
  test('runs a VM in the background with firmware and variables of its own, and does nothing the second time', async () => {
    const vms = someVms();
    await vms.haveDisks('web-01');
    const { exitCode, said } = await vms.run('start-vm', '--host', 'web-01', '--ram', '64', '--cpus', '1');
    expect({ exitCode, said }).toEqual({ exitCode: 0, said: expect.stringMatching(/^web-01 runs: ssh -p \d+ root@/) });
    expect(vms.isRunning('web-01')).toBe(true);
    const variables = vms.file('web-01', 'efivars.fd');
    expect(vms.words('web-01')).toContain(`if=pflash,format=raw,unit=1,file=${variables}`);
    expect([mode(vms.state), mode(variables)]).toEqual(['700', '600']);

    const pid = vms.pid('web-01');
    const again = await vms.run('start-vm', '-h', 'web-01');
    expect(again).toMatchObject({ exitCode: 0, said: 'web-01 runs already' });
    expect(vms.pid('web-01')).toBe(pid);
  });

  test('--vlan gives a second network card, on multicast that stays on the loopback interface', async () => {
    const vms = someVms();
    await vms.haveDisks('web-01');
    await vms.run('start-vm', '--host=web-01', '--ram=64', '--vlan=12345');
    const words = vms.words('web-01');
    expect(words).toContain('socket,id=vlan,mcast=230.0.0.1:12345,localaddr=127.0.0.1');
    const cards = words.filter((word) => word.startsWith('virtio-net-pci'));
    expect(cards).toEqual([
      'virtio-net-pci,netdev=outside,romfile=',
      expect.stringMatching(/^virtio-net-pci,netdev=vlan,mac=52:54:00(:[0-9a-f]{2}){3},romfile=$/),
    ]);
  });

  test('keeps the port of each VM', async () => {
    const vms = someVms();
    const [port, other] = [await aPort({ isTaken: false }), await aPort({ isTaken: false })];
    await vms.haveDisks('web-01', 'web-02');
    await vms.run('start-vm', '-h', 'web-01', '--ram', '64', '--ssh-port', port);
    await vms.run('stop-vm', '-h', 'web-01');
    writeFileSync(vms.file('web-02', 'port'), `${other}\n`);
    const { said } = await vms.run('start-vm', '--all', '--ram', '64', '--cpus', '1');
    expect(said).toContain(`web-01 runs: ssh -p ${port} `);
    expect(vms.words('web-01')).toContain(`user,id=outside,hostfwd=tcp:127.0.0.1:${port}-:22`);
    expect(vms.words('web-02')).toContain(`user,id=outside,hostfwd=tcp:127.0.0.1:${other}-:22`);
  });

  test('shows what QEMU says when it does not start, and leaves nothing running', async () => {
    const vms = someVms();
    const port = await aPort({ isTaken: true });
    await vms.haveDisks('web-01');
    const { exitCode, said } = await vms.run('start-vm', '-h', 'web-01', '--ssh-port', port);
    expect(exitCode).toBe(1);
    expect(said).toContain('Could not set up host forwarding rule');
    expect(said).toContain(`If it is about port ${port}, give another with --ssh-port.`);
    expect(vms.left().processes).toEqual([]);
  });

  test('says where it looked for what is missing', async () => {
    const vms = someVms();
    const noDisk = await vms.run('start-vm', '-h', 'web-01');
    expect(noDisk).toMatchObject({
      exitCode: 1,
      said: expect.stringContaining('build it with build-vm --host web-01'),
    });
    await vms.haveDisks('web-01');
    writeFileSync(vms.file('web-01', 'system'), 'aarch64-linux\n');
    const noFirmware = await vms.run('start-vm', '-h', 'web-01');
    expect(noFirmware).toMatchObject({
      exitCode: 1,
      said: expect.stringContaining('there is no UEFI for aarch64-linux'),
    });
  });

  test('copes with blanks and commas in the path', async () => {
    const vms = someVms('a, b');
    await vms.haveDisks('web-01');
    expect(await vms.run('start-vm', '-h', 'web-01', '--ram', '64')).toMatchObject({ exitCode: 0 });
    expect(await vms.run('stop-vm', '-h', 'web-01')).toMatchObject({ said: 'web-01 is stopped' });
  });
});

describe('stop-vm', () => {
  test('ends a VM, and says so when there is none to end', async () => {
    const vms = someVms();
    await vms.haveDisks('web-01');
    await vms.run('start-vm', '-h', 'web-01', '--ram', '64');
    expect(await vms.run('stop-vm', '-h', 'web-01')).toMatchObject({ exitCode: 0, said: 'web-01 is stopped' });
    expect(vms.left().processes).toEqual([]);
    expect(await vms.run('stop-vm', '-h', 'web-01')).toMatchObject({ exitCode: 0, said: 'web-01 does not run' });
    expect(await vms.run('stop-vm', '--all')).toMatchObject({ exitCode: 0, said: 'no VM runs' });
  });

  test('leaves a process alone that has the number of a VM which is gone', async () => {
    const vms = someVms();
    await vms.haveDisks('web-01');
    const other = spawn('sleep', ['600'], { stdio: 'ignore' });
    onTestFinished(() => void other.kill('SIGKILL'));
    await once(other, 'spawn');
    writeFileSync(vms.file('web-01', 'pid'), `${other.pid}\n`);
    expect(await vms.run('stop-vm', '--all')).toMatchObject({ exitCode: 0, said: 'web-01 does not run' });
    expect([other.exitCode, other.signalCode]).toEqual([null, null]);
    expect(vms.left().files).not.toContain('web-01.pid');
  });

  test('takes the QEMU of another VM for another, whatever the pid file says', async () => {
    const vms = someVms();
    await vms.haveDisks('web-01', 'web-02');
    await vms.run('start-vm', '-h', 'web-02', '--ram', '64');
    writeFileSync(vms.file('web-01', 'pid'), `${vms.pid('web-02')}\n`);
    expect(await vms.run('stop-vm', '-h', 'web-01')).toMatchObject({ said: 'web-01 does not run' });
    expect(vms.isRunning('web-02')).toBe(true);
  });
});

describe('clean-vm', () => {
  test('ends VMs and removes all that is kept of them, and nothing else', async () => {
    const vms = someVms();
    await vms.haveDisks('web-01', 'gone-01');
    mkdirSync(join(vms.state, 'notes'));
    await vms.run('start-vm', '-h', 'web-01', '--ram', '64');
    expect(await vms.run('clean-vm', '--all')).toMatchObject({ exitCode: 0 });
    expect(vms.left()).toEqual({ files: ['notes'], processes: [] });
  });
});
