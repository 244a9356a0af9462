import { BadInput } from '../../machines/errors.ts';
import { counted } from '../../machines/policy/counted.ts';
import { listed } from '../../machines/policy/listed.ts';
import { failedHosts, madeEntries } from '../../machines/policy/release-hosts.ts';
import type { ReleaseOrder, ReleaseResult } from '../../machines/release.ts';
import type { BuildLimits } from '../../services/build/limits.ts';
import type { EvaluatedHost } from '../../services/build/protocol.ts';
import { withoutSecrets } from '../../services/host/cache-url.ts';
import { compactPath } from '../output/store-path.ts';
import { table } from '../output/table.ts';
import type { Session } from '../session.ts';
import { assertAnswered } from './assert-answered.ts';
import { assertClean } from './clean-tree.ts';
import { leftBehind } from './left-behind.ts';
import { type FlakeAhead, openAhead } from './flake-ahead.ts';

/** What a verb wants beside the order. */
export interface MakeOptions {
  readonly allowDirty: boolean;
  readonly limits: BuildLimits;
  readonly onEvaluated?: (hosts: readonly EvaluatedHost[]) => void;
}

/** Makes the release of a verb and shows what is in it; `interrupted` after Ctrl-C. Throws when no release comes of it. */
export async function makeRelease(
  order: ReleaseOrder,
  session: Session,
  { allowDirty, limits, onEvaluated }: MakeOptions,
): Promise<ReleaseResult | 'interrupted'> {
  const { screen, operation } = session;
  const signal = session.interruption();
  const flake = withoutSecrets(order.flake);
  operation.about({ flake });
  let ahead: FlakeAhead | undefined;
  try {
    if (!allowDirty && !order.isTrial) await assertClean(order.flake, signal);
    ahead = openAhead(order.flake, signal);
    if (!order.isTrial) await assertAnswered(await session.client(), signal);
  } catch (error) {
    await ahead?.giveUp();
    if (!signal.aborted) throw error;
    screen.note('Interrupted: stopped before anything was built.');
    return 'interrupted';
  }
  const { runRelease } = await import('./run-release.ts');
  const result = await runRelease(order, {
    ...{ limits, opened: ahead.opened },
    client: () => session.client(),
    progress: screen.progress('release'),
    onWork: (subject) => session.log.info(subject),
    onUnmatched: (warning) => session.log.warn(warning),
    onSelected: (hosts) => operation.about({ flake, hosts }),
    ...(onEvaluated && { onEvaluated }),
    signal,
  });
  const { failure, releaseId } = result;
  const stays = failure === null ? [] : leftBehind(result.hosts, order);
  if (failure?.code === 'STOPPED') {
    for (const line of [`Interrupted: ${failure.message}.`, ...stays]) screen.note(line);
    return 'interrupted';
  }
  if (failure) throw new BadInput([failure.message, ...stays].join('\n'));
  if (releaseId !== null) operation.about({ flake, release: releaseId });
  showMade(result, session);
  return result;
}

function showMade({ hosts, releaseId }: ReleaseResult, { screen, log }: Session): void {
  const rows = madeEntries(hosts).map(({ hostname, platform, store_path: path }) => [hostname, platform, path]);
  const columns = ['host', 'platform', { head: 'store path', shrink: compactPath }];
  for (const line of ['', ...table(columns, rows, screen), '']) screen.say(line);
  const failed = failedHosts(hosts).map(({ name }) => name);
  if (failed.length > 0) log.warn(`without ${counted(failed.length, 'host')} that failed: ${listed(failed)}`);
  screen.say(
    releaseId === null
      ? 'Dry run: nothing was pushed or registered.'
      : `Release ${releaseId} created (${counted(rows.length, 'host')})`,
  );
}
