import type { AnyStateMachine } from 'xstate';
import { agentMachine } from '../../machines/agent.ts';
import { batchMachine } from '../../machines/batch.ts';
import { machineMachine } from '../../machines/machine.ts';
import type { Statechart } from '../../machines/model/statechart.ts';
import { releaseMachine } from '../../machines/release.ts';
import { rolloutMachine } from '../../machines/rollout.ts';
import { statechartOf } from './statechart-of.ts';

/** Every statechart of this version, by name. */
export const statecharts = (): Statechart[] => MACHINES.map(statechartOf);

/** The statechart that has this name; undefined: there is none. */
export function statechartNamed(name: string): Statechart | undefined {
  const machine = MACHINES.find(({ id }) => id === name);
  return machine && statechartOf(machine);
}

const MACHINES: readonly AnyStateMachine[] = [
  agentMachine,
  batchMachine,
  machineMachine,
  releaseMachine,
  rolloutMachine,
];
