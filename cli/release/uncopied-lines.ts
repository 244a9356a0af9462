import { isDarwin } from '../../machines/policy/platform.ts';
import type { HostNews } from '../../machines/policy/release-hosts.ts';
import type { ReleaseOrder } from '../../machines/release.ts';
import { printable } from '../../services/host/printable.ts';

/** Hosts that `--copy` leaves alone, a line each: macOS lets nobody in as root. */
export function uncopiedLines(
  news: HostNews,
  { distribution, goal }: Pick<ReleaseOrder, 'distribution' | 'goal'>,
): string[] {
  if (news.type !== 'hosts.evaluated' || distribution.way !== 'targets' || goal !== 'pushed') return [];
  return news.entries
    .filter(({ platform }) => isDarwin(platform))
    .map(
      ({ hostname }) =>
        `! ${printable(hostname)} is not copied to: macOS lets nobody in as root; its agent has to find the closure in a cache`,
    );
}
