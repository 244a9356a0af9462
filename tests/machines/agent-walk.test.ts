import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agentMachine } from '../../machines/agent.ts';
import type { AgentSettings } from '../../machines/policy/agent-cycle.ts';
import { badEndings, type Fault, firings, hands, keyOf, kills, reboots, retries, wishes } from './agent-faults.ts';
import { DETOURS, ends, reaches } from './agent-detours.ts';
import { brokenAtRest, brokenNow } from './agent-promises.ts';
import { childOf, endings, type Moment, stateOf, transitionsOf, Walk } from './agent-walk.ts';
import { aWorld, NEW, OLD, OTHER, type World } from './agent-world.ts';

/** A moment, and how it came about. */
interface Place {
  readonly moment: Moment;
  readonly faults: number;
  readonly way: readonly string[];
}

/**
 * How much goes wrong on one way. One thing takes two seconds; `NIXFLEET_WALK=2` lets what no agent can prevent happen on top
 * of it, and `NIXFLEET_WALK=3` anything: 200,000 moments, two minutes.
 */
const DEPTH = Number(process.env['NIXFLEET_WALK'] ?? 1);

/** All that may go wrong, or be wished, first; then once more what no agent can prevent. */
function faultsAt(walk: Walk, { moment, faults }: Place): Fault[] {
  const outside = [...kills(walk, moment), ...reboots(walk, moment), ...firings(walk, moment)];
  if (faults > 0 && DEPTH < 3) return outside.filter(({ called }) => LATER.has(called));
  return [...outside, ...badEndings(walk, moment), ...hands(moment), ...wishes(walk, moment), ...retries(walk, moment)];
}

const LATER = new Set(['killed, without its snapshot', 'rebooted', 'the dead man fires']);

/** Goes everywhere that a machine may come to; where a promise is broken, with the way there. */
function explored(walk: Walk, world: World): string[] {
  const queue: Place[] = [{ moment: walk.born(world), faults: 0, way: [] }];
  const seen = new Set<string>();
  const settled = new Set<string>();
  const broken = new Map<string, string>();
  for (let place = queue.shift(); place !== undefined; place = queue.shift()) {
    const { moment, faults, way } = place;
    const key = keyOf(moment);
    if (seen.has(key)) continue;
    seen.add(key);
    for (const promise of [...brokenNow(moment), ...brokenLater(walk, moment, settled)])
      if (!broken.has(promise)) broken.set(promise, [...way, stateOf(moment)].join('\n'));
    const goOn = (called: string, after: Moment, more: number): void => {
      const marked = { ...after, world: { ...after.world, faults: faults + more } };
      queue.push({ moment: marked, faults: faults + more, way: [...way, called] });
    };
    const [good] = endings(moment);
    if (good !== undefined && !isOver(moment)) goOn(stateOf(moment), walk.ends(moment, good), 0);
    if (faults >= Math.min(DEPTH, 2)) continue;
    for (const fault of faultsAt(walk, place)) goOn(`!! ${fault.called}, in ${stateOf(moment)}`, fault.moment, 1);
  }
  return [...broken].map(([promise, way]) => `${promise}, after\n${way}\n`);
}

const isOver = (moment: Moment): boolean => stateOf(moment) === 'idle.waiting' && moment.world.now > 1_150_000;

/** What is broken although from here on nothing goes wrong any more. */
function brokenLater(walk: Walk, moment: Moment, settled: Set<string>): string[] {
  const way: Moment[] = [];
  const end = walk.settles(moment, 2, (passed) => {
    way.push(passed);
    return settled.has(keyOf(passed));
  });
  way.forEach((passed) => settled.add(keyOf(passed)));
  return end === undefined ? [] : [...way.flatMap(brokenNow), ...brokenAtRest(end)];
}

