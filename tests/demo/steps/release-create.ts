import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { pathIn } from '../stage.ts';
import type { Step } from '../step.ts';

/** Evaluation, build, push and registration by one command. */
export const releaseCreate: Step = {
  title: 'One command makes a release',
  shows: 'evaluated once, built in a pool, pushed, registered',
  async play(stage) {
    const { fleet } = stage;
    const before = fleet.running();
    const release = await stage.release('1.0');
    const hosts = fleet.flake.hosts();
    stage.check(
      `${release.id} has a new closure for each of the six hosts`,
      hosts.every((host) => pathIn(release, host) !== '' && pathIn(release, host) !== before.get(host)),
      release.entries,
    );
    const cache = fileURLToPath(fleet.cacheUrl);
    const narInfo = (path: string) => join(cache, `${path.slice('/nix/store/'.length).split('-')[0]}.narinfo`);
    stage.check(
      'all of them are in the binary cache',
      hosts.every((host) => existsSync(narInfo(pathIn(release, host)))),
    );
  },
};
