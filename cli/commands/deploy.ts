import { BadUsage } from '../../machines/errors.ts';
import { madeEntries } from '../../machines/policy/release-hosts.ts';
import { assertUnderstood } from '../rollout/asked-plan.ts';
import { WAIT_FLAGS } from '../rollout/await-rollout.ts';
import { makeRelease } from '../release/make-release.ts';
import { CONFIRM_FLAGS } from '../plan/confirm-flags.ts';
import { RELEASE_CONFLICTS, RELEASE_FLAGS, RELEASE_NEEDS, releaseOrder } from '../release/release-order.ts';
import { rollOut } from '../rollout/roll-out.ts';
import type { Deployable } from '../rollout/rollout-order.ts';
import { ROLLOUT_FLAGS, type RolloutSettings, rolloutSettings } from '../rollout/rollout-settings.ts';
import type { Session } from '../session.ts';
import { SSH_FLAGS, SSH_NEEDS } from '../ssh/ssh-flags.ts';
import type { ValuesOf } from '../line/flags.ts';
import { verb } from '../line/verb.ts';

const FLAGS = {
  release: { kind: 'text', hint: 'id', says: 'Roll out this release', completes: 'release' },
  ...RELEASE_FLAGS,
  tags: { kind: 'list', hint: 'tag', says: 'Machines with these tags; only their hosts are built', completes: 'tag' },
  ...ROLLOUT_FLAGS,
  ...WAIT_FLAGS,
  ...CONFIRM_FLAGS,
  ssh: { kind: 'switch', says: 'Build here, copy and activate over SSH: needs no control plane and no agent' },
  ...SSH_FLAGS,
} as const;

type DeployFlags = ValuesOf<typeof FLAGS>;

/** `nixfleet deploy`: a release, made now or before, brought to machines batch by batch. */
export const deploy = verb({
  flags: FLAGS,
  operands: [],
  conflicts: [
    ['push-to', 'release'],
    ['copy', 'release'],
    ...RELEASE_CONFLICTS,
    ...(['release', 'push-to', 'hook', 'copy', 'wait'] as const).map((flag) => ['ssh', flag] as const),
  ],
  needs: [...RELEASE_NEEDS, ...SSH_NEEDS],
  operation: 'deploy',
  examples: [
    "deploy --release rel-7f3a --hosts 'web-*' --strategy canary --wait",
    'deploy --push-to ssh://root@cache --tags web --strategy staged --batch-size 1,25%,100% --wait',
    'deploy --release rel-7f3a --strategy canary --soak 120 --progress-deadline 3600 --on-failure revert --wait',
    'deploy --release rel-7f3a --tags db --dry-run',
  ],
  async run({ flags }, session) {
    if (flags.ssh) {
      const { deployOverSsh } = await import('../ssh/deploy-over-ssh.ts');
      return deployOverSsh(flags, session);
    }
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
  if (order.distribution.way === 'none')
    throw new BadUsage(
      'one of --release, --push-to, --hook and --copy is required, or --ssh to do without a control plane',
    );
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
