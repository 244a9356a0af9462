import { describe, expect, test } from 'vitest';
import type { MachineEvent } from '../../machines/machine-setup.ts';
import {
  activate,
  changed,
  confirmed,
  deploy,
  desire,
  ended,
  failed,
  givenUp,
  judged,
  machine,
  maintain,
  NEW,
  OLD,
  revert,
} from './a-machine.ts';

const backIn = (rollout = 'r-1', attempt = 1): MachineEvent => confirmed(`${rollout}:revert:${attempt}`);

describe('a machine that goes out of service', () => {
  test.each([
    ['it went to maintenance', maintain],
    ['it was decommissioned', { type: 'decommission' }],
    ['it was deleted', { type: 'remove' }],
  ] as [string, MachineEvent][])('while its batch waits is skipped: %s', (reason, event) => {
    const { state, last } = machine({}, deploy(), event);
    expect(ended(last)).toEqual([['batch:r-1:0', 'skipped']]);
    expect(judged(last)).toEqual([['skipped', reason]]);
    expect(state.context.desired?.path).toBe(NEW);
    expect(ended(machine({}, deploy(), event, confirmed(), failed(), givenUp()).said)).toHaveLength(1);
  });

  test('when its part has ended says nothing', () => {
    for (const event of [maintain, { type: 'remove' } as const])
      expect(machine({}, deploy(), confirmed(), event).last).toEqual([]);
  });

  test('is in sync there when it gets to what it was told', () => {
    const { state } = machine({}, deploy(), maintain, changed(NEW));
    expect(state.value).toEqual({ lifecycle: 'maintenance', deployment: 'in_sync' });
  });

  test('stays out of a rollout and says so', () => {
    const { state, last } = machine({}, maintain, deploy());
    expect([state.context.desired, state.context.part]).toEqual([null, null]);
    expect(judged(last)).toEqual([['skipped', 'it is no longer active']]);
    expect(ended(last)).toEqual([['batch:r-1:0', 'skipped']]);
  });

  test('answers no more when the batch gives up a machine that has stayed out', () => {
    expect(machine({}, maintain, deploy(), givenUp()).last).toEqual([]);
  });

  test('stays out of a newer rollout and still owes the older one its way back', () => {
    const { last } = machine({}, deploy(), failed(), revert, maintain, deploy(1, 'r-2'), changed(OLD), backIn());
    expect(ended(last)).toEqual([['rollout:r-1', 'healthy']]);
  });

  test('stays out of a newer rollout and can still be told to go back by the older one', () => {
    const { state } = machine({}, deploy(), changed(NEW), confirmed(), maintain, deploy(1, 'r-2'), revert);
    expect(state.context.desired).toMatchObject({ path: OLD, assignment: 'r-1:revert:1' });
  });

  test('stays out of a second try, and goes back from the first', () => {
    const again = machine({}, deploy(), maintain, deploy(2));
    expect(ended(again.last)).toEqual([['batch:r-1:0', 'skipped']]);
    const { state, last } = machine({}, deploy(), changed(NEW), maintain, deploy(2), revert);
    expect(state.context.desired?.path).toBe(OLD);
    expect(judged(last)).toEqual([['reverting', null]]);
  });

  test('stays out of a second try after it has failed in the first, and goes back', () => {
    const { state } = machine({}, deploy(), changed(NEW), failed(), maintain, deploy(2), revert);
    expect(state.context.desired?.path).toBe(OLD);
  });

  test('and comes back takes its part in the second try, and remembers what it ran before the first', () => {
    const { state } = machine({}, deploy(), changed(NEW), maintain, deploy(2), activate, deploy(3));
    expect(state.context.part).toMatchObject({ attempt: 3, previous: OLD, verdict: 'open' });
  });

  test('after it was told goes back like all others, and is waited for', () => {
    const { state, last } = machine({}, deploy(), changed(NEW), maintain, revert);
    expect(state.context.desired?.path).toBe(OLD);
    expect(judged(last)).toEqual([['reverting', null]]);
    expect(ended(machine({}, deploy(), maintain, revert, backIn()).last)).toEqual([['rollout:r-1', 'healthy']]);
  });

  test('on its way back is still waited for', () => {
    expect(machine({}, deploy(), failed(), revert, maintain).last).toEqual([]);
  });

  test('for ever on its way back has answered', () => {
    const { last } = machine({}, deploy(), failed(), revert, { type: 'remove' });
    expect(ended(last)).toEqual([['rollout:r-1', 'skipped']]);
  });
});

