import { DemoFailed } from '../failure.ts';
import { isWeb } from '../stage.ts';
import type { Step } from '../step.ts';

/** The same release to everybody, taken back as a whole. */
export const revert: Step = {
  title: 'The same, to all, with --on-failure revert',
  shows: 'healthy machines of the rollout are taken back too',
  async play(stage) {
    const { fleet } = stage;
    const before = fleet.running();
    const release = await stage.newestRelease();
    const strategy = ['--strategy', 'staged', '--batch-size', '100%', '--on-failure', 'revert'];
    const { said } = await stage.nixfleet(
      ['deploy', '--release', release.id, '--hosts', '*', ...strategy, '--wait'],
      1,
    );
    stage.check('it says that the machines are back', /back on what they ran before/.test(said), said);
    const { status, phase, machines } = await stage.newestRollout();
    stage.check('the rollout failed and is reverted', status === 'failed' && phase === 'reverted', { status, phase });
    if (machines === undefined) throw new DemoFailed('the rollout does not say what became of each machine');
    const reached = machines.filter(({ machine_id: id, started_at: since }) => since !== null && !isWeb(id));
    stage.check(`it had reached ${reached.length} machines that were fine`, reached.length > 0, machines);
    const running = fleet.running();
    const isBack = [...before].every(([host, path]) => running.get(host) === path);
    stage.check('every machine runs what it ran before', isBack, { before: [...before], running: [...running] });
    await stage.nixfleet(['status']);
  },
};
