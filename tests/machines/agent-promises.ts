import { HAND, type Kept, keptIn, verdictsOf } from './agent-world.ts';
import { childOf, contextOf, type Moment, stateOf } from './agent-walk.ts';

/** What must hold at every moment, and does not. */
export function brokenNow(moment: Moment): string[] {
  const { world } = moment;
  const open = world.attempts.filter(({ end }) => end === null);
  const context = contextOf(moment);
  const isKnown =
    !context.hasMemory || stateOf(moment) === 'checking.recalling' || same(context.attempt, open[0]?.attempt ?? null);
  return [
    ...(open.length > 1 ? ['two attempts are open'] : []),
    ...(isKnown ? [] : ['the agent goes by another attempt than is written down']),
    ...world.attempts.flatMap(brokenIn),
    ...(open[0] === undefined ? [] : overreach(moment, open[0])),
    ...earlySwitch(moment),
  ];
}

function brokenIn(kept: Kept): string[] {
  const { end, deadMan, attempt, said } = kept;
  const isLoose = end !== null && deadMan === 'armed' && attempt.previous !== '' && !canStayArmed(kept);
  return [
    ...(isLoose ? [`the dead man of an attempt that is ${end} may still fire`] : []),
    ...(verdictsOf(kept).length > 1 ? [`two verdicts on one attempt: ${said.join()}`] : []),
  ];
}

/** Whoever cannot even begin to go back leaves it to the dead man. */
const canStayArmed = ({ end }: Kept): boolean => end === 'rollback_failed';

/** An activation begins only when somebody else would take the machine back, and once that is written down. */
function earlySwitch({ snapshot, world }: Moment): string[] {
  const { src, input } = childOf(snapshot) as { src: string; input: { id: string; step: string } };
  if (src !== 'activate' || input.step === 'boot') return [];
  const { attempt, deadMan, steps } = keptIn(world, input.id);
  const isGuarded = deadMan === 'armed' || deadMan === 'fired' || steps['switch'] !== undefined;
  return [
    ...(attempt.phase === 'switching' ? [] : [`it switches in the phase ${attempt.phase}`]),
    ...(isGuarded || attempt.previous === '' ? [] : [`it switches, and the dead man is ${deadMan}`]),
  ];
}

/** In the mode `test-then-boot` nothing is made permanent before the dead man was called off. */
function overreach(moment: Moment, { attempt, wasCalledOff, deadMan }: Kept): string[] {
  const { src, input } = childOf(moment.snapshot) as { src: string; input: { path: string; step?: string } };
  const isPermanent = src === 'setProfile' || (src === 'activate' && input.step === 'boot');
  if (!isPermanent || attempt.mode === 'switch' || stateOf(moment).startsWith('checking.mending')) return [];
  return [
    ...(wasCalledOff && deadMan !== 'armed' ? [] : [`it makes a closure permanent while the dead man is ${deadMan}`]),
    ...(['settling', 'postponing'].includes(attempt.phase) ? [] : [`${src} in the phase ${attempt.phase}`]),
    ...(input.path === attempt.wanted ? [] : [`${src} of ${input.path}`]),
  ];
}

/** What must hold when the agent has nothing left to do, and does not. */
export function brokenAtRest(moment: Moment): string[] {
  const { world } = moment;
  const waits = world.attempts.find(({ end }) => end === null);
  return [
    ...(waits === undefined ? bootsAnother(moment) : unfinished(waits, moment)),
    ...world.attempts.flatMap(wronglyToldOf),
    ...(world.wasToldToRetry ? [] : triedAgain(world.attempts)),
    ...(waits === undefined ? strayed(moment) : []),
  ];
}

function unfinished({ attempt, said }: Kept, { world }: Moment): string[] {
  if (attempt.phase !== 'awaiting_reboot') return [`an attempt is left in the phase ${attempt.phase}`];
  const isReady = world.profile === attempt.wanted && world.boot === attempt.wanted;
  const isWanted = world.wanted === null || world.wanted.path === attempt.wanted;
  return [
    ...(isReady || world.wanted === null ? [] : [`it waits for a reboot that would bring ${world.boot}`]),
    ...(isWanted ? [] : ['it waits for a reboot that nobody wants']),
    ...(said.includes('reboot-required') ? [] : ['nobody was told that it waits for a reboot']),
  ];
}

/** The next boot brings what runs, or what it would have brought anyway; unless the machine could not be brought back. */
function bootsAnother(moment: Moment): string[] {
  const { running, profile, boot, wanted, attempts, found } = moment.world;
  const isAsFound = profile === found && boot === found && wanted?.path !== running && wanted?.path !== found;
  const isStuck = attempts.at(-1)?.end === 'rollback_failed' || contextOf(moment).drift !== null || isAsFound;
  if (isStuck || wanted === null || profile === null || (profile === running && boot === running)) return [];
  return [`it runs ${running}, its profile is ${profile}, and the next boot brings ${boot}`];
}

/** Each attempt that began has one verdict, and nobody is told of one that did not. */
function wronglyToldOf(kept: Kept): string[] {
  const { end, said } = kept;
  const verdicts = verdictsOf(kept);
  const expected = end === 'withdrawn' || end === 'superseded' || end === null ? 0 : 1;
  return [
    ...(verdicts.length === expected ? [] : [`an attempt that is ${end} has the verdicts [${verdicts.join()}]`]),
    ...(said.filter((kind) => kind === 'reboot-required').length > 2 ? ['a reboot is asked for again and again'] : []),
  ];
}

/** What has failed is left alone until somebody asks for it. */
function triedAgain(attempts: readonly Kept[]): string[] {
  const isSame = (one: Kept, other: Kept): boolean =>
    one.attempt.wanted === other.attempt.wanted && one.attempt.assignment === other.attempt.assignment;
  const again = attempts.some(
    (kept, index) => FAILED.has(kept.end ?? '') && attempts.slice(index + 1).some((later) => isSame(kept, later)),
  );
  return again ? ['it tries again what has failed'] : [];
}

const FAILED = new Set(['not_applied', 'rolled_back', 'rollback_failed']);

/** The machine runs what is wanted; or that has failed, and it runs what ran before; or the drift is known. */
function strayed(moment: Moment): string[] {
  const { running, wanted, attempts } = moment.world;
  const { failed, drift } = contextOf(moment);
  if (wanted === null || running === wanted.path || drift !== null) return [];
  if (failed?.path !== wanted.path) return [`it runs ${running}, and leaves it at that`];
  const last = attempts.at(-1);
  const isBack = last?.end !== 'rolled_back' || running === last.attempt.previous || running === HAND;
  return isBack ? [] : [`it was rolled back, and runs ${running}`];
}

const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);
