import type { RolloutDetail } from '../../../machines/model/rollout.ts';
import { isActive } from '../../../machines/policy/rollout-status.ts';
import { counted } from '../../../machines/policy/counted.ts';
import { isUnderWay } from './lane-standing.ts';
import type { RolloutModel } from './rollout-model.ts';

/** What an operator can do with a rollout. */
export type Deed = 'pause' | 'resume' | 'cancel';

/** Whether a rollout is in a state for it. */
export function isPossible(deed: Deed, { status, phase }: Pick<RolloutDetail, 'status' | 'phase'>): boolean {
  switch (deed) {
    case 'pause':
      return status === 'running';
    case 'resume':
      return status === 'paused';
    case 'cancel':
      return isActive(status) || phase === 'reverting';
  }
}

/** What is asked before it is done. */
export interface DeedQuestion {
  readonly title: string;
  readonly sentences: readonly string[];
  /** What the button says that does it. */
  readonly confirm: string;
}

/** What will happen when an operator does it now. */
export function deedQuestion(deed: Deed, model: RolloutModel): DeedQuestion {
  switch (deed) {
    case 'pause':
      return { title: 'Pause this rollout?', sentences: pauseMeans(model), confirm: 'Pause' };
    case 'resume':
      return { title: 'Resume this rollout?', sentences: resumeMeans(model), confirm: 'Resume' };
    case 'cancel':
      return model.rollout.phase === 'reverting'
        ? { title: 'Stop taking back?', sentences: [STOP_REVERTING], confirm: 'Stop taking back' }
        : { title: 'Cancel this rollout?', sentences: cancelMeans(model), confirm: 'Cancel the rollout' };
  }
}

/** What has made it another deed, or none, since somebody was asked `about` it; undefined: nothing. */
export function whatChanged(deed: Deed, about: RolloutModel, model: RolloutModel): string | undefined {
  const { rollout } = model;
  const now = `It is ${rollout.phase === 'reverting' ? 'reverting' : rollout.status} by now`;
  if (!isPossible(deed, rollout)) return `${now}: it cannot be ${DONE[deed]} any more. ${LOOK_AGAIN}`;
  if (meaning(deed, about) === meaning(deed, model)) return undefined;
  const [first] = deedQuestion(deed, model).sentences;
  return `${now}, and it would mean something else than you were asked: ${first} ${LOOK_AGAIN}`;
}

const DONE: Readonly<Record<Deed, string>> = { pause: 'paused', resume: 'resumed', cancel: 'cancelled' };
const LOOK_AGAIN = 'Close this and look again.';

/** What somebody agrees to: for a resume what begins; a pause and a cancel mean the same whatever batch is under way by then. */
function meaning(deed: Deed, model: RolloutModel): string {
  const { title, sentences } = deedQuestion(deed, model);
  return deed === 'resume' ? [title, ...sentences].join('\n') : title;
}

const STOP_REVERTING =
  'No further batch goes back to what it ran before. Machines keep what they have by then; look at each of them.';

function pauseMeans({ lanes }: RolloutModel): string[] {
  const current = lanes.find(isUnderWay);
  const next = 'No batch begins until somebody resumes the rollout.';
  if (current === undefined) return [next];
  const number = current.batch_index + 1;
  return [next, `Batch ${number} is under way: its machines were told, go on, and are judged.`];
}

function resumeMeans({ lanes }: RolloutModel): string[] {
  const current = lanes.find(({ status }) => status !== 'succeeded');
  if (current === undefined) return ['It goes on where it is.'];
  const number = current.batch_index + 1;
  if (current.status === 'pending') return [`Batch ${number} begins.`];
  if (current.status === 'failed')
    return [`Batch ${number} is tried again with every machine that is not healthy, also those that failed.`];
  return [`Batch ${number} is still under way and is waited for; then the next begins.`];
}

function cancelMeans({ machines }: RolloutModel): string[] {
  const all = [...machines.values()];
  const told = all.filter(({ started_at }) => started_at !== null).length;
  return [
    'It ends for good: no batch begins any more, and it cannot be resumed.',
    `Machines keep what they have, nothing is taken back: ${told} of ${counted(all.length, 'machine')} were told to run the release.`,
  ];
}
