import { BadInput } from '../../machines/errors.ts';
import type { FlakeHost } from '../../machines/model/flake.ts';
import type { ReleaseOrder } from '../../machines/release.ts';
import { targetOf } from '../../services/build/targets.ts';
import { LARGEST_RELEASE } from './register-release.ts';

const LONGEST_NAME = 128;

/**
 * Refuses hosts that could be built and then neither copied to nor registered. Throws `BadInput`, before anything is
 * evaluated. With tags it is not known yet who is meant, and macOS hosts are no matter to `--copy`: it leaves these alone.
 */
export function assertReleasable(
  hosts: readonly FlakeHost[],
  order: Pick<ReleaseOrder, 'distribution' | 'goal' | 'tags'>,
): void {
  if (order.tags.length > 0) return;
  if (hosts.length > LARGEST_RELEASE)
    throw new BadInput(
      `a release has at most ${LARGEST_RELEASE} hosts, not ${hosts.length}; make several, with --hosts`,
    );
  const long = hosts.find(({ name }) => Buffer.byteLength(name) > LONGEST_NAME);
  if (long) throw new BadInput(`the name of a host has at most ${LONGEST_NAME} bytes, unlike ${long.name}`);
  if (order.distribution.way !== 'targets' || order.goal !== 'pushed') return;
  for (const { name, set } of hosts) if (set === 'nixosConfigurations') targetOf(name);
}
