import type { AGatedMachine, GateName } from './a-gated-machine.ts';
import type { FakeControlPlane } from './fake-control-plane.ts';

/** A machine whose agent is to be held up on its way to what is wanted. */
export interface Story {
  readonly plane: FakeControlPlane;
  readonly machine: AGatedMachine;
  readonly wanted: string;
}

/** A state of the agent, where in it the agent is held, and how that is seen. */
export interface Moment {
  readonly state: string;
  readonly where: string;
  hold(story: Story): void;
  isHeld(story: Story): boolean;
  letGo(story: Story): void;
}

/** A command, a switch or a health check waits; `words` says which. */
export const atGate = (state: string, gate: GateName, words: (story: Story) => string): Moment => ({
  state,
  where: `at the ${gate === 'switch' || gate === 'probe' ? gate : `command ${gate}`}`,
  hold: (story) => story.machine.shut(gate, words(story)),
  isHeld: ({ machine }) => machine.isHeldUpAt(gate),
  letGo: ({ machine }) => machine.open(gate),
});

/** The control plane hears and does not answer. */
export function unanswered(state: string, isIt: (method: string, body: string) => boolean): Moment {
  let isHeld = false;
  return {
    state,
    where: 'without an answer',
    hold: ({ plane }) => (plane.isSilentFor = (method, body) => isIt(method, body) && (isHeld = true)),
    isHeld: () => isHeld,
    letGo: ({ plane }) => (plane.isSilentFor = () => false),
  };
}

/** All that is done in the state is done, and that it leads to the next is not written down. */
export const unwritten = (state: string, next: string): Moment => ({
  state,
  where: 'done, and not written down',
  hold: ({ machine }) => machine.memory.holdBefore(next),
  isHeld: ({ machine }) => machine.memory.state === state && machine.memory.isBeingWritten,
  letGo: ({ machine }) => machine.memory.letGo(),
});

/** The control plane has taken the report, and the agent has not noted that. */
export const delivered = (kind: string): Moment => ({
  state: 'reporting',
  where: 'taken, and still in the outbox',
  hold: ({ machine }) => machine.memory.holdDelivered(kind),
  isHeld: ({ machine }) => machine.memory.isBeingWritten,
  letGo: ({ machine }) => machine.memory.letGo(),
});

/** Words of a switch to what is wanted. */
export const toWanted =
  (step: 'test' | 'switch' | 'boot') =>
  ({ wanted }: Story): string =>
    `${wanted}/bin/switch-to-configuration ${step}`;

/** Words of a switch to what ran before. */
export const toPrevious =
  (step: 'test' | 'switch' | 'boot') =>
  ({ machine: { previous } }: Story): string =>
    `${previous}/bin/switch-to-configuration ${step}`;
