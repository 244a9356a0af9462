import { BadInput } from '../../machines/errors.ts';
import type { FlakeHost } from '../../machines/model/flake.ts';

/** Hosts that are evaluated, built and pushed together: what they share is done once. */
export const CHUNK_SIZE = 25;

/** Cuts hosts into chunks of at most `size`, in order. */
export function chunksOf(hosts: readonly FlakeHost[], size: number = CHUNK_SIZE): FlakeHost[][] {
  if (!Number.isInteger(size) || size < 1) throw new BadInput(`a chunk has at least one host, not ${size}`, { size });
  return Array.from({ length: Math.ceil(hosts.length / size) }, (_, index) =>
    hosts.slice(index * size, (index + 1) * size),
  );
}

/** Cuts a chunk that failed as a whole into two, to find the host that is to blame. */
export function halvesOf(hosts: readonly FlakeHost[]): [FlakeHost[], FlakeHost[]] {
  const middle = Math.ceil(hosts.length / 2);
  return [hosts.slice(0, middle), hosts.slice(middle)];
}
