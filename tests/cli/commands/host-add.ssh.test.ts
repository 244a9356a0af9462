import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Running } from '../program.ts';
import { SshMachine, sshFor } from '../../support/a-sshd.ts';
import { program } from '../../support/checkout.ts';
import { type Ended, runToEnd } from '../../support/processes.ts';

const HARDWARE = `{ config, lib, ... }:
{
  boot.initrd.availableKernelModules = [ "ahci" ];
  # \u001b[2J
}
`;
const folder = mkdtempSync(join(tmpdir(), 'nixfleet-host-add-'));
let machine: SshMachine;
let bin: string;

beforeAll(async () => {
  machine = await SshMachine.start('web-03', join(folder, 'web-03'));
  bin = sshFor(folder, [machine]);
});
afterAll(async () => {
  await machine.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  rmSync(join(folder, 'fleet'), { recursive: true, force: true });
  mkdirSync(join(folder, 'fleet'), { recursive: true });
});

/** The program on the machine that says this, or fails. */
const tells = (text: string, code = 0): void =>
  machine.install('nixos-generate-config', `#!/bin/sh\necho "$*" >&2\ncat <<'END'\n${text}END\nexit ${code}\n`);

const launch = (...flags: string[]) => ({
  argv: [...program('nixfleet'), 'host', 'add', '--hostname', 'web-03', ...flags] as const,
  env: { PATH: `${bin}:${process.env['PATH']}`, HOME: join(folder, 'fleet') },
  cwd: join(folder, 'fleet'),
});
const add = (...flags: string[]): Promise<Ended> => runToEnd(launch(...flags), {});
const written = (name: string): string => join(folder, 'fleet/modules/_hardware/web-03', name);

describe('nixfleet host add --target', () => {
  test('writes what the machine tells of its hardware, shows it, and whose key it was', async () => {
    tells(HARDWARE.replace('\u001b', ''));
    const { exitCode, said } = await add('--target', 'root@web-03');
    expect({ exitCode, said }).toMatchObject({ exitCode: 0 });
    const key = execFileSync('ssh-keygen', ['-l', '-f', join(machine.folder, 'host_key.pub')], { encoding: 'utf8' });
    expect(said).toContain(`Its host key is ssh-ed25519 ${key.split(' ')[1]}`);
    expect(said).toContain('    boot.initrd.availableKernelModules = [ "ahci" ];');
    expect(said).toContain('./modules/_hardware/web-03/hardware-configuration.nix');
    expect(said).toContain('nixos-anywhere --flake .#web-03 root@web-03');
    expect(readFileSync(written('hardware-configuration.nix'), 'utf8')).toBe(HARDWARE.replace('\u001b', ''));
    execFileSync('nix-instantiate', ['--parse', written('disk-config.nix')], { stdio: 'ignore' });
  });

  test.each([
    ['fails', 'oh no\n', 3, 'web-03 does not tell its hardware'],
    ['says something else', 'hello\n', 0, 'no NixOS module'],
    ['says what would command a terminal', HARDWARE, 0, 'no NixOS module'],
  ])('writes nothing when the machine %s', async (_, text, code, problem) => {
    tells(text, code);
    const { exitCode, said } = await add('--target', 'root@web-03');
    expect(exitCode).toBe(1);
    expect(said).toContain(problem);
    expect(said).not.toContain('debug1');
    expect(existsSync(written('disk-config.nix'))).toBe(false);
  });

  test('asks nobody when there is a file in the way', async () => {
    tells(HARDWARE);
    await add();
    const { exitCode, said } = await add('--target', 'root@nowhere');
    expect(exitCode).toBe(1);
    expect(said).toContain('disk-config.nix exists and is left as it is');
    expect(said).not.toContain('Asking');
  });

  test('ends at Ctrl-C, with nothing written and nothing left running', async () => {
    machine.install('nixos-generate-config', '#!/bin/sh\nexec sleep 100\n');
    const { argv, ...place } = launch('--target', 'root@web-03');
    const [command, ...words] = argv;
    const running = new Running(spawn(command, words, place));
    await running.said('Asking root@web-03');
    running.interrupt();
    const { code, stderr } = await running.end;
    expect({ code, stderr }).toMatchObject({
      code: 130,
      stderr: expect.stringContaining('Interrupted: nothing was written.'),
    });
    expect(existsSync(written('disk-config.nix'))).toBe(false);
  });
});
