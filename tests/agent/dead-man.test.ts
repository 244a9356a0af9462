import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AttemptFolder } from '../../services/host/attempt/attempt-folder.ts';
import { program } from '../support/checkout.ts';
import { type Program, startProgram } from '../support/processes.ts';
import { until } from '../services/host/waiting.ts';
import { aGatedClosure, AGatedMachine } from './a-gated-machine.ts';
import { toPrevious, toWanted } from './a-moment.ts';
import { atRest, outcomesOf, restsOn } from './a-rest.ts';
import { FakeControlPlane } from './fake-control-plane.ts';

const PATIENT = '--confirm-timeout=60';
const HASTY = '--confirm-timeout=1';

/** A machine that is to be brought to a closure whose switch does this. */
async function aStory(script = '') {
  const plane = await FakeControlPlane.start();
  const machine = await AGatedMachine.of(plane);
  const wanted = await aGatedClosure('wanted', script);
  plane.wanted = { hash: wanted, assignment: 'r-1:0:1' };
  return { plane, machine, wanted };
}

/** What the attempt at hand has left for its keepers. */
function folderOf(machine: AGatedMachine): AttemptFolder {
  const [id = ''] = machine.memory.openAttempts;
  return AttemptFolder.of(machine.root.attempts, id);
}

/** Activation limit and confirm time-out are over: he looks at this file again and again. */
function letTimePass(machine: AGatedMachine): void {
  writeFileSync(folderOf(machine).file('armed'), '0\n');
}

/** The dead man of the attempt at hand, as a timer would start him. */
function aDeadMan(machine: AGatedMachine): Promise<Program> {
  const [node, agent] = program('nixfleet-agent');
  const argv = [node, join(agent, '../keeper.js'), 'back', folderOf(machine).path] as const;
  return startProgram('the dead man', { argv, env: machine.env }, join(machine.folder, 'dead-man.log'));
}

describe('the dead man of an agent that is dead', () => {
  test('ends a switch that hangs, takes the machine back, and the next agent says so', async () => {
    const story = await aStory();
    const { plane, machine } = story;
    machine.shut('switch', toWanted('test')(story));
    const first = await machine.start(PATIENT);
    await until(() => machine.isHeldUpAt('switch'));
    await first.kill();
    letTimePass(machine);
    await machine.isQuiet();
    const { previous } = machine;
    expect(machine.whereabouts).toEqual({ running: previous, profile: previous, bootDefault: previous });
    const agent = await machine.start(HASTY);
    expect(await atRest({ plane, machine, agent, polls: 2 })).toEqual(restsOn(previous, 'rolled_back'));
  });

  test('takes a machine back on which the new agent does not start', async () => {
    const story = await aStory('kill -9 "$(cat agent.pid)"');
    const { plane, machine } = story;
    machine.shut('switch', toWanted('test')(story));
    const first = await machine.start(HASTY);
    await until(() => machine.isHeldUpAt('switch'));
    writeFileSync(join(machine.folder, 'agent.pid'), `${first.pid}`);
    machine.open('switch');
    await first.ended;
    await machine.isQuiet();
    const { previous } = machine;
    expect(machine.whereabouts).toEqual({ running: previous, profile: previous, bootDefault: previous });
    const agent = await machine.start(HASTY);
    expect(await atRest({ plane, machine, agent, polls: 2 })).toEqual(restsOn(previous, 'rolled_back'));
    expect(plane.reports.find(({ outcome }) => outcome === 'rolled_back')?.message).toContain('nobody confirmed');
  });
});

describe('the dead man and an agent whose machine proves itself', () => {
  test('agree that the machine goes back when he was first', async () => {
    const story = await aStory();
    const { plane, machine } = story;
    machine.shut('probe', 'any');
    const agent = await machine.start(PATIENT);
    await until(() => machine.isHeldUpAt('probe'));
    machine.shut('switch', toPrevious('test')(story));
    const deadMan = await aDeadMan(machine);
    await until(() => machine.isHeldUpAt('switch'));
    machine.open('probe');
    await machine.reaches('rolling_back.returning');
    machine.open('switch');
    await deadMan.ended;
    expect(await atRest({ plane, machine, agent, polls: 2 })).toEqual(restsOn(machine.previous, 'rolled_back'));
    expect(machine.steps.filter((step) => step === `test ${machine.previous}`)).toHaveLength(1);
  });

  test('agree that it stays when he was called off before', async () => {
    const { plane, machine, wanted } = await aStory();
    machine.shut('nix-env', wanted);
    const agent = await machine.start(PATIENT);
    await until(() => machine.isHeldUpAt('nix-env'));
    const deadMan = await aDeadMan(machine);
    await deadMan.ended;
    machine.open('nix-env');
    expect(await atRest({ plane, machine, agent })).toEqual(restsOn(wanted, 'done'));
  });

  test.each([1, 2, 3])('agree when both act at the same moment (try %i)', async () => {
    const { plane, machine, wanted } = await aStory();
    machine.shut('probe', 'any');
    const agent = await machine.start(PATIENT);
    await until(() => machine.isHeldUpAt('probe'));
    const deadMan = await aDeadMan(machine);
    machine.open('probe');
    await deadMan.ended;
    const end = await atRest({ plane, machine, agent, polls: 2 });
    const isDone = outcomesOf(plane)[0] === 'done';
    expect(end).toEqual(isDone ? restsOn(wanted, 'done') : restsOn(machine.previous, 'rolled_back'));
  });
});

describe('a keeper that is killed', () => {
  test.each([true, false])(
    'during the switch sends the machine back (the agent is killed, too: %s)',
    async (isBoth) => {
      const story = await aStory();
      const { plane, machine } = story;
      machine.shut('switch', toWanted('test')(story));
      const first = await machine.start(PATIENT);
      await until(() => machine.isHeldUpAt('switch'));
      machine.killKeepers('run');
      if (isBoth) await first.kill();
      const agent = isBoth ? await machine.start(PATIENT) : first;
      expect(await atRest({ plane, machine, agent, polls: 2 })).toEqual(restsOn(machine.previous, 'rolled_back'));
    },
  );

  test.each([true, false])(
    'while he watches stops nobody who goes on (the agent is killed, too: %s)',
    async (isBoth) => {
      const { plane, machine, wanted } = await aStory();
      machine.shut('probe', 'any');
      const first = await machine.start(PATIENT);
      await until(() => machine.isHeldUpAt('probe'));
      machine.killKeepers('watch');
      if (isBoth) await first.kill();
      machine.open('probe');
      const agent = isBoth ? await machine.start(PATIENT) : first;
      expect(await atRest({ plane, machine, agent })).toEqual(restsOn(wanted, 'done'));
    },
  );

  test.each([true, false])('on the way back is followed by another (the agent is killed, too: %s)', async (isBoth) => {
    const story = await aStory('touch ill');
    const { plane, machine } = story;
    machine.shut('switch', toPrevious('test')(story));
    const first = await machine.start(HASTY);
    await until(() => machine.isHeldUpAt('switch'));
    if (isBoth) await first.kill();
    machine.killKeepers('back');
    machine.open('switch');
    const agent = isBoth ? await machine.start(HASTY) : first;
    expect(await atRest({ plane, machine, agent, polls: 2 })).toEqual(restsOn(machine.previous, 'rolled_back'));
  });
});
