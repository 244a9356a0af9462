import { HAND, NEW, OLD, OTHER, rebooted, takenBack, type World } from './agent-world.ts';
import { childOf, contextOf, endings, type Moment, stateOf, type Walk } from './agent-walk.ts';

/** Something that goes wrong, or that somebody wishes, at a moment. */
export interface Fault {
  readonly called: string;
  readonly moment: Moment;
}

/** The effect under way ends in a way that is not the good one. */
export function badEndings(walk: Walk, moment: Moment): Fault[] {
  const { src } = childOf(moment.snapshot);
  const bad = endings(moment).slice(1);
  return bad.map((ending) => ({ called: `${src} ${ending.called}`, moment: walk.ends(moment, ending) }));
}

/** The agent is killed, before or after what it was doing, and starts again with its snapshot or without. */
export function kills(walk: Walk, moment: Moment): Fault[] {
  return worldsAt(moment).flatMap(([when, world]) => restarts(walk, { ...moment, world }, `killed${when}`));
}

/** The machine restarts. */
export function reboots(walk: Walk, moment: Moment): Fault[] {
  if (isMending(moment)) return [];
  return worldsAt(moment).flatMap(([when, world]) =>
    restarts(walk, { ...moment, world: rebooted(world) }, `rebooted${when}`),
  );
}

/** The dead man fires, with an agent that lives or does not. */
export function firings(walk: Walk, { snapshot, world }: Moment): Fault[] {
  const armed = world.attempts.find(({ deadMan }) => deadMan === 'armed');
  if (armed === undefined || armed.attempt.previous === '') return [];
  const moment = { snapshot, world: takenBack(world, armed.attempt) };
  return [{ called: 'the dead man fires', moment }, ...restarts(walk, moment, 'the dead man fires, and it was killed')];
}

/** Somebody switches the machine by hand, but not in between the profile and the boot loader. */
export function hands({ snapshot, world }: Moment): Fault[] {
  const isSwitch = contextOf({ snapshot, world }).settings.mode === 'switch';
  if ((isSwitch ? /setting_profile|activating|booting/ : /setting_profile|booting/).test(stateOf({ snapshot, world })))
    return [];
  return [
    { called: 'switched by hand', moment: { snapshot, world: { ...world, running: HAND, profile: HAND, boot: HAND } } },
  ];
}

/** Something else becomes wanted, and the agent is told or is not. */
export function wishes(walk: Walk, { snapshot, world: before }: Moment): Fault[] {
  return WISHES.flatMap((wanted) => {
    const moment = { snapshot, world: { ...before, wanted } };
    const called = `wanted is ${wanted?.path ?? 'nothing'}`;
    return [
      { called, moment },
      { called: `${called}, and it is told`, moment: walk.hears(moment, { type: 'wanted.changed' }) },
    ];
  });
}

/** The machine is asked to try again what has failed. */
export function retries(walk: Walk, { snapshot, world }: Moment): Fault[] {
  const moment = { snapshot, world: { ...world, wasToldToRetry: true } };
  return [{ called: 'told to try again', moment: walk.hears(moment, { type: 'retry', path: NEW }) }];
}

const WISHES: readonly World['wanted'][] = [
  null,
  { path: OTHER, cacheUrl: null, assignment: 'r:0:2' },
  { path: OLD, cacheUrl: null, assignment: 'r:revert:1' },
  { path: NEW, cacheUrl: null, assignment: 'r:0:3' },
];

/** The world as it is while the effect has not begun, and as each of its ends leaves it. */
function worldsAt(moment: Moment): readonly (readonly [string, World])[] {
  const { src } = childOf(moment.snapshot);
  const before = withoutTime(moment.world);
  const after = endings(moment).filter(({ world }) => withoutTime(world) !== before);
  return [['', moment.world], ...after.map(({ called, world }) => [` when ${src} ${called}`, world] as const)];
}

const restarts = (walk: Walk, moment: Moment, called: string): Fault[] => [
  { called, moment: walk.starts(moment) },
  ...(isMending(moment) ? [] : [{ called: `${called}, without its snapshot`, moment: walk.born(moment.world) }]),
];

/** The next boot was wrong before the agent came, and only its snapshot knows that it has begun to set that right. */
const isMending = (moment: Moment): boolean => contextOf(moment).isMending && contextOf(moment).attempt === null;

const withoutTime = (world: World): string => JSON.stringify({ ...world, now: 0 });

const keys = new WeakMap<Moment, string>();

/** Names a moment by all that decides how it goes on. */
export function keyOf(moment: Moment): string {
  const key = keys.get(moment) ?? newKey(moment);
  keys.set(moment, key);
  return key;
}

function newKey(moment: Moment): string {
  const { world } = moment;
  const { attempt, failed, drift, ahead, nextPollAt, nextHealthAt, ...knows } = contextOf(moment);
  const isOver = failed === null || failed.retryAt === null ? null : failed.retryAt <= world.now;
  const essence = (kept: World['attempts'][number]['attempt'] | null) =>
    kept && {
      ...kept,
      id: '',
      deadline: 0,
      bootId: kept.bootId === `boot-${world.boots}`,
      problem: kept.problem !== null,
    };
  return JSON.stringify([
    stateOf(moment),
    { ...knows, now: 0, deadline: 0, settings: 0, health: 0, condition: 0, begun: 0, pauseSeconds: 0, failures: 0 },
    [essence(attempt), failed?.path, failed?.assignment, isOver, drift !== null, ahead !== null],
    [nextPollAt > world.now, nextPollAt >= nextHealthAt],
    [world.running, world.profile, world.boot, world.wanted, world.wasToldToRetry, world.faults],
    world.attempts.slice(-2).map((kept) => ({ ...kept, attempt: essence(kept.attempt) })),
  ]);
}
