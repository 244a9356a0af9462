import type { Distribution } from '../../machines/model/distribution.ts';
import { isDarwin } from '../../machines/policy/platform.ts';
import { pushByHook } from './hook.ts';
import type { Delivery } from './protocol.ts';
import { push } from './push.ts';
import type { Turn } from './turns.ts';
import type { Derivation } from './realise.ts';
import type { StepOptions } from './step-options.ts';
import { copyToTarget } from './targets.ts';

/** What is built and is to be brought to where machines can have it, with the hosts of this chunk that have it. */
export interface Built extends Derivation {
  readonly hosts: readonly { readonly name: string; readonly platform: string }[];
}

/** How to watch and stop a distribution. */
export interface DistributeOptions extends StepOptions {
  /** Every command that copies waits for its turn. */
  readonly turn: Turn;
  readonly tell: (delivery: Delivery) => void;
}

/** Brings what is built to where machines can have it, and tells what came of each part; every command has ended when it settles. */
export async function distribute(
  built: readonly Built[],
  distribution: Distribution,
  options: DistributeOptions,
): Promise<void> {
  if (built.length === 0) return;
  switch (distribution.way) {
    case 'none':
      return;
    case 'cache':
      return toCache(built, distribution.url, options);
    case 'hook':
      return allEnded(pathsOf(built).map((path) => byHook(path, built, distribution.command, options)));
    case 'targets':
      return allEnded(built.flatMap(({ out, hosts }) => hosts.map((host) => toHost(host, out, options))));
  }
}

async function toCache(built: readonly Built[], url: string, options: DistributeOptions): Promise<void> {
  const failed = await options.turn(() => push(pathsOf(built), url, options));
  const reasons = new Map(failed.flatMap(({ paths, reason }) => paths.map((path) => [path, reason] as const)));
  const derivations = built.filter(({ out }) => !reasons.has(out)).map(({ drv }) => drv);
  const refused = built.flatMap(({ drv, out }) => {
    const reason = reasons.get(out);
    return reason === undefined ? [] : [{ name: drv, reason }];
  });
  if (derivations.length > 0) options.tell({ type: 'pushed', derivations });
  if (refused.length > 0) options.tell({ type: 'unpushed', refused });
}

async function byHook(
  path: string,
  built: readonly Built[],
  command: string,
  options: DistributeOptions,
): Promise<void> {
  const reason = await options.turn(() => pushByHook(path, command, options));
  const derivations = built.filter(({ out }) => out === path).map(({ drv }) => drv);
  if (reason === undefined) options.tell({ type: 'pushed', derivations });
  else options.tell({ type: 'unpushed', refused: derivations.map((name) => ({ name, reason })) });
}

async function toHost(
  { name, platform }: Built['hosts'][number],
  path: string,
  options: DistributeOptions,
): Promise<void> {
  // macOS lets nobody in as root: such a host is left alone, as v0.1.1 does, and counts as made.
  if (isDarwin(platform)) return options.tell({ type: 'delivered', hosts: [name] });
  const reason = await options.turn(() => copyToTarget({ name, path }, options));
  if (reason === undefined) options.tell({ type: 'delivered', hosts: [name] });
  else options.tell({ type: 'undelivered', refused: [{ name, reason }] });
}

/** Each path once: two derivations may make the same one. */
const pathsOf = (built: readonly Built[]): string[] => [...new Set(built.map(({ out }) => out))];

/** Waits for all, whatever becomes of one: nothing may go on when the job has answered. */
async function allEnded(parts: readonly Promise<void>[]): Promise<void> {
  for (const end of await Promise.allSettled(parts)) if (end.status === 'rejected') throw end.reason;
}
