import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '../support/temp.ts';
import { aFlake } from './a-fleet-flake.ts';
import { runApp } from './an-app.ts';

const CHECKS = 'checks.x86_64-linux';
const WELL = `
  ${CHECKS} = { treefmt = ok "treefmt"; names = ok "names"; "odd.name" = ok "odd"; vm-boot = ok "vm"; };
  packages.x86_64-linux = { cli = ok "cli"; };
  nixosConfigurations.web-01.config.system.build.toplevel = ok "web-01";
`;

/** The lines of verdicts and how it ended. */
async function validated(outputs: string, ...words: string[]) {
  const folder = tempFolder();
  const flake = aFlake(join(folder, 'fleet'), outputs);
  aFlake(join(flake, 'examples/small'), '');
  const { exitCode, stdout } = await runApp(folder, ['validate', '--flake', flake, ...words]);
  return { exitCode, lines: stdout.trimEnd().split('\n') };
}

const verdictOf = (lines: string[], name: string) => lines.find((line) => line.split(/:? /).includes(name));

describe('validate', () => {
  test('finds every check and every host of a flake, and tells of each in one line', async () => {
    expect(await validated(WELL)).toEqual({
      exitCode: 0,
      lines: [
        `OK  ${CHECKS}.treefmt`,
        'OK  nix flake check --no-build',
        'OK  example small',
        `OK  ${CHECKS}.names`,
        `OK  ${CHECKS}.odd.name`,
        'OK  nixosConfigurations.web-01',
        '6 passed, 0 failed',
      ],
    });
  });

  test('--all adds the packages and the VMs, and says what there is none of', async () => {
    const { exitCode, lines } = await validated(WELL, '--all');
    expect(exitCode).toBe(0);
    expect(lines.slice(6)).toEqual([
      '--  no check workspace-tests',
      'OK  packages.x86_64-linux.cli',
      `OK  ${CHECKS}.vm-boot`,
      '8 passed, 0 failed',
    ]);
  });

  test('builds on after what fails, and gives each its own reason', async () => {
    const { exitCode, lines } = await validated(`
      ${CHECKS} = { good = ok "good"; better = ok "better"; best = ok "best"; bad = failing "bad" "it is broken"; evil = throw "two hosts with one machine id"; };
      nixosConfigurations = {
        web-01.config.system.build.toplevel = failing "web-01" "no such unit";
        web-02.config.system.build.toplevel = ok "web-02";
      };
    `);
    expect(exitCode).toBe(1);
    for (const name of ['good', 'better', 'best']) expect(lines).toContain(`OK  ${CHECKS}.${name}`);
    expect(verdictOf(lines, `${CHECKS}.bad`)).toMatch(/^FAIL {2}\S+: error: .*-bad\.drv.* it is broken$/);
    expect(verdictOf(lines, `${CHECKS}.evil`)).toMatch(
      /^FAIL {2}\S+: does not evaluate: error: two hosts with one machine id$/,
    );
    expect(verdictOf(lines, 'nixosConfigurations.web-01')).toMatch(
      /^FAIL {2}\S+: error: .*-web-01\.drv.* no such unit$/,
    );
    expect(verdictOf(lines, 'nixosConfigurations.web-02')).toBe('OK  nixosConfigurations.web-02');
    expect(lines.at(-1)).toBe('5 passed, 4 failed');
  });

  test('fails what does not evaluate at all, with the reason', async () => {
    const { exitCode, lines } = await validated(`${CHECKS} = throw "no checks today";`);
    expect(exitCode).toBe(1);
    expect(lines[0]).toBe(`FAIL  ${CHECKS}: does not evaluate: error: no checks today`);
  });

  test('takes --rust for --tests, and says so', async () => {
    const { exitCode, lines } = await validated(`${CHECKS}.workspace-tests = ok "tests";`, '--rust');
    expect({ exitCode, first: lines[0] }).toEqual({
      exitCode: 0,
      first: expect.stringMatching(/^--rust is what --tests/),
    });
    expect(lines).toContain(`OK  ${CHECKS}.workspace-tests`);
  });
});
