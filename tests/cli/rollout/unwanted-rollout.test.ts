import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { APty } from '../a-pty.ts';
import { anOldControlPlane, type Asked } from '../an-old-control-plane.ts';
import { eventsOf } from '../log/an-operation.ts';
import { Program } from '../program.ts';

const program = new Program();
afterAll(() => program.stop());

const PLAN = {
  ...{ release_id: 'rel-1', strategy: 'all_at_once', seed: 1, total_machines: 2, skipped: [], warnings: [] },
  batches: [{ batch_index: 0, machine_ids: ['a', 'b'], status: 'pending' }],
  conflicts: [{ machine_id: 'a', rollout_id: 'r-7' }],
};
const isMade = (asked: readonly Asked[]): boolean => asked.some(({ call }) => call === 'POST /api/v1/rollouts');

describe('deploy', () => {
  test.each([
    ['the plan', 'POST /api/v1/rollouts/plan', ['--hosts', 'a']],
    ['the machines', 'GET /api/v1/machines', ['--hosts', 'a', '--tags', 'web']],
  ])('creates nothing when it is told to end while it waits for %s', async (_, silent, flags) => {
    const { url, asked, silence } = await anOldControlPlane({}, { silent });
    const running = program.start('deploy', '--release', 'rel-1', ...flags, '--control-plane-url', url);
    await silence;
    running.interrupt('SIGTERM');
    expect(await running.end).toMatchObject({
      ...{ code: 130, stdout: '' },
      stderr: expect.stringContaining(
        'Interrupted: no rollout was created. Release rel-1 stays: nixfleet deploy --release rel-1',
      ),
    });
    expect(isMade(asked)).toBe(false);
  });

  test('creates nothing and ends its log when its terminal is closed', async () => {
    const { url, asked, silence } = await anOldControlPlane({}, { silent: 'POST /api/v1/rollouts/plan' });
    const home = join(program.home, 'closed');
    mkdirSync(home);
    const env = { HOME: home, NIXFLEET_CONTROL_PLANE_URL: url };
    const terminal = new APty(['deploy', '--release', 'rel-1', '--hosts', 'a'], { env, cwd: home });
    await silence;
    terminal.hangUp();
    await expect
      .poll(() => eventsOf(join(home, '.local/state/nixfleet/logs')).at(-1))
      .toMatchObject({ event: 'op_end', exit_code: 130 });
    expect(isMade(asked)).toBe(false);
  });

  // What is in the way may end between the plan and the rollout, which nobody has agreed to.
  test('on a terminal does not even try what the plan refuses', async () => {
    const { url, asked } = await anOldControlPlane({ 'POST /api/v1/rollouts/plan': [200, PLAN] });
    const env = { HOME: program.home, NIXFLEET_CONTROL_PLANE_URL: url, NO_COLOR: '1' };
    const terminal = new APty(['deploy', '--release', 'rel-1'], { env, cwd: program.home, columns: 120 });
    expect(await terminal.end()).toBe(1);
    expect(terminal.text).toContain('no rollout was created: machine a is in the active rollout r-7');
    expect(terminal.text).toContain('Or cancel it:  nixfleet rollout cancel r-7');
    expect(terminal.text).toContain('--release rel-1 --supersede');
    expect(isMade(asked)).toBe(false);
  });
});
