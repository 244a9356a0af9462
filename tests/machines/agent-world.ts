import type { AgentEmission } from '../../machines/agent-emissions.ts';
import type { Attempt, AttemptEnd } from '../../machines/model/attempt.ts';
import type { HealthReport } from '../../machines/model/health.ts';
import type { Ports, Stock, Wanted } from '../../machines/ports.ts';

/** An attempt as it was written down, and what it has left outside of the agent. */
export interface Kept {
  readonly attempt: Attempt;
  readonly end: AttemptEnd | null;
  /** A reboot forgets it. */
  readonly deadMan: 'none' | 'armed' | 'called_off' | 'fired';
  /** Ends of steps, by name; a reboot forgets them. */
  readonly steps: Readonly<Record<string, number>>;
  /** The dead man was called off once, after a proof or because only a reboot helps. */
  readonly wasCalledOff: boolean;
  readonly wasArmed: boolean;
  /** What the control plane was told of it, in order. */
  readonly said: readonly string[];
}

/** A machine with its boot loader, what its control plane wants, and what its agent has written down. */
export interface World {
  readonly now: number;
  readonly running: string;
  readonly profile: string | null;
  readonly boot: string;
  readonly boots: number;
  readonly wanted: Wanted | null;
  readonly knowsAssignments: boolean;
  /** What the profile named when nobody had done anything yet. */
  readonly found: string | null;
  /** Paths that only a reboot can bring. */
  readonly rebootOnly: readonly string[];
  readonly attempts: readonly Kept[];
  readonly wasToldToRetry: boolean;
  /** How much has gone wrong, or has been wished, so far. */
  readonly faults: number;
}

/** How an effect may end: the world after it, and what the agent hears. The first that an effect has is the good one. */
export interface Ending {
  readonly called: string;
  readonly world: World;
  readonly output?: object | undefined;
  readonly error?: string;
}

/** What runs, what is wanted, and what may be wanted instead. */
export const OLD = '/nix/store/aaaa-old';
export const NEW = '/nix/store/bbbb-new';
export const OTHER = '/nix/store/cccc-other';
/** What somebody switches to by hand. */
export const HAND = '/nix/store/dddd-hand';

/** A machine that runs what nobody wants any more. */
export const aWorld = ({ profile = OLD, ...changed }: Partial<World> = {}): World => ({
  now: 1_000_000,
  running: OLD,
  profile,
  found: profile,
  boot: OLD,
  boots: 1,
  wanted: { path: NEW, cacheUrl: null, assignment: 'r:0:1' },
  knowsAssignments: true,
  rebootOnly: [],
  attempts: [],
  wasToldToRetry: false,
  faults: 0,
  ...changed,
});

const bootIdOf = ({ boots }: World): string => `boot-${boots}`;

const health = (isWell: boolean): HealthReport => ({
  results: [
    isWell
      ? { status: 'pass', check_name: 'web', duration_ms: 1 }
      : { status: 'fail', check_name: 'web', duration_ms: 1, message: 'no' },
  ],
  all_passed: isWell,
  timestamp: 't',
});

/** Every way in which an effect may end. */
export function endingsOf(src: string, input: unknown, world: World): readonly Ending[] {
  const effect = EFFECTS[src as keyof typeof EFFECTS] as
    ((input: unknown, world: World) => readonly Ending[]) | undefined;
  if (effect === undefined) throw new Error(`nobody plays ${src}`);
  return effect(input, { ...world, now: world.now + 1 });
}

type Effects = { readonly [Name in keyof Ports]?: (input: Ports[Name]['input'], world: World) => readonly Ending[] };

const done = (world: World, output?: object): Ending => ({
  called: 'done',
  world,
  output: output && { now: world.now, ...output },
});
const fails = (world: World, called = 'fails'): Ending => ({ called, world, error: `it ${called}` });

