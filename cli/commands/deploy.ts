import { BadUsage } from '../../machines/errors.ts';
import { madeEntries } from '../../machines/policy/release-hosts.ts';
import { assertUnderstood } from '../asked-plan.ts';
import { WAIT_FLAGS } from '../await-rollout.ts';
import { makeRelease } from '../make-release.ts';
import { RELEASE_FLAGS, releaseOrder } from '../release-order.ts';
import { rollOut } from '../roll-out.ts';
import type { Deployable } from '../rollout-order.ts';
import { ROLLOUT_FLAGS, type RolloutSettings, rolloutSettings } from '../rollout-settings.ts';
import type { Session } from '../session.ts';
import type { ValuesOf } from '../flags.ts';
import { verb } from '../verb.ts';

const FLAGS = {
  release: { kind: 'text', hint: 'id', says: 'Roll out this release' },
  ...RELEASE_FLAGS,
  tags: { kind: 'list', hint: 'tag', says: 'Machines with these tags; only their hosts are built' },
  ...ROLLOUT_FLAGS,
  ...WAIT_FLAGS,
} as const;

type DeployFlags = ValuesOf<typeof FLAGS>;

/** `nixfleet deploy`: a release, made now or before, brought to machines batch by batch. */
export const deploy = verb({
  flags: FLAGS,
  operands: [],
  conflicts: [['push-to', 'release']],
  examples: [
    "deploy --release rel-7f3a --hosts 'web-*' --strategy canary --wait",
    'deploy --push-to ssh://root@cache --tags web --strategy staged --batch-size 1,25%,100% --wait',
    'deploy --release rel-7f3a --strategy canary --soak 120 --progress-deadline 3600 --on-failure revert --wait',
    'deploy --release rel-7f3a --tags db --dry-run',
  ],
  async run({ flags }, session) {
    // Before anything is built: a slip of the pen should not cost an hour.
    const settings = rolloutSettings(flags, session.config);
    const release = flags.release ? await registered(flags.release, session) : await made(flags, settings, session);
    if (release === 'interrupted') return 130;
    if (release === 'tried') return 0;
    const order = {
      release,
      settings,
      selection: { hosts: flags.hosts, tags: flags.tags },
      cacheUrl: flags['cache-url'],
      isTrial: flags['dry-run'],
      waitSeconds: flags.wait ? flags['wait-timeout'] : undefined,
    };
    return rollOut(order, session);
  },
});

async function registered(id: string, session: Session): Promise<Deployable> {
  const client = await session.client();
  const release = await client.getRelease({ params: { id } });
  return { id, cacheUrl: release.cache_url, hosts: release.entries.map(({ hostname }) => hostname) };
}

async function made(
  flags: DeployFlags,
  settings: RolloutSettings,
  session: Session,
): Promise<Deployable | 'interrupted' | 'tried'> {
  const order = releaseOrder(flags, session.config, { tags: flags.tags ?? [], isEvalOnly: false });
  if (order.pushTo === null) throw new BadUsage('one of --release and --push-to is required');
  if (!order.isTrial) await assertUnderstood(await session.client(), settings);
  const result = await makeRelease(order, session, { allowDirty: flags['allow-dirty'] });
  if (result === 'interrupted') return 'interrupted';
  if (session.interruption().aborted) {
    // Too late to stop the release, and not the rollout of it.
    session.screen.note('Interrupted: no rollout was created.');
    return 'interrupted';
  }
  const entries = madeEntries(result.hosts);
  if (result.releaseId !== null)
    return { id: result.releaseId, cacheUrl: order.cacheUrl, hosts: entries.map(({ hostname }) => hostname) };
  if (session.isJson) session.screen.json({ release_id: null, entries });
  return 'tried';
}
