import { existsSync, writeFileSync } from 'node:fs';
import { readlink } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { claim } from '../../../../services/host/attempt/claim.ts';
import { finish } from '../../../../services/host/process.ts';
import { aClosure } from '../closures.ts';
import { until } from '../waiting.ts';
import { AMachine, HANGS, KEEPER, WAITS } from './a-machine.ts';

const never = new AbortController().signal;

/** The dead man acts now. */
const isTime = (machine: AMachine) => machine.folder().write('hurried', '0\n');

describe('a dead man', () => {
  test('takes a machine back when nobody has confirmed, also when nobody is the agent any more', async () => {
    const machine = await AMachine.of();
    const path = await aClosure('wanted', 'echo ran >> "$NIXFLEET_ROOT/ran"');
    const attempt = machine.attempt(path);
    const agent = machine.agent(
      `await activation.armDeadMan(${JSON.stringify(attempt)}, never);
       await activation.activate(${JSON.stringify({ id: '17', path, step: 'test' })}, never);
       process.kill(process.pid, 'SIGKILL');`,
      { confirmMs: 1 },
    );
    expect(await agent.end).toBe(-1);
    await machine.isQuiet();
    expect(await machine.system.running()).toBe(machine.previous);
    expect(await machine.lines('ran')).toEqual(['ran']);
    expect(await machine.activation().hasFired('17')).toBe(true);
  });

  test('takes a machine back whose switch hangs, and ends the switch', async () => {
    const machine = await AMachine.of();
    const path = await aClosure('hangs', HANGS);
    const activation = machine.activation();
    await activation.armDeadMan(machine.attempt(path), never);
    const end = activation.activate({ id: '17', path, step: 'test' }, never);
    await machine.has('began');
    await isTime(machine);
    expect(await end).toMatchObject({ exitCode: -1 });
    await machine.isQuiet();
    expect(await machine.system.running()).toBe(machine.previous);
  });

  test('takes a machine back also when the keeper of its switch hangs', async () => {
    const machine = await AMachine.of();
    const path = await aClosure('kept-by-one-who-hangs', WAITS);
    const activation = machine.activation();
    await activation.armDeadMan(machine.attempt(path), never);
    const end = activation.activate({ id: '17', path, step: 'test' }, never);
    await machine.has('began');
    for (const { pid } of machine.processes('run')) process.kill(pid, 'SIGSTOP');
    await isTime(machine);
    expect(await end).toMatchObject({ exitCode: -1 });
    await machine.isQuiet();
    expect(await machine.system.running()).toBe(machine.previous);
  });

  test('leaves when he is called off, and the machine stays where it is', async () => {
    const machine = await AMachine.of();
    const path = await aClosure('confirmed');
    const activation = machine.activation();
    await activation.armDeadMan(machine.attempt(path), never);
    await activation.activate({ id: '17', path, step: 'test' }, never);
    expect(await activation.callOffDeadMan(machine.attempt(path), never)).toBe(false);
    expect(await activation.hasFired('17')).toBe(false);
    await isTime(machine);
    await machine.isQuiet();
    expect(await machine.system.running()).toBe(path);
  });

  test('that was called off first does nothing when his time comes at the same moment', async () => {
    const machine = await AMachine.of();
    const path = await aClosure('confirmed-in-time');
    const activation = machine.activation();
    await activation.armDeadMan(machine.attempt(path), never);
    await activation.activate({ id: '17', path, step: 'test' }, never);
    expect(await activation.callOffDeadMan(machine.attempt(path), never)).toBe(false);
    const { exitCode } = await finish({ argv: [...KEEPER, 'back', machine.folder().path] });
    expect(exitCode).toBe(0);
    expect(await machine.system.running()).toBe(path);
  });

  test('that was first takes the machine back, however late he is with it', async () => {
    const machine = await AMachine.of();
    const path = await aClosure('confirmed-too-late');
    const activation = machine.activation();
    await activation.armDeadMan(machine.attempt(path), never);
    await activation.activate({ id: '17', path, step: 'test' }, never);
    await claim(machine.folder(), 'fired');
    expect(await activation.callOffDeadMan(machine.attempt(path), never)).toBe(true);
    expect(await machine.system.running()).toBe(path);
    expect(await activation.goBack(machine.attempt(path), never)).toMatchObject({ exitCode: 0 });
    expect(await machine.system.running()).toBe(machine.previous);
  });

  test('gives the time to confirm once, from the end of the switch on', async () => {
    const machine = await AMachine.of();
    const path = await aClosure('hurried');
    const activation = machine.activation({ activationMs: 600_000, confirmMs: 30_000 });
    await activation.armDeadMan(machine.attempt(path), never);
    await activation.activate({ id: '17', path, step: 'test' }, never);
    await until(() => machine.folder().has('hurried'));
    const leftMs = await activation.hurryDeadMan(machine.attempt(path), never);
    expect(leftMs).toBeLessThanOrEqual(30_000);
    const more = machine.activation({ confirmMs: 90_000 });
    expect(await more.hurryDeadMan(machine.attempt(path), never)).toBeLessThanOrEqual(leftMs);
    await activation.callOffDeadMan(machine.attempt(path), never);
    await machine.isQuiet();
  });

  test('that was killed is there again once somebody hurries him', async () => {
    const machine = await AMachine.of();
    const attempt = machine.attempt(await aClosure('guarded'));
    const activation = machine.activation();
    await activation.armDeadMan(attempt, never);
    await machine.killed('watch');
    expect(machine.processes('watch')).toEqual([]);
    await activation.hurryDeadMan(attempt, never);
    expect(machine.processes('watch')).toHaveLength(1);
    await activation.armDeadMan(attempt, never);
    expect(machine.processes('watch')).toHaveLength(1);
    await activation.callOffDeadMan(attempt, never);
    await machine.isQuiet();
  });

  test('guards also a machine that was restarted in between', async () => {
    const machine = await AMachine.of();
    const attempt = machine.attempt(await aClosure('after-a-restart'));
    expect(await machine.activation({ confirmMs: 1 }).hurryDeadMan(attempt, never)).toBe(0);
    await until(async () => machine.folder().has('back.json'));
    expect(await machine.activation().hasFired('17')).toBe(true);
    await machine.isQuiet();
  });

  test('is not there for a machine on which nothing ran before', async () => {
    const machine = await AMachine.of();
    const attempt = machine.attempt(await aClosure('first-of-all'), { previous: '', profile: null });
    await machine.activation().armDeadMan(attempt, never);
    expect(await machine.activation().hurryDeadMan(attempt, never)).toBe(Infinity);
    expect(await machine.activation().callOffDeadMan(attempt, never)).toBe(false);
    expect(await machine.activation().goBack(attempt, never)).toMatchObject({ exitCode: -1 });
    expect(machine.processes()).toEqual([]);
  });

  test('that cannot be begun is said before anything changes', async () => {
    const machine = await AMachine.of();
    const activation = machine.activation({ keeper: [process.execPath, machine.file('no-keeper.js')] });
    const attempt = machine.attempt(await aClosure('unguarded'));
    await expect(activation.armDeadMan(attempt, never)).rejects.toThrow('did not start');
  });

  test('keeps what ran before from the garbage collector', async () => {
    const machine = await AMachine.of();
    const attempt = machine.attempt(await aClosure('kept'));
    await machine.activation().armDeadMan(attempt, never);
    expect(await readlink(machine.root.previous)).toBe(machine.previous);
    await machine.activation().callOffDeadMan(attempt, never);
    await machine.isQuiet();
  });

  test('guards also what cannot be kept from the garbage collector, and says so', async () => {
    const machine = await AMachine.of();
    const said: string[] = [];
    const previous = `${machine.previous}-gone`;
    const attempt = machine.attempt(await aClosure('not-kept'), { previous });
    const activation = machine.activation({ onLine: (_, line) => said.push(line) });
    await activation.armDeadMan(attempt, never);
    expect(said).toEqual([expect.stringContaining('could not be kept')]);
    await activation.callOffDeadMan(attempt, never);
    await machine.isQuiet();
  });

  test('lets no step begin any more once the machine goes back', async () => {
    const machine = await AMachine.of();
    const path = await aClosure('too-late');
    await machine.activation().armDeadMan(machine.attempt(path), never);
    await isTime(machine);
    await until(() => existsSync(machine.folder().file('claim')));
    const end = await machine.activation().activate({ id: '17', path, step: 'test' }, never);
    expect(end).toEqual({ exitCode: -1, said: 'it was not begun: the machine goes back already' });
    expect(await machine.system.running()).toBe(machine.previous);
    await machine.isQuiet();
  });

  test('who goes back is waited for by an agent who wants the same', async () => {
    const machine = await AMachine.of({ script: `echo ran >> "$NIXFLEET_ROOT/ran"; ${WAITS}` });
    const path = await aClosure('taken-back-once');
    const activation = machine.activation();
    await activation.armDeadMan(machine.attempt(path), never);
    await activation.activate({ id: '17', path, step: 'test' }, never);
    await isTime(machine);
    await machine.has('began');
    const back = activation.goBack(machine.attempt(path), never);
    await until(() => machine.folder().has('return'));
    writeFileSync(machine.file('go'), '');
    expect(await back).toMatchObject({ exitCode: 0 });
    expect(await machine.lines('ran')).toEqual(['ran']);
    await machine.isQuiet();
  });
});
