import { assign } from 'xstate';
import { itemsOf, type Malady, type Plan } from '../plan.ts';
import type { EngineParts } from '../engine-parts.ts';
import { REAL_PARTS } from '../engine-parts.ts';
import type { Mutation } from './mutation.ts';

type Agent = EngineParts['agent'];

/** An agent of which some parts are others. */
const agentWith = (pieces: Partial<Agent>): Partial<EngineParts> => ({ agent: { ...REAL_PARTS.agent, ...pieces } });

/** On a machine with our agent something is wrong for good with a closure that somebody rolls out. */
const isSick = (plan: Plan, kinds: readonly Malady['what'][]): boolean => {
  const ours = itemsOf(plan, 'machine').filter(({ agent, mode }) => agent === 'ours' && mode === 'test-then-boot');
  const releases = itemsOf(plan, 'rollout').map(({ release }) => release);
  return itemsOf(plan, 'malady').some(
    ({ what, machine, release, from }) =>
      from === 0 && kinds.includes(what) && releases.includes(release) && ours.some(({ id }) => id === machine),
  );
};

/** What an agent does that leaves its machine worse than it found it. */
export const AGENTS: readonly Mutation[] = [
  {
    name: 'write the boot entry first',
    sentence: 'a closure becomes the boot default before it has proved itself',
    seenBy: ['nothing unproved is booted'],
    broken: () =>
      agentWith({
        parts: (parts) => ({
          ...parts,
          activation: {
            ...parts.activation,
            activate: (order, signal) =>
              parts.activation.activate({ ...order, step: order.step === 'test' ? 'switch' : order.step }, signal),
          },
        }),
      }),
  },
  {
    name: 'take every machine for well',
    sentence: 'nobody looks whether a machine is well and reaches its control plane',
    seenBy: ['nothing unproved is booted'],
    needs: (plan) => isSick(plan, ['ill', 'cuts off']),
    broken: () =>
      agentWith({
        kind: (kind) => ({
          ...kind,
          machine: (host) => kind.machine(host).provide({ guards: { isProven: () => true } }),
        }),
      }),
  },
  {
    name: 'arm no dead man',
    sentence: 'nobody but the agent itself takes a machine back',
    seenBy: ['nobody stays where nobody can reach it'],
    needs: (plan) => isSick(plan, ['crashes']),
    broken: () =>
      agentWith({
        parts: (parts) => ({
          ...parts,
          activation: {
            ...parts.activation,
            async armDeadMan(attempt, signal) {
              await parts.activation.armDeadMan(attempt, signal);
              await parts.activation.callOffDeadMan(attempt, signal);
            },
            hurryDeadMan: () => Promise.resolve(Number.POSITIVE_INFINITY),
          },
        }),
      }),
  },
  {
    name: 'do not look who was first',
    sentence: 'an agent goes on though its dead man has begun to take the machine back',
    seenBy: [
      'a machine is of one mind',
      'a machine is where it should be, or where it was',
      'nothing unproved is booted',
    ],
    // It stands still while the last answers come in, until the dead man has begun and is not done.
    needs: (plan) =>
      itemsOf(plan, 'machine fault').some(
        ({ does }) =>
          does.what === 'kill' &&
          does.how === 'stall' &&
          does.state === 'verifying' &&
          does.afterMs === 50 &&
          does.downMs === 10_000,
      ),
    broken: () =>
      agentWith({
        parts: (parts) => ({
          ...parts,
          activation: {
            ...parts.activation,
            hasFired: () => Promise.resolve(false),
            callOffDeadMan: (attempt, signal) => parts.activation.callOffDeadMan(attempt, signal).then(() => false),
          },
        }),
      }),
  },
  {
    name: 'forget what failed',
    sentence: 'an agent tries at every poll again what it had to go back from',
    seenBy: ['what failed is not tried again'],
    needs: (plan) => isSick(plan, ['refuses', 'breaks', 'ill', 'hangs', 'failing unit', 'cuts off']),
    broken: () =>
      agentWith({
        kind: (kind) => ({
          ...kind,
          machine: (host) => kind.machine(host).provide({ actions: { rememberFailure: assign({}) } }),
        }),
      }),
  },
];
