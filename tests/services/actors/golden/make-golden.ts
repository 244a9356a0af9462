import { AGENT_VERSION } from '../../../../machines/agent.ts';
import { SystemClock } from '../../../../services/actors/clock.ts';
import { fleetKinds } from '../../../../services/actors/fleet-kinds.ts';
import { openReader } from '../../../../services/store/open.ts';
import { agentSnapshots } from './agent-life.ts';
import { tellStories } from './control-plane-story.ts';
import { keepGolden, keepGoldenRows } from './golden-files.ts';
import { StagedControlPlane } from './staged-control-plane.ts';
import { actorsIn, rowsIn } from './stored-fleet.ts';

/** The version of each kind's snapshots now. */
export const versionsNow = (): Readonly<Record<string, number>> => ({
  agent: AGENT_VERSION,
  ...Object.fromEntries(Object.entries(fleetKinds(new SystemClock())).map(([kind, { version }]) => [kind, version])),
});

/** Makes the golden files of present versions that are missing, from databases in this folder. */
export async function makeGolden(folder: string): Promise<void> {
  const { agent, ...fleet } = versionsNow();
  await keepGolden('agent', agent ?? 0, await agentSnapshots(`${folder}/agent.db`));
  await tellStories(new StagedControlPlane(`${folder}/state.db`));
  const db = openReader(`${folder}/state.db`);
  const actors = actorsIn(db);
  for (const [kind, version] of Object.entries(fleet)) {
    const own = actors.filter(({ address }) => address.startsWith(`${kind}:`));
    await keepGolden(kind, version, own);
  }
  keepGoldenRows(fleet['rollout'] ?? 0, rowsIn(db));
  db.close();
}
