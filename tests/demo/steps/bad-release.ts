import { isWeb, pathIn } from '../stage.ts';
import type { Step } from '../step.ts';

/** A release that builds, pushes and activates, and is wrong. */
export const badRelease: Step = {
  title: 'A bad release meets a canary',
  shows: 'the machine rolls itself back, the rollout pauses, exit 1 says why',
  async play(stage) {
    const { fleet, narrator } = stage;
    const before = fleet.running();
    narrator.say('In the next release the web hosts answer 500: nothing that a build could notice.');
    const release = await stage.release('2.0', 500);
    const words = ['deploy', '--release', release.id, '--tags', 'web', '--strategy', 'canary', '--wait'];
    const { said } = await stage.nixfleet(words, 1);
    const rollout = await stage.newestRollout();
    const first = rollout.batches[0]?.machine_ids[0] ?? '';
    const other = fleet.flake.hosts().find((host) => isWeb(host) && host !== first) ?? '';
    stage.check(
      'it says why, and what to do',
      said.includes('paused') && said.includes(`rollout resume ${rollout.id}`),
      said,
    );
    stage.check(`the rollout is paused`, rollout.status === 'paused', rollout.status);
    const tried = stage.machine(first).activations;
    stage.check(
      `${first} tried the release and rolled itself back to what it ran before`,
      tried.includes(pathIn(release, first)) && stage.machine(first).running === before.get(first),
      { tried, running: stage.machine(first).running },
    );
    const answer = await stage.machine(first).answer();
    stage.check(`${first} answers "${answer.version}" again`, answer.status === 200, answer);
    const isUntouched = !stage.machine(other).activations.includes(pathIn(release, other));
    stage.check(`${other} never saw it`, isUntouched && stage.machine(other).running === before.get(other));
    await stage.nixfleet(['rollout', 'cancel', rollout.id]);
  },
};
