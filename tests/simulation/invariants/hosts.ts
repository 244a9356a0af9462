import type { Happening } from '../host.ts';
import type { Machine } from '../machine.ts';
import { ACTIVATION_MS } from '../host.ts';
import { CONFIRM_MS } from '../keeper.ts';
import type { TrackedAttempt } from '../machine-book.ts';
import { FIRST_RELEASE, pathOf } from '../plan.ts';
import type { View } from './invariant.ts';

/** What a promise about a machine may look at. */
export interface HostView extends View {
  readonly machine: Machine;
}

/** A promise that is looked after at each thing that happens to a machine; gives what is wrong. */
export interface HostInvariant {
  readonly name: string;
  readonly sentence: string;
  readonly problem: (view: HostView, happening: Happening) => string | undefined;
}

/** The way back takes its time too, and an agent may have to come back first. */
const GRACE_MS = 65_000;

/** So long a machine may run what nobody can reach it on. */
export const LEAVING_MS = ACTIVATION_MS + CONFIRM_MS + GRACE_MS;
const HOUR_MS = 3_600_000;

/** What runs cannot be proved to be well, by nobody, for as long as the machine may take to leave it. */
export function isMarooned({ host, parts: { planned } }: Machine): boolean {
  if (planned.agent !== 'ours') return false;
  return host.isSick(host.running, 'cuts off', LEAVING_MS) || host.isSick(host.running, 'crashes', LEAVING_MS);
}

/** The promise that is looked after some time after a machine has come to a path. */
export const MAROONED = {
  name: 'nobody stays where nobody can reach it',
  sentence:
    'a machine that came to a path on which it cannot reach its control plane, or on which no agent lives, leaves it when ' +
    'activation and proof have had their time',
} as const;

/** Promises about what happens to a machine itself. */
export const HOSTS: readonly HostInvariant[] = [
  {
    name: 'nobody runs what nobody wanted',
    sentence: 'a machine switches to what was wanted of it at some time, or to what it ran at first',
    problem({ chronicle, machine }, happening) {
      if (happening.type !== 'begins') return undefined;
      const { path } = happening;
      if (path === pathOf(FIRST_RELEASE, machine.id) || chronicle.everWanted(machine.id).includes(path))
        return undefined;
      return `${machine.id} switches to ${path}, which was never wanted of it`;
    },
  },
  {
    name: 'nothing unproved is booted',
    sentence:
      'in the mode `test-then-boot` a path becomes the boot default when the machine has proved itself on it, when only a ' +
      'reboot can bring it, or when the machine goes back to it',
    problem({ machine }, happening) {
      const { planned } = machine.parts;
      if (happening.type !== 'would boot' || planned.agent !== 'ours' || planned.mode !== 'test-then-boot')
        return undefined;
      const { path, name } = happening;
      const { host, book } = machine;
      if (name.includes('/back-') || book.lastAt(path)?.neededReboot) return undefined;
      // What an attempt makes permanent must have proved itself in this attempt.
      const isProved = name.startsWith('mend-') ? book.hasProved(path) : host.running === path && book.isProved;
      return isProved ? undefined : `${machine.id} would boot ${path} (${name}), which has not proved itself`;
    },
  },
  {
    name: 'what failed is not tried again',
    sentence:
      'a path that a machine went back from is not activated again for the same assignment, or without one within an hour, ' +
      'unless something else was wanted in between',
    problem({ chronicle, machine: { book, id, parts } }, happening) {
      if (happening.type !== 'begins' || happening.step === 'boot') return undefined;
      const again = book.attempts.at(-1);
      if (again === undefined || !happening.name.startsWith(`${again.id}/`) || happening.name.includes('/back-'))
        return undefined;
      const failed = book.attempts.findLast((one) => one !== again && isSame(one, again));
      if (failed?.wentBackAt === undefined || failed.memory !== book.memories) return undefined;
      if (again.assignment === null && parts.timeline.now - failed.wentBackAt >= HOUR_MS) return undefined;
      const between = chronicle.desired.get(id)?.filter(({ at }) => at >= (failed.wentBackAt ?? 0)) ?? [];
      if (between.some(({ row }) => row?.hash !== again.wanted || row.assignment !== again.assignment))
        return undefined;
      return `${id} tries ${again.wanted} again for ${again.assignment}, and had to go back from it before`;
    },
  },
];

const isSame = (one: TrackedAttempt, other: TrackedAttempt): boolean =>
  one.wanted === other.wanted && one.assignment === other.assignment;
