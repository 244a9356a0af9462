import type { BatchInput } from '../../../machines/batch.ts';
import type { RolloutContext } from '../../../machines/rollout-setup.ts';
import { isComplete, type Tally } from '../../../machines/policy/tally.ts';
import type { ActorEvent, Local } from './chart-table.ts';
import { NEW } from './configuration.ts';
import type { Surroundings } from './draft.ts';
import { contextOf } from './events-of.ts';
import type { Promises } from './explore.ts';
import { hasEnded, type Move } from './moves.ts';
import type { World } from './world.ts';

interface BatchState extends Omit<BatchInput, 'size'> {
  readonly tally: Tally;
  readonly attempt: number;
}

interface Moment {
  readonly world: World;
  readonly by: Move | undefined;
  readonly batchOf: readonly number[];
  readonly rollout: RolloutContext;
}

/** Each says what is wrong at a moment, if anything is. */
const ALWAYS: Readonly<Record<string, (moment: Moment) => boolean>> = {
  'more than one batch is active': ({ world }) => world.batches.filter((batch) => isIn(batch, 'active')).length > 1,
  'a batch has begun before the one before it has succeeded': ({ world: { batches } }) =>
    batches.some(
      (batch, index) =>
        batch !== undefined &&
        !isIn(batch, 'stopped') &&
        batches.slice(0, index).some((each) => !isIn(each, 'succeeded')),
    ),
  'a batch has succeeded beyond its tolerance': ({ world }) =>
    batchesIn(world, 'succeeded').some(
      ({ tally, allowed, required }) =>
        tally.unhealthy > allowed || tally.healthy < (required ?? 0) || !isComplete(tally) || isEmpty(tally),
    ),
  'a machine of a batch that has succeeded is not settled': (moment) =>
    openParts(moment).some(({ batch }) => typeof batch === 'number' && isIn(moment.world.batches[batch], 'succeeded')),
  'a tally has more machines than its batch': ({ world: { batches } }) =>
    batches.some((batch) => batch !== undefined && hasTooMany(stateOf(batch).tally)),
  'more machines have answered than were asked to go back': ({ rollout, world }) =>
    isIn(world.rollout, 'reverting') && (rollout.answered > rollout.due || rollout.stuck > rollout.answered),
  'a machine was told by a batch that is not under way': ({ by }) => by?.hasMistold === true,
  'a batch has begun in a rollout that does not run': ({ by }) => by?.hasMisbegun === true,
  'a batch is under way, and nobody waits for it': ({ world }) =>
    batchesIn(world, 'active').length > 0 &&
    (isIn(world.rollout, 'paused.by_failure') || isIn(world.rollout, 'paused.between_batches')),
  'a cancelled rollout has somebody to tell': ({ world }) =>
    isIn(world.rollout, 'cancelled') &&
    world.mail.some(({ event: { type } }) => ['start', 'deploy', 'revert'].includes(type)),
  'a rollout is complete without all of its batches': ({ world }) =>
    isIn(world.rollout, 'completed') && world.batches.some((batch) => !isIn(batch, 'succeeded')),
  'a failed rollout says nothing of its way back': ({ world, rollout }) =>
    isIn(world.rollout, 'failed') && rollout.phase === null,
  'the counts of a batch are not those of its machines': (moment) => miscounted(moment),
};

/** The same, where nothing happens by itself any more. */
const AT_REST: Readonly<Record<string, (moment: Moment) => boolean>> = {
  'nothing happens by itself, and the rollout is not at rest': ({ world }) => !hasCome(world),
  'a rollout has ended and still waits for a machine': (moment) =>
    hasEnded(moment.world) && openParts(moment).length > 0,
  'a rollout that took everything back left a machine on its path': ({ world, rollout, batchOf }) =>
    rollout.phase === 'reverted' &&
    world.machines.some(
      ({ actor }, index) =>
        actor !== 'deleted' && (batchOf[index] ?? 0) <= rollout.current && contextOf(actor).desired?.path === NEW,
    ),
};

/** What the charts promise, in every world and in all of them together. */
export const PROMISES: Promises = {
  broken(world, { batchOf }: Surroundings, by) {
    const rollout = world.rollout.snapshot.context as RolloutContext;
    const moment = { world, by, batchOf, rollout };
    const all = isQuiet(world) ? { ...ALWAYS, ...AT_REST } : ALWAYS;
    return Object.entries(all).find(([, isBroken]) => isBroken(moment))?.[0];
  },
  isAtRest: (world) => isQuiet(world) && hasCome(world),
};

const isQuiet = ({ mail, rollout, batches }: World): boolean =>
  mail.length === 0 && [rollout, ...batches].every((actor) => actor === undefined || actor.effects.length === 0);

/** It has ended, or somebody has to resume it. */
const hasCome = (world: World): boolean => hasEnded(world) || isIn(world.rollout, 'paused');

const isIn = (actor: Local | undefined, state: string): boolean => actor?.is(state) === true;

const stateOf = (batch: Local): BatchState => batch.snapshot.context as BatchState;

const batchesIn = ({ batches }: World, state: string): BatchState[] =>
  batches.flatMap((batch) => (batch !== undefined && isIn(batch, state) ? [stateOf(batch)] : []));

const isEmpty = ({ healthy, unhealthy, skipped }: Tally): boolean => healthy + unhealthy + skipped === 0;

const hasTooMany = ({ size, healthy, unhealthy, skipped, soaking }: Tally): boolean =>
  soaking < 0 || healthy + unhealthy + skipped + soaking > size;

const openParts = ({ world }: Moment) =>
  world.machines.flatMap(({ actor, isBroken }) => {
    const part = actor === 'deleted' || isBroken ? null : contextOf(actor).part;
    return part?.verdict === 'open' ? [part] : [];
  });

/** What the machines of an active batch have come to is counted, or on its way to be: nothing is lost, or counted twice. */
function miscounted({ world, batchOf }: Moment): boolean {
  return world.batches.some((batch, index) => {
    if (batch === undefined || !isIn(batch, 'active')) return false;
    const { tally, attempt } = stateOf(batch);
    const mail = world.mail.filter(({ to, event }) => to === `batch ${index}` && event['attempt'] === attempt);
    const onTheWay = (...outcomes: string[]) =>
      mail.reduce((sum, { event }) => sum + (isAbout(event, outcomes) ? Number(event['count'] ?? 1) : 0), 0);
    const ended = (...verdicts: string[]) =>
      world.machines.filter(
        ({ row }, machine) => batchOf[machine] === index && row.attempt === attempt && verdicts.includes(row.verdict),
      ).length;
    return (
      tally.healthy + onTheWay('healthy') !== ended('healthy') ||
      tally.unhealthy + onTheWay('unhealthy') !== ended('unhealthy') ||
      tally.skipped + onTheWay('skipped', 'superseded') !== ended('skipped', 'superseded')
    );
  });
}

const isAbout = ({ type, outcome }: ActorEvent, outcomes: readonly string[]): boolean =>
  type === 'members.gone'
    ? outcomes.includes('skipped')
    : type === 'machine.settled' && outcomes.includes(String(outcome));