const EFFECTS: Effects = {
  sleepUntil: ({ until }, world) => [done({ ...world, now: Math.max(world.now, until) })],
  readClock: (_, world) => [done(world, { chance: 0 })],
  takeStock: (_, world) => [done(world, stockOf(world)), fails(world)],
  askWanted(_, world) {
    const { running, profile, wanted, knowsAssignments } = world;
    return [done(world, { running, profile, wanted, knowsAssignments, pollHintSeconds: null }), fails(world)];
  },
  fetchClosure: (_, world) => [done(world), fails(world)],
  rememberSystem(_, world) {
    const seen = { running: world.running, profile: world.profile, bootId: bootIdOf(world), brokenUnits: [] };
    return [
      done(world, { ...seen, isBusy: false }),
      { ...done(world, { ...seen, isBusy: true }), called: 'is busy' },
      fails(world),
    ];
  },
  armDeadMan({ attempt: { id } }, world) {
    const armed = withKept(world, id, (kept) => ({ ...kept, deadMan: 'armed', wasArmed: true }));
    return [done(armed, {}), fails(world), fails(armed, 'fails by half')];
  },
  hurryDeadMan({ attempt: { id } }, world) {
    const armed = withKept(world, id, (kept) => ({
      ...kept,
      deadMan: kept.deadMan === 'none' ? 'armed' : kept.deadMan,
    }));
    return [done(armed, { deadline: world.now + 20_000 }), fails(world)];
  },
  callOffDeadMan({ attempt: { id } }, world) {
    const hasFired = keptIn(world, id).deadMan === 'fired';
    const after = withKept(world, id, (kept) => ({
      ...kept,
      deadMan: hasFired ? 'fired' : 'called_off',
      wasCalledOff: kept.wasCalledOff || !hasFired,
    }));
    return [done(after, { hasFired }), fails(world)];
  },
  setProfile: ({ path }, world) => [done({ ...world, profile: path }), fails(world)],
  activate: ({ id, path, step }, world) => (step === 'boot' ? booted(path, world) : switched(id, path, world)),
  goBack({ attempt }, world) {
    if (attempt.previous === '') return [fails(world)];
    const back = takenBack(world, attempt);
    const stuck = withKept(world, attempt.id, (kept) => ({ ...kept, deadMan: 'fired' }));
    const later = { ...back, running: world.running };
    const output = (after: World) => ({ running: after.running, profile: after.profile, said: '' });
    return [
      done(back, { ...output(back), exitCode: 0 }),
      { ...done(stuck, { ...output(stuck), exitCode: 1 }), called: 'does not get back' },
      { ...done(later, { ...output(later), exitCode: 1 }), called: 'gets back with the next boot' },
      fails(world),
    ];
  },
  probe(_, world) {
    const condition = { reboot_required: false, drift_since: null, free_bytes: null, clock_skew_ms: null };
    const output = { running: world.running, condition };
    return [
      done(world, { ...output, health: health(true) }),
      { ...done(world, { ...output, health: health(false) }), called: 'is ill' },
      fails(world),
    ];
  },
  prove(_, world) {
    const output = { running: world.running, unreachable: null, brokenUnits: [] };
    return [
      done(world, { ...output, health: health(true) }),
      { ...done(world, { ...output, health: health(false) }), called: 'is ill' },
      fails(world),
    ];
  },
  deliverReports: (_, world) => [done(world, {}), fails(world)],
};

const stockOf = (world: World): Omit<Stock, 'now'> => {
  const { running, profile, attempts } = world;
  const open = attempts.findLast(({ end }) => end === null);
  const last = attempts.at(-1);
  const hasFailed = last !== undefined && ['not_applied', 'rolled_back', 'rollback_failed'].includes(last.end ?? '');
  return {
    running,
    profile,
    bootId: bootIdOf(world),
    attempt: open?.attempt ?? null,
    hasFired: open?.deadMan === 'fired',
    lastFailed: hasFailed ? last.attempt : null,
  };
};

