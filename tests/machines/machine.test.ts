import { describe, expect, test } from 'vitest';
import {
  changed,
  confirmed,
  deploy,
  desire,
  ended,
  failed,
  givenUp,
  judged,
  machine,
  NEW,
  OLD,
  remembered,
  revert,
  told,
} from './a-machine.ts';

describe('a machine', () => {
  test.each(['pending', 'provisioning'] as const)('that is %s becomes active when it is seen', (lifecycle) => {
    expect(machine({ lifecycle }, { type: 'machine.seen' }).state.value).toMatchObject({ lifecycle: 'active' });
  });

  test.each(['maintenance', 'decommissioned'] as const)('that is in %s stays there when it is seen', (lifecycle) => {
    expect(machine({ lifecycle }, { type: 'machine.seen' }).state.value).toMatchObject({ lifecycle });
  });

  test('is told what to run and remembers what it ran', () => {
    const { state, said } = machine({}, deploy());
    expect(state.value).toMatchObject({ deployment: 'pending_deploy' });
    expect(state.context.desired).toEqual({ path: NEW, cacheUrl: null, assignment: 'r-1:0:1' });
    expect(said).toContainEqual({ type: 'assigned', rolloutId: 'r-1', machineId: 'web-01', attempt: 1, previous: OLD });
    expect(said.at(-1)).toMatchObject({ name: 'machine_told', detail: { batch_index: 0, path: NEW } });
  });

  test('on the wanted path is in sync only when it has proved to be healthy', () => {
    expect(machine({}, deploy(), changed(NEW)).state.value).toMatchObject({ deployment: 'pending_deploy' });
    const { state, last } = machine({}, deploy(), changed(NEW), confirmed());
    expect(state.value).toMatchObject({ deployment: 'in_sync' });
    expect(told(last)).toEqual([
      [
        'batch:r-1:0',
        { type: 'machine.settled', outcome: 'healthy', attempt: 1, machineId: 'web-01', hasSoaked: false },
      ],
    ]);
  });

  test('settles its verdict once', () => {
    expect(told(machine({}, deploy(), failed(), confirmed(), failed()).said)).toHaveLength(1);
    expect(told(machine({}, deploy(), failed(), givenUp()).said)).toHaveLength(1);
    expect(told(machine({}, deploy(), confirmed(), givenUp()).said)).toHaveLength(1);
    expect(told(machine({}, deploy(), givenUp(), givenUp(), confirmed()).said)).toHaveLength(1);
  });

  test('does not believe a verdict about another assignment', () => {
    expect(told(machine({}, deploy(), confirmed('r-1:0:2')).said)).toEqual([]);
  });

  test('that is told by hand to run what its rollout wants is still waited for, under the same assignment', () => {
    const { state, last } = machine({}, deploy(), desire(NEW));
    expect(state.context.desired).toEqual({ path: NEW, cacheUrl: null, assignment: 'r-1:0:1' });
    expect(last).toEqual([]);
    expect(ended(machine({}, deploy(), desire(NEW), changed(NEW), confirmed()).said)).toEqual([
      ['batch:r-1:0', 'healthy'],
    ]);
  });

  test('that is told by hand to run something else, or nothing, fails its part at once', () => {
    for (const event of [desire('/nix/store/mine'), { type: 'clear_desired' } as const]) {
      const { last } = machine({}, deploy(), event);
      expect(ended(last)).toEqual([['batch:r-1:0', 'unhealthy']]);
      expect(judged(last)).toEqual([['unhealthy', 'its desired path was changed outside of the rollout']]);
    }
  });

  test('whose desired path was set by hand is in sync when it runs it', () => {
    const mine = desire(NEW);
    expect(machine({}, mine).state.value).toMatchObject({ deployment: 'pending_deploy' });
    expect(machine({}, mine, changed(NEW)).state.value).toMatchObject({ deployment: 'in_sync' });
    expect(machine({}, mine, changed(NEW), changed(OLD)).state.value).toMatchObject({ deployment: 'pending_deploy' });
    expect(machine({}, mine, { type: 'clear_desired' }).state.value).toMatchObject({ deployment: 'unknown' });
  });

  test('that failed on its path is in sync again when its probes pass', () => {
    const { state } = machine({}, deploy(), changed(NEW), failed(), { type: 'check.passed' });
    expect(state.value).toMatchObject({ deployment: 'in_sync' });
  });
});

