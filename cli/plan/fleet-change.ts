import type { MachineChange } from '../../machines/policy/change-groups.ts';
import { groupedBy } from '../../machines/policy/grouped.ts';
import {
  type KnownSystem,
  type MachineStep,
  systemChange,
  type UnknownChange,
  unknownStep,
} from '../../machines/policy/machine-change.ts';
import { isStorePath } from '../../machines/policy/store-path.ts';
import { bootPartsOf } from '../../services/host/closure-boot.ts';
import { closuresOf, derivationClosuresOf } from '../../services/host/closure-lookup.ts';

/** What would change on machines. */
export interface FleetChange {
  readonly steps: readonly MachineStep[];
  readonly changes: readonly MachineChange[];
  /** Machines that run already what they would. */
  readonly unchanged: readonly string[];
  readonly unknown: readonly UnknownChange[];
  /** Stores that could not be asked, and why. */
  readonly problems: readonly string[];
}

/** Where to look for what systems are made of, beside the store of this machine. */
export interface Sources {
  /** URLs, the most likely first. */
  readonly caches: readonly string[];
  /** The derivations of systems that may not be built yet. */
  readonly derivations: ReadonlyMap<string, string>;
  readonly signal: AbortSignal;
}

/** What would change on machines, as far as it can be found. Builds and fetches nothing. Throws `CommandFailed` without Nix. */
export async function fleetChange(steps: readonly MachineStep[], sources: Sources): Promise<FleetChange> {
  const moving = steps.filter(({ current, wanted }) => current !== wanted);
  const unknown = moving.map(unknownStep).filter((found) => found !== undefined);
  const told = new Set(unknown.map(({ machineId }) => machineId));
  const asked = moving.filter(({ machineId }) => !told.has(machineId));
  const found: (MachineChange | UnknownChange)[] = [];
  const problems = new Set<string>();
  for (let start = 0; start < asked.length; start += AT_ONCE) {
    const some = asked.slice(start, start + AT_ONCE);
    const known = await knownSystems(some, sources);
    found.push(...changesOf(some, known.systems));
    known.problems.forEach((problem) => problems.add(problem));
  }
  return {
    steps,
    changes: found.filter((change) => 'diff' in change),
    unchanged: steps.filter(({ current, wanted }) => current === wanted).map(({ machineId }) => machineId),
    unknown: [...unknown, ...found.filter((change) => 'reason' in change)],
    problems: [...problems],
  };
}

/** Machines whose closures are in memory together: a closure has thousands of paths. */
const AT_ONCE = 250;

type Systems = ReadonlyMap<string, KnownSystem>;

const NOTHING: KnownSystem = { closure: null, boot: {}, derivation: null };

/** Machines that make the same step are looked at once. */
function changesOf(steps: readonly MachineStep[], systems: Systems): (MachineChange | UnknownChange)[] {
  const known = (path: string) => systems.get(path) ?? NOTHING;
  const alike = groupedBy(steps, ({ current, wanted }) => `${current} ${wanted}`);
  const changes = [...alike.values()].flatMap((some) => {
    const [first] = some;
    if (first === undefined) return [];
    const change = systemChange(known(first.current), known(first.wanted));
    return some.map(({ machineId }) => ({ machineId, ...change }));
  });
  const byMachine = new Map(changes.map((change) => [change.machineId, change]));
  return steps.flatMap(({ machineId }) => byMachine.get(machineId) ?? []);
}

async function knownSystems(
  steps: readonly MachineStep[],
  { caches, derivations, signal }: Sources,
): Promise<{ systems: Systems; problems: readonly string[] }> {
  const paths = [...new Set(steps.flatMap(({ current, wanted }) => [current, wanted]))].filter(isStorePath);
  const { closures, problems } = await closuresOf(paths, caches, signal);
  const derivationOf = (path: string) => derivations.get(path) ?? closures.get(path)?.deriver ?? undefined;
  const unbuilt = steps.filter(({ wanted }) => derivations.has(wanted) && !closures.has(wanted));
  const wanting = new Set(
    unbuilt.flatMap(({ current, wanted }) => [current, wanted]).flatMap((path) => derivationOf(path) ?? []),
  );
  const built = await derivationClosuresOf([...wanting], signal);
  const systems = new Map<string, KnownSystem>();
  for (const path of paths) {
    const closure = closures.get(path) ?? null;
    const boot = closure ? await bootPartsOf(closure) : {};
    systems.set(path, { closure, boot, derivation: built.get(derivationOf(path) ?? '') ?? null });
  }
  return { systems, problems };
}