describe('a machine that is told to go back', () => {
  test('goes to what it ran before its first try, also after a second', () => {
    const { state } = machine({}, deploy(), changed(NEW), failed(), deploy(2), failed('r-1:0:2'), revert);
    expect(state.context.desired).toEqual({ path: OLD, cacheUrl: null, assignment: 'r-1:revert:2' });
  });

  test('answers when it is healthy there', () => {
    const { last } = machine({}, deploy(), failed(), revert, changed(OLD), backIn());
    expect(ended(last)).toEqual([['rollout:r-1', 'healthy']]);
    expect(judged(last)).toEqual([['reverted', null]]);
  });

  test('though it was never told to change has nothing to take back', () => {
    const { state, last } = machine({}, { type: 'revert', rollout: 'r-1', wasTold: false });
    expect(state.context.desired).toBeNull();
    expect(judged(last)).toEqual([['skipped', 'it was not told to change']]);
    const older = machine({}, deploy(1, 'r-0'), confirmed('r-0:0:1'), {
      type: 'revert',
      rollout: 'r-1',
      wasTold: false,
    });
    expect(judged(older.last)).toEqual([['skipped', 'it was not told to change']]);
  });

  test('leaves it to a newer rollout that has taken it over', () => {
    const { state, last } = machine({}, deploy(), confirmed(), deploy(1, 'r-2'), revert);
    expect(state.context.desired?.assignment).toBe('r-2:0:1');
    expect(judged(last)).toEqual([['superseded', 'a newer rollout has it']]);
    const owing = machine({}, deploy(), failed(), revert, deploy(1, 'r-2'));
    expect(ended(owing.last)).toEqual([['rollout:r-1', 'superseded']]);
  });

  test('does not when somebody else has changed its desired path since', () => {
    const { state, last } = machine({}, deploy(), desire('/nix/store/mine'), revert);
    expect(state.context.desired?.path).toBe('/nix/store/mine');
    expect(ended(last)).toEqual([['rollout:r-1', 'superseded']]);
  });

  test('leaves it to somebody who changes its desired path on its way', () => {
    for (const event of [desire('/nix/store/mine'), { type: 'clear_desired' } as const]) {
      const { last } = machine({}, deploy(), failed(), revert, event);
      expect(ended(last)).toEqual([['rollout:r-1', 'superseded']]);
      expect(ended(machine({}, deploy(), failed(), revert, event, givenUp('revert')).said)).toHaveLength(2);
    }
  });

  test('is still waited for when it is told by hand to run what it ran before', () => {
    const { state, last } = machine({}, deploy(), failed(), revert, desire(OLD));
    expect(state.context.desired?.assignment).toBe('r-1:revert:1');
    expect(last).toEqual([]);
  });

  test.each([null, ''])('and that nobody knew before (%j) cannot, and says so once', (running) => {
    const { last } = machine({ running }, deploy(), revert);
    expect(ended(last)).toEqual([['rollout:r-1', 'unhealthy']]);
    expect(machine({ running }, deploy(), revert, confirmed(), givenUp('revert')).last).toEqual([]);
  });

  test('and fails or is silent could not go back, and no path is to blame', () => {
    for (const event of [failed('r-1:revert:1'), givenUp('revert')]) {
      const { last } = machine({}, deploy(), failed(), revert, event);
      expect(ended(last)).toEqual([['rollout:r-1', 'unhealthy']]);
      expect(last.filter(({ type }) => type === 'path_failed')).toEqual([]);
    }
  });

  test('and is then stood down is waited for no more, and keeps its order', () => {
    const down: MachineEvent = { type: 'stand_down', rollout: 'r-1' };
    const { state, last } = machine({}, deploy(), failed(), revert, down);
    expect([state.context.part?.verdict, state.context.desired?.path, last]).toEqual(['closed', OLD, []]);
    expect(ended(machine({}, deploy(), failed(), revert, down, backIn()).last)).toEqual([]);
  });
});
