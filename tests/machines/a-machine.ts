import { machineMachine } from '../../machines/machine.ts';
import type { MachineEvent, MachineInput } from '../../machines/machine-setup.ts';
import { after } from './after.ts';

/** What it runs before, and what rollouts want. */
export const OLD = '/nix/store/old';
export const NEW = '/nix/store/new';

const aMachine = (known: Partial<MachineInput> = {}): MachineInput => ({
  machineId: 'web-01',
  lifecycle: 'active',
  running: OLD,
  desired: null,
  ...known,
});

/** A batch tells it what to run. */
export const deploy = (attempt = 1, rollout = 'r-1', soakMs = 0): MachineEvent => ({
  type: 'deploy',
  rollout,
  batch: 0,
  attempt,
  wanted: NEW,
  cacheUrl: null,
  soakMs,
});
/** Facts of its reports. */
export const changed = (path: string): MachineEvent => ({ type: 'path.changed', path });
export const confirmed = (assignment = 'r-1:0:1', now = 1000): MachineEvent => ({
  type: 'deploy.confirmed',
  assignment,
  now,
});
export const failed = (assignment = 'r-1:0:1'): MachineEvent => ({ type: 'deploy.failed', assignment, reason: 'no' });
/** Its rollout takes it back. */
export const revert: MachineEvent = { type: 'revert', rollout: 'r-1', wasTold: true };
/** Its batch gives it up, or its rollout on its way back. */
export const givenUp = (batch: number | 'revert' = 0, attempt = 1, rollout = 'r-1'): MachineEvent => ({
  type: 'give_up',
  reason: 'no healthy report within 5 s',
  rollout,
  ...(batch === 'revert' ? { batch } : { batch, attempt }),
});
/** Somebody says what it should run. */
export const desire = (path: string): MachineEvent => ({ type: 'desire', path, actor: 'apikey:me' });
/** It goes out of service for a while, and comes back. */
export const maintain: MachineEvent = { type: 'maintain' };
export const activate: MachineEvent = { type: 'activate' };

/** A machine that is known as this, after these events. */
export const machine = (known: Partial<MachineInput>, ...events: MachineEvent[]) =>
  after(machineMachine, aMachine(known), ...events);

type Said = readonly { readonly type: string; readonly [field: string]: unknown }[];

/** Whom it told what. */
export const told = (said: Said) => said.filter(({ type }) => type === 'tell').map(({ to, event }) => [to, event]);

/** How it told of its end: to whom, and which. */
export const ended = (said: Said) =>
  told(said).map(([to, event]) => [to, (event as { outcome?: string }).outcome ?? (event as { type: string }).type]);

/** What its rows are told of it. */
export const judged = (said: Said) =>
  said.filter(({ type }) => type === 'judged').map(({ verdict, reason }) => [verdict, reason]);

/** What is remembered of its paths. */
export const remembered = (said: Said) =>
  said.filter(({ type }) => type.startsWith('path_')).map(({ type, path }) => [type, path]);