function switched(id: string, path: string, world: World): readonly Ending[] {
  const { deadMan, steps, attempt } = keptIn(world, id);
  const output = (after: World, exitCode: number) => ({ running: after.running, exitCode, said: '' });
  if (deadMan === 'fired') return [done(world, output(world, -1))];
  const before = steps['switch'];
  if (before !== undefined) return [done(world, output(world, before))];
  const ended = (exitCode: number, changes: Partial<World>): Ending => {
    const after = withKept({ ...world, ...changes }, id, (kept) => ({
      ...kept,
      steps: { ...steps, switch: exitCode },
    }));
    return { ...done(after, output(after, exitCode)), called: `ends with ${exitCode}` };
  };
  const moved = { running: path, ...(attempt.mode === 'switch' && { boot: world.profile ?? path }) };
  if (world.rebootOnly.includes(path)) return [ended(100, {})];
  const lockedOut = ended(1, {});
  const said = 'Could not acquire lock';
  return [
    ...[ended(0, moved), ended(1, {}), ended(2, moved), ended(100, {})],
    { ...lockedOut, output: { ...lockedOut.output, said }, called: 'is locked out' },
    fails(world),
  ];
}

function booted(path: string, world: World): readonly Ending[] {
  const output = { running: world.running, said: '' };
  return [
    // A boot loader lists the generations of the profile.
    done({ ...world, boot: world.profile ?? path }, { ...output, exitCode: 0 }),
    { ...done(world, { ...output, exitCode: 1 }), called: 'ends with 1' },
    fails(world),
  ];
}

/** What the dead man does, and the agent by his hand. */
export function takenBack(world: World, { id, previous, profile }: Attempt): World {
  const hasMoved = profile !== null && world.profile !== profile;
  const back = { ...world, running: previous, ...(hasMoved && { profile, boot: profile }) };
  return withKept(back, id, (kept) => ({ ...kept, deadMan: 'fired' }));
}

/** The machine restarts: what the boot loader names runs, and what was kept in /run is gone. */
export const rebooted = (world: World): World => ({
  ...world,
  running: world.boot,
  boots: world.boots + 1,
  attempts: world.attempts.map((kept) => ({ ...kept, deadMan: 'none', steps: {} })),
});

const FINAL = ['deployed', 'rolled-back', 'rollback-failed', 'apply-failed'];

/** What the agent has said that is final of an attempt. */
export const verdictsOf = ({ said }: Kept): readonly string[] => said.filter((kind) => FINAL.includes(kind));

/** The world with what the agent has written down. */
export function noted(world: World, emission: AgentEmission): World {
  if (emission.type === 'attempt') {
    const { attempt, end } = emission;
    if (world.attempts.some((kept) => kept.attempt.id === attempt.id))
      return withKept(world, attempt.id, (kept) => ({ ...kept, attempt, end }));
    const fresh = { attempt, end, deadMan: 'none', steps: {}, wasCalledOff: false, wasArmed: false, said: [] } as const;
    return { ...world, attempts: [...world.attempts, fresh] };
  }
  const last = world.attempts.findLast(({ end }) => end === null);
  if (emission.type !== 'report' || last === undefined) return world;
  if (![...FINAL, 'reboot-required'].includes(emission.kind)) return world;
  return withKept(world, last.attempt.id, (kept) => ({ ...kept, said: [...kept.said, emission.kind] }));
}

export function keptIn({ attempts }: World, id: string): Kept {
  const kept = attempts.find(({ attempt }) => attempt.id === id.replace(/-boot$/, ''));
  if (kept === undefined) throw new Error(`nobody has written down the attempt ${id}`);
  return kept;
}

const withKept = (world: World, id: string, change: (kept: Kept) => Kept): World => ({
  ...world,
  attempts: world.attempts.map((kept) => (kept.attempt.id === id ? change(kept) : kept)),
});
