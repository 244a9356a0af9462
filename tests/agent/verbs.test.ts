import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { finish } from '../../services/host/process.ts';
import { createRoot } from '../../services/host/root.ts';
import { openAgentUnit } from '../../services/store/agent-unit.ts';
import { tempFolder } from '../support/temp.ts';

const PROGRAM = new URL('../../dist/agent/main.js', import.meta.url).pathname;
const OLD = '/nix/store/00000000000000000000000000000000-old';

const agent = (...argv: string[]) => finish({ argv: [process.execPath, PROGRAM, ...argv] });

/** A folder that stands for a machine that runs something. */
function aMachine() {
  const root = createRoot(tempFolder());
  mkdirSync(dirname(root.currentSystem), { recursive: true });
  symlinkSync(OLD, root.currentSystem);
  return root;
}

describe('nixfleet-agent --status', () => {
  test('says where to look when no agent has ever run here', async () => {
    const { folder, database } = aMachine();
    const { exitCode, stderr } = await agent('--status', '--root', folder);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(new RegExp(`^nixfleet-agent: cannot read the agent's database ${database}: .*--db-path\n$`));
  });

  test('tells of an agent that does not run, and of one that does', async () => {
    const { folder, database } = aMachine();
    const unit = openAgentUnit({ path: database, newEpoch: 'e' });
    const running = await agent('--status', '--root', folder);
    unit.close();
    const stopped = await agent('--status', '--root', folder);
    expect(running).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^agent: +running\n/) as string });
    expect(stopped.stdout).toMatch(/^agent: +not running/);
    expect(stopped.stdout).toContain(`running:  ${OLD}\n`);
  });
});

describe('nixfleet-agent check', () => {
  test('ends with 1 when something is in the way, and says all of it', async () => {
    const { folder } = aMachine();
    const flags = ['--control-plane-url', 'http://127.0.0.1:1', '--machine-id', 'web-01', '--root', folder];
    const { exitCode, stdout } = await agent('check', ...flags, '--allow-insecure');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('✖ running system: ');
    expect(stdout).toContain('✖ control plane: cannot reach the control plane at http://127.0.0.1:1: nothing listens');
    expect(stdout).toMatch(/The agent cannot do its work here: 2 problems, marked ✖\.\n$/);
  });

  test('finds a configuration that contradicts itself', async () => {
    const flags = ['--control-plane-url', 'http://127.0.0.1:1', '--machine-id', 'web-01', '--root', aMachine().folder];
    expect((await agent('check', ...flags)).stdout).toContain('✖ configuration: http://127.0.0.1:1 is not encrypted');
  });

  test('ends with 2 when it is used wrongly', async () => {
    expect(await agent('check', '--nonsense')).toMatchObject({ exitCode: 2 });
  });
});
