import type { Step } from '../step.ts';

/** The control plane's process, and the key that commands it. */
export const controlPlane: Step = {
  title: 'A control plane and its first key',
  shows: 'one process, one SQLite file, one bootstrap',
  async play(stage) {
    const { fleet, narrator } = stage;
    await fleet.controlPlane.start();
    narrator.say(`nixfleet-control-plane answers on ${fleet.controlPlane.url}, with actors in a thread of their own.`);
    await stage.nixfleet(['bootstrap']);
    const again = await fleet.cli(['bootstrap']);
    stage.check('a second bootstrap is refused', again.exitCode === 1, again.said);
  },
};
