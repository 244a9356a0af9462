import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { startProgram } from '../support/processes.ts';
import { tempFolder } from '../support/temp.ts';
import { waitUntil } from '../support/wait-until.ts';
import { aFlake, hostsNamed } from './a-fleet-flake.ts';
import { aPort } from './a-port.ts';
import { SomeVms } from './some-vms.ts';

const ISO_BYTES = 64 * 1024;
const started: SomeVms[] = [];

/** VMs, a fleet of hosts for them, and an installer that never answers. */
async function aPlace(...hosts: string[]) {
  const folder = tempFolder();
  const vms = new SomeVms(folder);
  started.push(vms);
  const iso = join(folder, 'installer.iso');
  writeFileSync(iso, Buffer.alloc(ISO_BYTES));
  const flake = aFlake(join(folder, 'fleet'), hostsNamed(...hosts));
  const port = await aPort({ isTaken: false });
  const given = ['--flake', flake, '--iso', iso, '--ram', '64', '--cpus', '1'];
  return { folder, vms, port, given: [...given, '--ssh-port', port], givenAll: given };
}

/** The installer and the installed host as SSH shows them: they let everybody in, and can be switched off. */
function haveSsh(vms: SomeVms, answers = ''): void {
  vms.have(
    'ssh',
    `case "\${*: -1}" in
      *poweroff*) for file in "$XDG_DATA_HOME"/nixfleet/vms/{,test.*/}*.pid; do [ ! -e "$file" ] || kill "$(cat "$file")"; done ;;
      *hostname*) printf '${answers}' ;;
    esac`,
  );
}

/** nixos-anywhere, as far as we see it: what it was told, and what it was given to take along. */
function haveNixosAnywhere(vms: SomeVms, folder: string): () => { told: string[]; files: string[] } {
  vms.have(
    'nixos-anywhere',
    `printf '%s\\n' "$@" >'${folder}/told'
    : >'${folder}/files'
    while [ $# -gt 0 ]; do
      if [ "$1" = --extra-files ]; then (cd "$2" && find . -mindepth 1 -printf '%m %P\\n' | sort -k 2 >'${folder}/files'); fi
      shift
    done`,
  );
  const lines = (file: string) => readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean);
  return () => ({ told: lines('told'), files: lines('files') });
}

afterEach(() => {
  for (const vms of started.splice(0)) vms.end();
});

