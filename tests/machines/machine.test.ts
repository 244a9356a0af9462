import { describe, expect, test } from 'vitest';
import { type MachineEvent, type MachineInput, machineMachine } from '../../machines/machine.ts';
import { after } from './after.ts';

const OLD = '/nix/store/old';
const NEW = '/nix/store/new';

const aMachine = (known: Partial<MachineInput> = {}): MachineInput => ({
  machineId: 'web-01',
  lifecycle: 'active',
  running: OLD,
  desired: null,
  ...known,
});

const deploy = (attempt = 1, rollout = 'r-1'): MachineEvent => ({
  type: 'deploy',
  rollout,
  batch: 0,
  attempt,
  wanted: NEW,
  cacheUrl: null,
});
const changed = (path: string): MachineEvent => ({ type: 'path.changed', path });
const confirmed = (assignment = 'r-1:0:1'): MachineEvent => ({ type: 'deploy.confirmed', assignment });
const failed = (assignment = 'r-1:0:1'): MachineEvent => ({ type: 'deploy.failed', assignment, reason: 'no' });
const revert: MachineEvent = { type: 'revert', rollout: 'r-1' };

const told = (said: readonly { type: string; [field: string]: unknown }[]) =>
  said.filter(({ type }) => type === 'tell').map(({ to, event }) => [to, event]);