/** How many effects at most run without a pause while this one always ends like that. */
function longestRush(walk: Walk, from: Moment, src: string, ending: number): number {
  let moment = from;
  let [rush, longest] = [0, 0];
  for (let steps = 0; steps < 100; steps += 1) {
    const { src: present, input } = childOf(moment.snapshot) as { src: string; input: { until?: number } };
    const ways = endings(moment);
    const end = (present === src ? ways[ending] : undefined) ?? ways[0];
    if (end === undefined) break;
    rush = present === 'sleepUntil' && (input.until ?? 0) > moment.world.now ? 0 : rush + 1;
    longest = Math.max(longest, rush);
    moment = walk.ends(moment, end);
  }
  return longest;
}

const v011 = { knowsAssignments: false, wanted: { path: NEW, cacheUrl: null, assignment: null } };
const isStray = { profile: OTHER, boot: OTHER, wanted: { ...v011.wanted, path: OLD } };

const MACHINES: readonly (readonly [string, Partial<AgentSettings>, Partial<World>])[] = [
  ['is told of a new closure', {}, {}],
  ['switches as v0.1.1 does', { mode: 'switch' }, {}],
  ['has a control plane of v0.1.1', {}, v011],
  ['corrects what has drifted', { drift: 'correct' }, {}],
  ['has to reboot for it', {}, { rebootOnly: [NEW] }],
  ['has to reboot for it, and switches as v0.1.1 does', { mode: 'switch' }, { rebootOnly: [NEW] }],
  ['runs nothing yet', {}, { running: '', profile: null, boot: '' }],
  ['would boot another closure than it runs', {}, isStray],
  ['would boot what is wanted and does not run', {}, { profile: NEW, boot: NEW }],
];

const taken = new Set<string>();
const { stackTraceLimit } = Error;

// Each pure transition of XState makes an actor without input, whose error nobody sees: stack traces would be half of the time.
beforeAll(() => void (Error.stackTraceLimit = 0));
afterAll(() => void (Error.stackTraceLimit = stackTraceLimit));

describe.each(MACHINES)('the agent of a machine that %s', (_, settings, changed) => {
  const walk = new Walk(taken, settings);

  test('never leaves it worse than it was, whatever happens', { timeout: 60_000 * DEPTH }, () => {
    expect(explored(walk, aWorld(changed)).slice(0, 3)).toEqual([]);
  });
});

describe('an agent for which something never works', () => {
  const walk = new Walk(taken);
  const told = { type: 'wanted.changed' };
  const moments: readonly (readonly [string, Moment])[] = [
    ['its start', walk.hears(walk.born(aWorld()), told)],
    ['the beginning of an attempt', walk.hears(reaches(walk, aWorld(), 'applying.arming'), told)],
    ['the wait for a reboot', walk.hears(reaches(walk, aWorld({ rebootOnly: [NEW] }), 'idle.waiting'), told)],
    ['a failure', walk.hears(ends(walk, reaches(walk, aWorld(), 'verifying.proving'), 'is ill'), told)],
  ];

  test.each(moments)('pauses between its tries, also when it was nudged at %s', (_, from) => {
    const rushes = EFFECTS.flatMap((src) => [1, 2, 5].map((ending) => longestRush(walk, from, src, ending)));
    expect(Math.max(...rushes)).toBeLessThan(40);
  });
});

describe("the agent's chart", () => {
  test('only says what it would do in a dry run', () => {
    const walk = new Walk(taken, { isDryRun: true });
    const { world } = walk.passes(walk.born(aWorld()), 12);
    expect(world).toMatchObject({ running: OLD, profile: OLD, attempts: [] });
  });

  test.each(DETOURS)('%s: %s', (_, leadsTo, go) => expect(stateOf(go(new Walk(taken)))).toBe(leadsTo));

  test('has no transition that nobody has gone through', () => {
    const left = transitionsOf(agentMachine.root as never).filter((name) => !taken.has(name));
    expect(left).toEqual([]);
  });
});

const EFFECTS = [
  'takeStock',
  'askWanted',
  'fetchClosure',
  'rememberSystem',
  'armDeadMan',
  'hurryDeadMan',
  'setProfile',
].concat(['callOffDeadMan', 'activate', 'goBack', 'probe', 'prove', 'deliverReports']);
