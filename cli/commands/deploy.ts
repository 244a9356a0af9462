import { BadUsage } from '../../machines/errors.ts';
import { madeEntries } from '../../machines/policy/release-hosts.ts';
import { assertUnderstood } from '../rollout/asked-plan.ts';
import { WAIT_FLAGS } from '../rollout/await-rollout.ts';
import { BUILD_FLAGS, limitsOf } from '../release/build-flags.ts';
import { flagUrl } from '../release/chosen-distribution.ts';
import { distributionWarnings } from '../release/distribution-warnings.ts';
import { makeRelease } from '../release/make-release.ts';
import { CONFIRM_FLAGS } from '../consent/confirm-flags.ts';
import { RELEASE_CONFLICTS, RELEASE_FLAGS, RELEASE_NEEDS, releaseOrder } from '../release/release-order.ts';
import { registeredRelease } from '../rollout/registered-release.ts';
import { rollOut } from '../rollout/roll-out.ts';
import type { Deployable } from '../rollout/rollout-order.ts';
import { ROLLOUT_FLAGS, type RolloutSettings, rolloutSettings } from '../rollout/rollout-settings.ts';
import { unusedFlags } from '../rollout/unused-flags.ts';
import type { Session } from '../session.ts';
import { SSH_FLAGS, SSH_NEEDS } from '../ssh/ssh-flags.ts';
import type { ValuesOf } from '../line/flags.ts';
import { verb } from '../line/verb.ts';

const FLAGS = {
  release: { kind: 'text', hint: 'id', says: 'Roll out this release', completes: 'release' },
  ...RELEASE_FLAGS,
  tags: {
    kind: 'list',
    hint: 'tag',
    says: 'Machines with all of these tags (with --ssh: any); hosts with any of them are built',
    completes: 'tag',
  },
  'dry-run': {
    kind: 'switch',
    says: 'Show what would be done: build (not with --release), and neither push, register, roll out nor touch a host',
  },
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
    ['no-confirm', 'confirm-timeout'],
  ],
  needs: [...RELEASE_NEEDS, ...SSH_NEEDS],
  sections: {
    'What to deploy': ['release', 'flake', 'hosts', 'tags', 'dry-run'],
    'Making the release': [
      ...(['push-to', 'hook', 'hook-push-cmd', 'hook-url', 'copy', 'cache-url'] as const),
      ...(['allow-partial', 'allow-dirty'] as const),
    ],
    'How much of the build at once': Object.keys(BUILD_FLAGS),
    'The rollout': [...Object.keys(ROLLOUT_FLAGS), ...Object.keys(WAIT_FLAGS), ...Object.keys(CONFIRM_FLAGS)],
    'Over SSH': ['ssh', ...Object.keys(SSH_FLAGS)],
  },
  operation: 'deploy',
  examples: [
    "deploy --release rel-7f3a --hosts 'web-*' --strategy canary --wait",
    'deploy --push-to ssh://root@cache --tags web --strategy staged --batch-size 1,25%,100% --wait',
    'deploy --release rel-7f3a --strategy canary --soak 120 --progress-deadline 3600 --on-failure revert --wait',
    'deploy --release rel-7f3a --tags db --dry-run',
    'deploy --hook --tags web --wait',
    'deploy --copy --hosts db-01',
    'deploy --ssh --hosts web-01 --target root@192.168.1.10',
  ],
  async run({ flags }, session) {
    for (const warning of unusedFlags(flags)) session.log.warn(warning);
    if (flags.ssh) {
      const { deployOverSsh } = await import('../ssh/deploy-over-ssh.ts');
      return deployOverSsh(flags, session);
    }
    // Before anything is built: a slip of the pen should not cost an hour.
    const settings = rolloutSettings(flags, session.config);
    const selection = { hosts: flags.hosts, tags: flags.tags };
    const release = flags.release
      ? await registeredRelease(await session.client(), { id: flags.release, selection }, (text) =>
          session.log.warn(text),
        )
      : await made(flags, settings, session);
    if (release === 'interrupted') return 130;
    if (release === 'tried') return 0;
    const order = {
      release,
      settings,
      selection,
      cacheUrl: flagUrl(flags, session.config),
      isTrial: flags['dry-run'],
      isUnasked: flags.yes,
      waitSeconds: flags.wait ? flags['wait-timeout'] : undefined,
    };
    try {
      return await rollOut(order, session);
    } catch (error) {
      // What took an hour is not to be made again for a word that was wrong.
      if (!flags.release) session.screen.note(`The release is there: nixfleet deploy --release ${release.id}`);
      throw error;
    }
  },
});

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
  for (const warning of distributionWarnings(order, flags, session.config.url)) session.log.warn(warning);
  if (!order.isTrial) await assertUnderstood(await session.client(), settings);
  const result = await makeRelease(order, session, { allowDirty: flags['allow-dirty'], limits: limitsOf(flags) });
  if (result === 'interrupted') return 'interrupted';
  if (session.interruption().aborted) {
    // Too late to stop the release, and not the rollout of it.
    const stays =
      result.releaseId === null ? '' : ` Roll the release out with: nixfleet deploy --release ${result.releaseId}`;
    session.screen.note(`Interrupted: no rollout was created.${stays}`);
    return 'interrupted';
  }
  const entries = madeEntries(result.hosts);
  if (result.releaseId !== null) return { id: result.releaseId, cacheUrl: order.cacheUrl, entries };
  if (session.isJson) session.screen.json({ release_id: null, entries });
  const { showTrial } = await import('../plan/show-trial.ts');
  const selection = { hosts: flags.hosts, tags: flags.tags };
  const cacheUrl = flagUrl(flags, session.config);
  await showTrial({ entries, selection, settings, isUnasked: flags.yes, cacheUrl }, session);
  return 'tried';
}
