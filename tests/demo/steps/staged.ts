import type { FeedRow } from '../../../machines/model/feed.ts';
import { DemoFailed } from '../failure.ts';
import { pathIn, type Stage } from '../stage.ts';
import type { Step } from '../step.ts';

/** Everything in three batches, while the control plane dies. */
export const staged: Step = {
  title: 'Everything, staged, and the control plane is killed',
  shows: 'SIGKILL during the second batch costs a pause',
  async play(stage) {
    const { fleet } = stage;
    const release = await stage.newestRelease();
    const strategy = ['--strategy', 'staged', '--batch-size', '1,50%,100%'];
    const known = new Set((await fleet.client.listRollouts()).map(({ id }) => id));
    const deploying = stage.nixfleet(['deploy', '--release', release.id, '--hosts', '*', ...strategy, '--wait']);
    await whileRunning(deploying, async (signal) => {
      await fleet.rowWhere((row) => isSecondBatch(row) && !known.has(row.rollout_id ?? ''), signal);
      await pullThePlug(stage);
    });
    await deploying;
    const running = fleet.running();
    const isEverywhere = fleet.flake.hosts().every((host) => running.get(host) === pathIn(release, host));
    stage.check('the waiting command ended well, and all six machines run the release', isEverywhere, [...running]);
    const { status, batches } = await stage.newestRollout();
    const isWhole =
      status === 'completed' && batches.length === 3 && batches.every((batch) => batch.status === 'succeeded');
    stage.check('the rollout completed: three batches, each succeeded once', isWhole, { status, batches });
  },
};

async function pullThePlug({ fleet, narrator }: Stage): Promise<void> {
  await fleet.controlPlane.kill();
  narrator.say('✖ the feed shows the second batch deploying: the control plane was killed with SIGKILL');
  await fleet.controlPlane.start();
  narrator.say('↻ the control plane is started again on the same port and database');
}

/** Does something while a command runs; one that ends too early ends that too. */
async function whileRunning(command: Promise<unknown>, act: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const early = new AbortController();
  const tooEarly = command.then(() => {
    throw new DemoFailed('the rollout was over before its second batch was seen');
  });
  // Awaited by the race while it lasts; later it rejects for nobody.
  tooEarly.catch(() => undefined);
  const acting = act(early.signal);
  try {
    await Promise.race([acting, tooEarly]);
  } finally {
    early.abort();
    // A control plane that is being started must not be left to itself.
    await Promise.allSettled([acting]);
  }
}

const isSecondBatch = ({ type, detail }: FeedRow): boolean => type === 'batch_started' && detail['batch_index'] === 1;
