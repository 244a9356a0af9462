import { counted } from '../../machines/policy/counted.ts';
import { madeEntries, type ReleaseHosts } from '../../machines/policy/release-hosts.ts';
import type { ReleaseOrder } from '../../machines/release.ts';
import { withoutSecrets } from '../../services/host/cache-url.ts';

/** What a release that came to nothing has done all the same, and what becomes of it; nothing when it has done nothing. */
export function leftBehind(
  hosts: ReleaseHosts,
  { distribution, goal }: Pick<ReleaseOrder, 'distribution' | 'goal'>,
): string[] {
  const made = madeEntries(hosts).length;
  const built = Object.values(hosts).filter(({ state }) => state === 'pushing').length + made;
  if (goal === 'evaluated' || built === 0) return [];
  const lines = [
    `${counted(built, 'host')} built: Nix keeps that until it collects garbage, and does not build it again.`,
  ];
  if (goal !== 'pushed' || made === 0) return lines;
  switch (distribution.way) {
    case 'cache':
      return [...lines, `${counted(made, 'host')} pushed: that stays in ${withoutSecrets(distribution.url)}.`];
    case 'hook':
      return [...lines, `The push hook has pushed ${counted(made, 'host')}: that stays.`];
    case 'targets':
      return [
        ...lines,
        `${counted(made, 'host')} copied to: the closures stay in their stores, and nothing is activated.`,
      ];
    case 'none':
      return lines;
  }
}