describe('build-vm', () => {
  test('says that SSH never came when the installer does not answer, and leaves nothing', async () => {
    const { vms, given } = await aPlace('web-01');
    const { exitCode, said } = await vms.run('build-vm', '-h', 'web-01', ...given, '--ssh-timeout', '1');
    expect(exitCode).toBe(1);
    expect(said).toContain('SSH of web-01 never came in 1 s');
    expect(said).toContain('Its console says nothing.');
    expect(vms.left()).toEqual({ files: [], processes: [] });
  });

  test('leaves nothing when it is interrupted', async () => {
    const { folder, vms, given } = await aPlace('web-01');
    const launch = vms.launch('build-vm', '-h', 'web-01', ...given, '--ssh-timeout', '600');
    const building = await startProgram('build-vm', launch, join(folder, 'log'));
    await waitUntil(() => readFileSync(building.logPath, 'utf8').includes('waiting for SSH'), {
      limitMs: 30_000,
      what: 'the installer starts',
    });
    expect(vms.isRunning('web-01')).toBe(true);
    process.kill(-building.pid, 'SIGINT');
    expect(await building.ended).toBe(130);
    expect(vms.left()).toEqual({ files: [], processes: [] });
  });

  test('installs with nixos-anywhere, takes no key along, and keeps the disk and the port', async () => {
    const { folder, vms, port, given } = await aPlace('db-01', 'web-01');
    haveSsh(vms);
    const seen = haveNixosAnywhere(vms, folder);
    const ended = await vms.run('build-vm', '-h', 'web-01', ...given);
    expect(ended).toMatchObject({ exitCode: 0, said: expect.stringContaining('web-01 is built') });
    expect(seen()).toEqual({
      told: [
        ...['--flake', `${join(folder, 'fleet')}#web-01`, '--phases', 'kexec,disko,install', '--ssh-port', port],
        ...['--ssh-option', 'StrictHostKeyChecking=no', '--ssh-option', 'UserKnownHostsFile=/dev/null'],
        ...['--target-host', 'root@127.0.0.1'],
      ],
      files: [],
    });
    const kept = ['web-01.console.log', 'web-01.efivars.fd', 'web-01.port', 'web-01.qcow2', 'web-01.system'];
    expect(vms.left()).toEqual({ files: kept, processes: [] });

    const again = await vms.run('build-vm', '-h', 'web-01', ...given);
    expect(again).toMatchObject({ exitCode: 0, said: expect.stringContaining('web-01 has a disk: left as it is') });
  });

  test('puts a key and files on the host when it is told to, with modes that suit a system', async () => {
    const { folder, vms, given } = await aPlace('web-01');
    haveSsh(vms);
    const seen = haveNixosAnywhere(vms, folder);
    writeFileSync(join(folder, 'key'), 'private');
    mkdirSync(join(folder, 'extra/etc'), { recursive: true });
    writeFileSync(join(folder, 'extra/etc/motd'), 'hello', { mode: 0o644 });
    const extra = ['--identity-key', join(folder, 'key'), '--extra-files', join(folder, 'extra')];
    await vms.run('build-vm', '-h', 'web-01', ...given, ...extra);
    const { told, files } = seen();
    expect(files).toEqual([
      ...['755 etc', '644 etc/motd'],
      ...['755 home', '755 home/deploy', '700 home/deploy/.keys', '600 home/deploy/.keys/id_ed25519'],
      ...['755 keep', '755 keep/home', '755 keep/home/deploy'],
      ...['700 keep/home/deploy/.keys', '600 keep/home/deploy/.keys/id_ed25519'],
    ]);
    expect(told.join(' ')).toContain('--chown /home/deploy 1000:100 --chown /keep/home/deploy 1000:100');
    expect(vms.left().files.filter((file) => file.startsWith('scratch'))).toEqual([]);
  });

  test('--rebuild leaves the VM that works in its place until there is another', async () => {
    const { vms, given } = await aPlace('web-01');
    await vms.haveDisks('web-01');
    writeFileSync(vms.file('web-01', 'efivars.fd'), 'of the disk that works');
    const disk = readFileSync(vms.file('web-01', 'qcow2'));
    haveSsh(vms);
    vms.have('nixos-anywhere', 'exit 1');
    const failing = await vms.run('build-vm', '-h', 'web-01', ...given, '--rebuild');
    expect(failing).toMatchObject({ exitCode: 1, said: expect.stringContaining('web-01 keeps the disk it had') });
    expect(readFileSync(vms.file('web-01', 'qcow2')).equals(disk)).toBe(true);
    expect(readFileSync(vms.file('web-01', 'efivars.fd'), 'utf8')).toBe('of the disk that works');
    const kept = ['web-01.efivars.fd', 'web-01.port', 'web-01.qcow2', 'web-01.system'];
    expect(vms.left()).toEqual({ files: kept, processes: [] });

    vms.have('nixos-anywhere', 'exit 0');
    const ended = await vms.run('build-vm', '-h', 'web-01', ...given, '--rebuild');
    expect(ended).toMatchObject({ exitCode: 0, said: expect.stringContaining('web-01 is built') });
    expect(readFileSync(vms.file('web-01', 'qcow2')).equals(disk)).toBe(false);
    expect(vms.left().files).toEqual(['web-01.console.log', ...kept]);
  });

  test('a VM that is being built anew is nobody else’s to build, and is itself again when that is interrupted', async () => {
    const { folder, vms, given } = await aPlace('web-01');
    await vms.haveDisks('web-01');
    const disk = readFileSync(vms.file('web-01', 'qcow2'));
    const words = ['-h', 'web-01', ...given, '--rebuild', '--ssh-timeout', '600'];
    const building = await startProgram('build-vm', vms.launch('build-vm', ...words), join(folder, 'log'));
    await waitUntil(() => readFileSync(building.logPath, 'utf8').includes('waiting for SSH'), {
      limitMs: 30_000,
      what: 'the installer starts',
    });
    const other = await vms.run('build-vm', ...words);
    expect(other).toMatchObject({ exitCode: 1, said: expect.stringContaining('web-01 is being built already') });
    expect(vms.isRunning('web-01')).toBe(true);
    process.kill(-building.pid, 'SIGINT');
    expect(await building.ended).toBe(130);
    expect(readFileSync(vms.file('web-01', 'qcow2')).equals(disk)).toBe(true);
    expect(vms.left()).toEqual({ files: ['web-01.port', 'web-01.qcow2', 'web-01.system'], processes: [] });
  });

  test('--all goes on after a host that fails, and names it', async () => {
    const { vms, givenAll } = await aPlace('db-01', 'web-01');
    haveSsh(vms);
    vms.have('nixos-anywhere', '[[ "$*" != *#db-01* ]]');
    const { exitCode, said } = await vms.run('build-vm', '--all', ...givenAll);
    expect(exitCode).toBe(1);
    expect(said).toContain('nixos-anywhere did not install db-01');
    expect(said).toMatch(/not built: db-01$/m);
    expect(existsSync(vms.file('web-01', 'qcow2'))).toBe(true);
    expect(vms.left().files.filter((file) => file.startsWith('db-01'))).toEqual([]);
  });

  test('says which hosts there are when one is asked for that is not', async () => {
    const { vms, given } = await aPlace('db-01', 'web-01');
    const { exitCode, said } = await vms.run('build-vm', '-h', 'web-02', ...given);
    expect({ exitCode, said }).toEqual({
      exitCode: 1,
      said: expect.stringContaining('the flake has no NixOS host web-02. It has: db-01, web-01.'),
    });
  });

  test('says what brings the installer when the flake has none', async () => {
    const { folder, vms } = await aPlace('web-01');
    const { exitCode, said } = await vms.run('build-vm', '-h', 'web-01', '--flake', join(folder, 'fleet'));
    expect(exitCode).toBe(1);
    expect(said).toContain('imports nixfleet.flakeModules.iso and sets nixfleet.isoSshKeys');
    expect(vms.left()).toEqual({ files: [], processes: [] });
  });
});