describe('a machine', () => {
  test.each(['pending', 'provisioning'] as const)('that is %s becomes active when it is seen', (lifecycle) => {
    const { state } = after(machineMachine, aMachine({ lifecycle }), { type: 'machine.seen' });
    expect(state.value).toMatchObject({ lifecycle: 'active' });
  });

  test.each(['maintenance', 'decommissioned'] as const)('that is in %s stays there when it is seen', (lifecycle) => {
    const { state } = after(machineMachine, aMachine({ lifecycle }), { type: 'machine.seen' });
    expect(state.value).toMatchObject({ lifecycle });
  });

  test('is told what to run and remembers what it ran', () => {
    const { state, said } = after(machineMachine, aMachine(), deploy());
    expect(state.value).toMatchObject({ deployment: 'pending_deploy' });
    expect(state.context.desired).toEqual({ path: NEW, cacheUrl: null, assignment: 'r-1:0:1' });
    expect(said).toContainEqual({ type: 'assigned', rolloutId: 'r-1', machineId: 'web-01', attempt: 1, previous: OLD });
  });

  test('on the wanted path is in sync only when it has proved to be healthy', () => {
    expect(after(machineMachine, aMachine(), deploy(), changed(NEW)).state.value).toMatchObject({
      deployment: 'pending_deploy',
    });
    const { state, last } = after(machineMachine, aMachine(), deploy(), changed(NEW), confirmed());
    expect(state.value).toMatchObject({ deployment: 'in_sync' });
    expect(told(last)).toEqual([['batch:r-1:0', { type: 'machine.settled', outcome: 'healthy', attempt: 1 }]]);
  });

  test('settles its verdict once', () => {
    expect(told(after(machineMachine, aMachine(), deploy(), failed(), confirmed(), failed()).said)).toHaveLength(1);
    expect(
      told(after(machineMachine, aMachine(), deploy(), failed(), { type: 'give_up', rollout: 'r-1', reason: '' }).said),
    ).toHaveLength(1);
  });

  test('does not believe a verdict about another assignment', () => {
    expect(told(after(machineMachine, aMachine(), deploy(), confirmed('r-1:0:2')).said)).toEqual([]);
  });

  test('that is already healthy answers a second try at once', () => {
    const { last } = after(machineMachine, aMachine(), deploy(), changed(NEW), confirmed(), deploy(2));
    expect(told(last)).toEqual([['batch:r-1:0', { type: 'machine.settled', outcome: 'healthy', attempt: 2 }]]);
  });

  test('that runs something else by now has to prove itself in a second try', () => {
    const mine: MachineEvent = { type: 'desire', path: '/nix/store/mine', actor: 'apikey:me' };
    const { state, last } = after(machineMachine, aMachine(), deploy(), changed(NEW), confirmed(), mine, deploy(2));
    expect(state.context.desired).toEqual({ path: NEW, cacheUrl: null, assignment: 'r-1:0:2' });
    expect(told(last)).toEqual([]);
  });

  test('that is told a second time while it tries leaves nothing to another', () => {
    const { last } = after(machineMachine, aMachine(), deploy(), deploy(2));
    expect(last.map(({ type }) => type)).toEqual(['assigned']);
  });

  test('in maintenance stays out of a newer rollout and still owes the older one its way back', () => {
    const way = [deploy(), failed(), revert, { type: 'maintain' }, deploy(1, 'r-2'), changed(OLD)] as const;
    const { last } = after(machineMachine, aMachine(), ...way, confirmed('r-1:revert:1'));
    expect(told(last)).toEqual([['rollout:r-1', { type: 'machine.reverted', outcome: 'healthy' }]]);
  });

  test('that was never told has nothing to take back', () => {
    const { state, last } = after(machineMachine, aMachine(), revert);
    expect(state.context.desired).toBeNull();
    expect(told(last)).toEqual([['rollout:r-1', { type: 'machine.reverted', outcome: 'skipped' }]]);
  });

  test('in maintenance stays out of a rollout and says so', () => {
    const { state, last } = after(machineMachine, aMachine(), { type: 'maintain' }, deploy());
    expect(state.context.desired).toBeNull();
    expect(told(last)).toEqual([['batch:r-1:0', { type: 'machine.settled', outcome: 'skipped', attempt: 1 }]]);
  });

  test('goes back to what it ran before its first try, also after a second', () => {
    const { state } = after(
      machineMachine,
      aMachine(),
      deploy(),
      changed(NEW),
      failed(),
      deploy(2),
      failed('r-1:0:2'),
      revert,
    );
    expect(state.context.desired).toEqual({ path: OLD, cacheUrl: null, assignment: 'r-1:revert:2' });
  });

  test('does not go back when somebody else has changed its desired path since', () => {
    const other: MachineEvent = { type: 'desire', path: '/nix/store/mine', actor: 'apikey:me' };
    const { state, last } = after(machineMachine, aMachine(), deploy(), other, revert);
    expect(state.context.desired?.path).toBe('/nix/store/mine');
    expect(told(last)).toEqual([['rollout:r-1', { type: 'machine.reverted', outcome: 'superseded' }]]);
  });

  test.each([null, ''])('that nobody knew before (%j) cannot go back, and says so', (running) => {
    const { last } = after(machineMachine, aMachine({ running }), deploy(), failed(), revert);
    expect(told(last)).toEqual([['rollout:r-1', { type: 'machine.reverted', outcome: 'unhealthy' }]]);
  });

  test('on its way back leaves to a newer rollout, and the old one hears of it', () => {
    const { last } = after(machineMachine, aMachine(), deploy(), failed(), revert, deploy(1, 'r-2'));
    expect(told(last)).toEqual([['rollout:r-1', { type: 'machine.reverted', outcome: 'superseded' }]]);
  });

  test('that is told by hand to run what its rollout wants is still waited for, under the same assignment', () => {
    const same: MachineEvent = { type: 'desire', path: NEW, actor: 'apikey:me' };
    const { state, last } = after(machineMachine, aMachine(), deploy(), same);
    expect(state.context.desired).toEqual({ path: NEW, cacheUrl: null, assignment: 'r-1:0:1' });
    expect(last).toEqual([]);
    expect(told(after(machineMachine, aMachine(), deploy(), same, changed(NEW), confirmed()).said)).toEqual([
      ['batch:r-1:0', { type: 'machine.settled', outcome: 'healthy', attempt: 1 }],
    ]);
  });

  test('that is told by hand to run something else fails its part at once', () => {
    const other: MachineEvent = { type: 'desire', path: '/nix/store/mine', actor: 'apikey:me' };
    expect(told(after(machineMachine, aMachine(), deploy(), other).last)).toEqual([
      ['batch:r-1:0', { type: 'machine.settled', outcome: 'unhealthy', attempt: 1 }],
    ]);
  });

  test('on its way back is still waited for when it is told by hand to run what it ran before', () => {
    const same: MachineEvent = { type: 'desire', path: OLD, actor: 'apikey:me' };
    const { state, last } = after(machineMachine, aMachine(), deploy(), failed(), revert, same);
    expect(state.context.desired?.assignment).toBe('r-1:revert:1');
    expect(last).toEqual([]);
  });

  test('whose desired path was set by hand is in sync when it runs it', () => {
    const mine: MachineEvent = { type: 'desire', path: NEW, actor: 'apikey:me' };
    expect(after(machineMachine, aMachine(), mine).state.value).toMatchObject({ deployment: 'pending_deploy' });
    expect(after(machineMachine, aMachine(), mine, changed(NEW)).state.value).toMatchObject({ deployment: 'in_sync' });
    expect(after(machineMachine, aMachine(), mine, changed(NEW), changed(OLD)).state.value).toMatchObject({
      deployment: 'pending_deploy',
    });
    expect(after(machineMachine, aMachine(), mine, { type: 'clear_desired' }).state.value).toMatchObject({
      deployment: 'unknown',
    });
  });

  test('that failed on its path is in sync again when its probes pass', () => {
    const { state } = after(machineMachine, aMachine(), deploy(), changed(NEW), failed(), { type: 'check.passed' });
    expect(state.value).toMatchObject({ deployment: 'in_sync' });
  });
});