describe('a machine that is given up', () => {
  test('is not healthy, and its path is not to blame', () => {
    const { state, last } = machine({}, deploy(), changed(NEW), givenUp());
    expect(state.value).toMatchObject({ deployment: 'failed' });
    expect(ended(last)).toEqual([['batch:r-1:0', 'unhealthy']]);
    expect(remembered(last)).toEqual([]);
  });

  test.each([
    ['a batch', givenUp(), [['batch:r-1:0', 'unhealthy']]],
    ['a rollout on its way back', givenUp('revert'), [['rollout:r-1', 'unhealthy']]],
  ])('by %s whose order was lost answers, once', (_, event, answer) => {
    const { state, last } = machine({}, event);
    expect(ended(last)).toEqual(answer);
    expect([state.context.part, state.context.desired]).toEqual([null, null]);
    expect(machine({}, event, event).last).toEqual([]);
  });

  test('in a try whose order never came answers for that try, once', () => {
    const { last } = machine({}, deploy(), givenUp(0, 2));
    expect(told(last)).toMatchObject([['batch:r-1:0', { outcome: 'unhealthy', attempt: 2 }]]);
    expect(ended(machine({}, deploy(), givenUp(0, 2), givenUp(0, 2)).said)).toHaveLength(1);
  });

  test('in an earlier try, or by its batch when it goes back already, is still waited for', () => {
    expect(machine({}, deploy(), revert, givenUp()).last).toEqual([]);
    const { state, last } = machine({}, deploy(2), givenUp(0, 1));
    expect([state.context.part?.verdict, last]).toEqual(['open', []]);
  });

  test('by mail of version 1 that waited answers only for a part that is open', () => {
    const ofVersion1 = { type: 'give_up', rollout: 'r-1', reason: 'no' } as const;
    expect(ended(machine({}, deploy(), ofVersion1).last)).toEqual([['batch:r-1:0', 'unhealthy']]);
    expect(machine({}, ofVersion1).last).toEqual([]);
  });
});

describe('a second try of a batch', () => {
  test('is answered at once by a machine that is healthy already', () => {
    const { last } = machine({}, deploy(), changed(NEW), confirmed(), deploy(2));
    expect(told(last)).toMatchObject([['batch:r-1:0', { outcome: 'healthy', attempt: 2, hasSoaked: false }]]);
  });

  test('has to be proved by a machine that runs something else by now', () => {
    const mine = desire('/nix/store/mine');
    const { state, last } = machine({}, deploy(), changed(NEW), confirmed(), mine, deploy(2));
    expect(state.context.desired).toEqual({ path: NEW, cacheUrl: null, assignment: 'r-1:0:2' });
    expect(told(last)).toEqual([]);
  });

  test('leaves nothing to another rollout', () => {
    expect(machine({}, deploy(), deploy(2)).last.map(({ type }) => type)).toEqual(['assigned', 'event']);
  });

  test('does not make it forget what it ran before the first', () => {
    const { state } = machine({}, deploy(), changed(NEW), failed(), deploy(2));
    expect(state.context.part).toMatchObject({ attempt: 2, previous: OLD, verdict: 'open' });
  });
});

describe('what is remembered of a path', () => {
  test('is that it has failed, by what the machine reports', () => {
    expect(remembered(machine({}, deploy(), failed()).last)).toEqual([['path_failed', NEW]]);
  });

  test('is nothing when somebody else changed the desired path', () => {
    expect(remembered(machine({}, deploy(), desire(OLD)).last)).toEqual([]);
  });

  test('is that it is well, by the machine in a rollout or by its probes', () => {
    expect(remembered(machine({}, deploy(), confirmed()).last)).toEqual([['path_proved', NEW]]);
    const { last } = machine({}, deploy(), changed(NEW), failed(), { type: 'check.passed' });
    expect(remembered(last)).toEqual([['path_proved', NEW]]);
  });
});
