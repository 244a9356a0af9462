import type { HostState, ReleaseHost, ReleaseHosts } from '../../machines/policy/release-hosts.ts';
import { printable } from '../../services/host/printable.ts';
import { widthOf } from './width.ts';

/** The order in which hosts are shown: those at which something is done before the others. */
const ORDER: readonly HostState[] = ['pushing', 'building', 'evaluating', 'failed', 'made', 'excluded'];
/** How much of the way a host has behind it in each state. */
const REACHED: Readonly<Record<HostState, number>> = {
  evaluating: 0,
  building: 0.2,
  pushing: 0.8,
  made: 1,
  excluded: 1,
  failed: 1,
};

/** A line for each host on its way into a release: what is done with it now, or what became of it. */
export function releaseBlock(hosts: ReleaseHosts): string[] {
  const sorted = Object.entries(hosts).toSorted(([, a], [, b]) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
  const names = sorted.map(([name]) => printable(name));
  const width = names.reduce((widest, name) => Math.max(widest, widthOf(name)), 0);
  return sorted.map(([, host], index) => {
    const name = names[index] ?? '';
    return `  ${name}${' '.repeat(width - widthOf(name))}  ${stateOf(host)}`;
  });
}

/** How far all of them together are, from 0 to 1. */
export function releaseFraction(hosts: ReleaseHosts): number {
  const all = Object.values(hosts);
  return all.length === 0 ? 0 : all.reduce((sum, host) => sum + reachedBy(host), 0) / all.length;
}

function stateOf({ state, failure, progress }: ReleaseHost): string {
  const count = progress === null ? '' : ` ${progress.done}/${progress.of}`;
  switch (state) {
    case 'evaluating':
    case 'building':
    case 'pushing':
      return `${state}${count}`;
    case 'made':
      return 'done';
    case 'excluded':
      return 'left out';
    case 'failed':
      return `failed${failure ? ` while ${failure.step}` : ''}`;
  }
}

function reachedBy({ state, progress }: ReleaseHost): number {
  if (state !== 'building' || progress === null || progress.of === 0) return REACHED[state];
  return REACHED.building + (REACHED.pushing - REACHED.building) * Math.min(progress.done / progress.of, 1);
}
