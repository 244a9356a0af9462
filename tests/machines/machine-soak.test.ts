import { describe, expect, test } from 'vitest';
import type { MachineEvent } from '../../machines/machine-setup.ts';
import {
  changed,
  confirmed,
  deploy,
  ended,
  failed,
  givenUp,
  judged,
  machine,
  NEW,
  OLD,
  remembered,
  told,
} from './a-machine.ts';

const SOAK_MS = 30_000;

/** A machine that has to soak, told and on the wanted path, after these events. */
const soaking = (...events: MachineEvent[]) => machine({}, deploy(1, 'r-1', SOAK_MS), changed(NEW), ...events);
const well = (now: number): MachineEvent => confirmed('r-1:0:1', now);

describe('a machine that has to soak', () => {
  test('says once that it does, and is not healthy yet', () => {
    const { state, last } = soaking(well(1000));
    expect(ended(last)).toEqual([['batch:r-1:0', 'machine.soaking']]);
    expect(judged(last)).toEqual([['soaking', null]]);
    expect(state.context.part).toMatchObject({ verdict: 'open', soaksSince: 1000 });
    expect(soaking(well(1000), well(30_999)).last).toEqual([]);
  });

  test('is healthy by a report that comes after its time', () => {
    const { state, last } = soaking(well(1000), well(31_000));
    expect(state.value).toMatchObject({ deployment: 'in_sync' });
    expect(told(last)).toMatchObject([['batch:r-1:0', { outcome: 'healthy', hasSoaked: true }]]);
    expect(remembered(last)).toEqual([['path_proved', NEW]]);
  });

  test('is not healthy by silence', () => {
    expect(soaking(well(1000)).state.context.part?.verdict).toBe('open');
    const { last } = soaking(well(1000), givenUp());
    expect(told(last)).toMatchObject([['batch:r-1:0', { outcome: 'unhealthy', hasSoaked: true }]]);
  });

  test('fails by a failing report, and its path is to blame', () => {
    const { last } = soaking(well(1000), failed());
    expect(told(last)).toMatchObject([['batch:r-1:0', { outcome: 'unhealthy', hasSoaked: true }]]);
    expect(remembered(last)).toEqual([['path_failed', NEW]]);
    expect(ended(soaking(well(1000), failed(), well(40_000)).last)).toEqual([]);
  });

  test('fails when it leaves the path, for good, and its path is to blame', () => {
    const { state, last } = soaking(well(1000), changed(OLD));
    expect(state.value).toMatchObject({ deployment: 'failed' });
    expect(state.context.running).toBe(OLD);
    expect(ended(last)).toEqual([['batch:r-1:0', 'unhealthy']]);
    expect(remembered(last)).toEqual([['path_failed', NEW]]);
    expect(ended(soaking(well(1000), changed(OLD), changed(NEW), well(40_000)).last)).toEqual([]);
  });

  test('may be on another path before it is healthy for the first time', () => {
    const { last } = soaking(changed(OLD), changed(NEW), well(1000), well(31_000));
    expect(ended(last)).toEqual([['batch:r-1:0', 'healthy']]);
  });

  test('begins anew when the clock is set back, and is not counted twice', () => {
    const { state, last } = soaking(well(100_000), well(1000));
    expect(state.context.part?.soaksSince).toBe(1000);
    expect(told(last)).toEqual([]);
    expect(ended(soaking(well(100_000), well(1000), well(31_000)).last)).toEqual([['batch:r-1:0', 'healthy']]);
  });

  test('begins anew in a second try', () => {
    const again = soaking(well(1000), deploy(2, 'r-1', SOAK_MS));
    expect(again.state.context.part).toMatchObject({ attempt: 2, soaksSince: null });
    const { last } = soaking(well(1000), deploy(2, 'r-1', SOAK_MS), confirmed('r-1:0:2', 40_000));
    expect(told(last)).toMatchObject([['batch:r-1:0', { type: 'machine.soaking', attempt: 2 }]]);
  });

  test('need not on its way back', () => {
    const back: MachineEvent[] = [{ type: 'revert', rollout: 'r-1' }, changed(OLD), confirmed('r-1:revert:1', 2000)];
    expect(ended(soaking(well(1000), ...back).last)).toEqual([['rollout:r-1', 'healthy']]);
  });
});