describe('test-vm', () => {
  const well = 'web-01\\nactive\\nactive\\n';

  test('says that SSH never came when the installer does not answer, and leaves nothing', async () => {
    const { vms, given } = await aPlace('web-01');
    const { exitCode, said } = await vms.run('test-vm', '-h', 'web-01', ...given, '--ssh-timeout', '1');
    expect(exitCode).toBe(1);
    expect(said).toContain('3/6 installing');
    expect(said).toContain('SSH of web-01 never came in 1 s');
    expect(vms.left()).toEqual({ files: [], processes: [] });
  });

  test('leaves a VM of the same host alone, also when the installer cannot be built', async () => {
    const { folder, vms } = await aPlace('web-01');
    await vms.haveDisks('web-01');
    await vms.run('start-vm', '-h', 'web-01', '--ram', '64');
    const { exitCode, said } = await vms.run('test-vm', '-h', 'web-01', '--flake', join(folder, 'fleet'));
    expect({ exitCode, said }).toEqual({ exitCode: 1, said: expect.stringContaining('(packages.') });
    expect(vms.isRunning('web-01')).toBe(true);
    expect(vms.left().files.filter((file) => file.startsWith('test.'))).toEqual([]);
  });

  test('passes a host that is well, and removes its VM', async () => {
    const { folder, vms, given } = await aPlace('web-01');
    haveSsh(vms, well);
    haveNixosAnywhere(vms, folder);
    const { exitCode, said } = await vms.run('test-vm', '-h', 'web-01', ...given);
    expect({ exitCode, last: said.split('\n').at(-1) }).toEqual({ exitCode: 0, last: 'web-01 is well' });
    expect(vms.left()).toEqual({ files: [], processes: [] });
  });

  test.each([
    ['has another name', 'nixos\\nactive\\nactive\\n', "the name of the host is 'nixos', not 'web-01'"],
    ['did not start whole', 'web-01\\nfailed\\nactive\\n', "multi-user.target is 'failed', not 'active'"],
    ['has no SSH server', 'web-01\\nactive\\ninactive\\n', "sshd is 'inactive', not 'active'"],
  ])('fails a host that %s', async (_, answers, reason) => {
    const { folder, vms, given } = await aPlace('web-01');
    haveSsh(vms, answers);
    haveNixosAnywhere(vms, folder);
    const { exitCode, said } = await vms.run('test-vm', '-h', 'web-01', ...given);
    expect({ exitCode, said }).toEqual({ exitCode: 1, said: expect.stringContaining(`web-01: ${reason}`) });
    expect(vms.left()).toEqual({ files: [], processes: [] });
  });

  test('says whose key is missing when SSH refuses, without waiting', async () => {
    const { vms, given } = await aPlace('web-01');
    vms.have('ssh', 'echo "root@127.0.0.1: Permission denied (publickey)." >&2; exit 255');
    const { exitCode, said } = await vms.run('test-vm', '-h', 'web-01', ...given, '--ssh-timeout', '600');
    expect(exitCode).toBe(1);
    expect(said).toContain('Permission denied (publickey)');
    expect(said).toContain('knows the keys of nixfleet.isoSshKeys only');
  });
});
