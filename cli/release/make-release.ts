import { BadInput } from '../../machines/errors.ts';
import { madeEntries } from '../../machines/policy/release-hosts.ts';
import type { ReleaseOrder, ReleaseResult } from '../../machines/release.ts';
import { assertClean } from './clean-tree.ts';
import { counted } from '../../machines/policy/counted.ts';
import { table } from '../output/table.ts';
import { runRelease } from './run-release.ts';
import type { Session } from '../session.ts';

/** Makes the release of a verb and shows what is in it; `interrupted` after Ctrl-C. Throws when no release comes of it. */
export async function makeRelease(
  order: ReleaseOrder,
  session: Session,
  { allowDirty }: { allowDirty: boolean },
): Promise<ReleaseResult | 'interrupted'> {
  const { screen } = session;
  const signal = session.interruption();
  if (!allowDirty && !order.isTrial) await assertClean(order.flake, signal);
  const result = await runRelease(order, {
    client: () => session.client(),
    progress: screen.progress(),
    onWork: (subject) => session.log.info(subject),
    signal,
  });
  if (result.failure?.code === 'STOPPED') {
    screen.note(`Interrupted: ${result.failure.message}.`);
    return 'interrupted';
  }
  if (result.failure) throw new BadInput(result.failure.message);
  const rows = madeEntries(result.hosts).map(({ hostname, platform, store_path: path }) => [hostname, platform, path]);
  for (const line of ['', ...table(['host', 'platform', 'store path'], rows), '']) screen.say(line);
  screen.say(
    result.releaseId === null
      ? 'Dry run: nothing was pushed or registered.'
      : `Release ${result.releaseId} created (${counted(rows.length, 'host')})`,
  );
  return result;
}
