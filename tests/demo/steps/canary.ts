import { isWeb, pathIn } from '../stage.ts';
import type { Step } from '../step.ts';

/** A release brought to the machines with a tag, one first. */
export const canary: Step = {
  title: 'A canary, then the other web host',
  shows: 'live progress; a health gate between batches',
  async play(stage) {
    const { fleet } = stage;
    const release = await stage.newestRelease();
    const before = fleet.running();
    await stage.nixfleet(['deploy', '--release', release.id, '--tags', 'web', '--strategy', 'canary', '--wait']);
    const expected = new Map([...before].map(([host, path]) => [host, isWeb(host) ? pathIn(release, host) : path]));
    stage.check('both web hosts run the release, nobody else does', isSame(fleet.running(), expected), [
      ...fleet.running(),
    ]);
    const { status, batches } = await stage.newestRollout();
    stage.check('the rollout completed in two batches of one', status === 'completed' && batches.length === 2, status);
    const answer = await stage.machine('web-01').answer();
    stage.check(
      `web-01 answers "${answer.version}"`,
      answer.status === 200 && answer.version.startsWith('1.0'),
      answer,
    );
  },
};

const isSame = (left: ReadonlyMap<string, string>, right: ReadonlyMap<string, string>): boolean =>
  [...left].every(([host, path]) => right.get(host) === path);
