import { firings, hands } from './agent-faults.ts';
import { endings, goodEnding, type Moment, stateOf, Walk } from './agent-walk.ts';
import { aWorld, NEW, OLD, OTHER, rebooted, type World } from './agent-world.ts';

/** A way through the chart that takes more than one fault, or a certain moment; and where it leads. */
export type Detour = readonly [called: string, leadsTo: string, go: (walk: Walk) => Moment];

const LOST = { called: 'is lost', error: 'it is lost' };

/** What no single fault leads to. */
export const DETOURS: readonly Detour[] = [
  [
    'looks at the clock again when that fails',
    'idle.scheduling',
    (walk) => loses(walk, reaches(walk, aWorld({ wanted: null }), 'idle.scheduling')),
  ],
  [
    'looks at the clock again before it waits on',
    'idle.resuming',
    (walk) => loses(walk, walk.passes(fetchesAhead(walk), 1)),
  ],
  [
    'sleeps on when its alarm is lost',
    'idle.waiting',
    (walk) => loses(walk, reaches(walk, aWorld({ wanted: null }), 'idle.waiting')),
  ],
  [
    'begins nothing new while it cannot take back what waits for a reboot',
    'reporting',
    (walk) => {
      const waits = reaches(walk, aWorld({ rebootOnly: [NEW] }), 'idle.waiting');
      const wanted = { path: OTHER, cacheUrl: null, assignment: 'r:0:2' };
      const told = walk.hears({ ...waits, world: { ...waits.world, wanted } }, { type: 'wanted.changed' });
      return ends(walk, goesOn(walk, told, 'checking.mending.looking'), 'is busy');
    },
  ],
  [
    'confirms nothing on a machine that was switched meanwhile',
    'idle.scheduling',
    (walk) => {
      const [switched] = hands(reaches(walk, ASKED_TO_CONFIRM, 'checking.confirming'));
      return switched === undefined ? walk.born(ASKED_TO_CONFIRM) : walk.passes(switched.moment, 1);
    },
  ],
  [
    'asks again later when it cannot be seen how the machine is',
    'idle.scheduling',
    (walk) => ends(walk, reaches(walk, ASKED_TO_CONFIRM, 'checking.confirming'), 'fails'),
  ],
  [
    'fetches what will be wanted, and drops it for what will be wanted instead',
    'fetching.ahead',
    (walk) => walk.hears(fetchesAhead(walk), { type: 'prefetch', path: OTHER, cacheUrl: null }),
  ],
  ['waits again when it has what will be wanted', 'idle.resuming', (walk) => walk.passes(fetchesAhead(walk), 1)],
  [
    'waits again when what will be wanted cannot be had',
    'idle.resuming',
    (walk) => ends(walk, fetchesAhead(walk), 'fails'),
  ],
  [
    'goes back when the dead man was faster than the attempt was given up',
    'rolling_back.returning',
    (walk) => {
      const [fired] = firings(walk, givesUp(walk));
      return fired === undefined ? walk.born(aWorld()) : walk.passes(fired.moment, 1);
    },
  ],
  [
    'goes back when the dead man cannot be called off',
    'rolling_back.returning',
    (walk) => ends(walk, givesUp(walk), 'fails'),
  ],
  ['says so when the way back leads elsewhere', 'reporting', (walk) => ends(walk, returns(walk), 'does not get back')],
  [
    'says so when the way back cannot be begun, however often',
    'reporting',
    (walk) =>
      [1, 2, 3, 4, 5, 6].reduce((moment) => ends(walk, goesOn(walk, moment, RETURNING), 'fails'), returns(walk)),
  ],
  [
    'looks at the clock again before the way back is tried again',
    'rolling_back.pausing.scheduling',
    (walk) => loses(walk, ends(walk, returns(walk), 'fails')),
  ],
  [
    'sleeps on before the way back is tried again',
    'rolling_back.pausing.waiting',
    (walk) => loses(walk, walk.passes(ends(walk, returns(walk), 'fails'), 1)),
  ],
  [
    'reports that it is back, though it cannot be seen how the machine is',
    'reporting',
    (walk) => ends(walk, goesOn(walk, returns(walk), 'rolling_back.proving'), 'fails'),
  ],
  [
    'says so when there is nothing to go back to, and the dead man cannot be called off',
    'reporting',
    (walk) => {
      const first = aWorld({ running: '', profile: null, boot: '' });
      const ill = ends(walk, reaches(walk, first, 'verifying.proving'), 'is ill');
      return ends(walk, ill, 'fails');
    },
  ],
  [
    'goes back when the reboot that it waited for brings what ran before',
    'rolling_back.returning',
    (walk) => {
      const waits = reaches(walk, aWorld({ rebootOnly: [NEW] }), 'idle.waiting');
      return walk.passes(walk.starts({ ...waits, world: rebooted({ ...waits.world, boot: OLD }) }), 1);
    },
  ],
];

const RETURNING = 'rolling_back.returning';
const ASKED_TO_CONFIRM = aWorld({ wanted: { path: OLD, cacheUrl: null, assignment: 'r:0:9' } });

/** All is well until the agent comes to this state. */
export const reaches = (walk: Walk, world: World, state: string): Moment => goesOn(walk, walk.born(world), state);

function goesOn(walk: Walk, from: Moment, state: string): Moment {
  let moment = from;
  for (let left = 60; stateOf(moment) !== state; left -= 1) {
    if (left === 0) throw new Error(`it does not come to ${state}, but to ${stateOf(moment)}`);
    moment = walk.ends(moment, goodEnding(moment));
  }
  return moment;
}

/** What is under way ends in this way. */
export function ends(walk: Walk, moment: Moment, called: string): Moment {
  const ending = endings(moment).find((one) => one.called === called);
  if (ending === undefined) throw new Error(`what is done in ${stateOf(moment)} cannot end like that: ${called}`);
  return walk.ends(moment, ending);
}

const loses = (walk: Walk, moment: Moment): Moment => walk.ends(moment, { ...LOST, world: moment.world });

const fetchesAhead = (walk: Walk): Moment =>
  walk.hears(reaches(walk, aWorld({ wanted: null }), 'idle.waiting'), { type: 'prefetch', path: NEW, cacheUrl: null });

/** Killed once the dead man was armed, before that was written down: the attempt is given up. */
function givesUp(walk: Walk): Moment {
  const arming = reaches(walk, aWorld(), 'applying.arming');
  return goesOn(walk, walk.starts({ ...arming, world: goodEnding(arming).world }), 'applying.withdrawing');
}

const returns = (walk: Walk): Moment => ends(walk, reaches(walk, aWorld(), 'verifying.proving'), 'is ill');
