import { writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { finish } from '../../../../services/host/process.ts';
import { aClosure } from '../closures.ts';
import { lineOf, until } from '../waiting.ts';
import { AMachine, WAITS } from './a-machine.ts';

const never = new AbortController().signal;

/** A machine that runs another closure since an attempt. */
async function aSwitchedMachine({ script = '', mode = 'test-then-boot' as const, isPermanent = false } = {}) {
  const machine = await AMachine.of({ script });
  const path = await aClosure('wanted');
  const attempt = machine.attempt(path, { mode });
  const activation = machine.activation();
  await activation.activate({ id: '17', path, step: 'test' }, never);
  if (isPermanent) {
    await machine.setsProfile(path);
    await activation.activate({ id: '17-boot', path, step: 'boot' }, never);
  }
  return { machine, attempt, path, activation };
}

describe('the way back', () => {
  test('leads to what ran before, and leaves alone what nobody has changed', async () => {
    const { machine, attempt, activation } = await aSwitchedMachine();
    const end = await activation.goBack(attempt, never);
    expect(end).toEqual({ exitCode: 0, said: expect.stringContaining('back by test') });
    expect(await machine.system.running()).toBe(machine.previous);
    expect(await machine.bootDefault()).toBeUndefined();
    await machine.isQuiet();
  });

  test('sets profile and boot entry back that had been set', async () => {
    const { machine, attempt, path, activation } = await aSwitchedMachine({ isPermanent: true });
    expect(await machine.bootDefault()).toBe(path);
    expect(await activation.goBack(attempt, never)).toMatchObject({ exitCode: 0 });
    expect(await machine.system.profile()).toBe(machine.previous);
    expect(await machine.bootDefault()).toBe(machine.previous);
    expect(await machine.system.running()).toBe(machine.previous);
  });

  test('is that of v0.1.1 in the mode switch: the profile, then switch', async () => {
    const machine = await AMachine.of({ script: 'readlink "$NIXFLEET_ROOT/nix/var/nix/profiles/system"' });
    const path = await aClosure('wanted');
    await machine.setsProfile(path);
    await machine.activation().activate({ id: '17', path, step: 'switch' }, never);
    const { said } = await machine.activation().goBack(machine.attempt(path, { mode: 'switch' }), never);
    expect(said).toContain('back by switch\nsystem-3-link');
    expect(await machine.bootDefault()).toBe(machine.previous);
    expect(await machine.system.profile()).toBe(machine.previous);
  });

  test('is short when nothing has changed', async () => {
    const machine = await AMachine.of();
    const attempt = machine.attempt(await aClosure('never-begun'));
    const { exitCode, said } = await machine.activation().goBack(attempt, never);
    expect({ exitCode, said }).toEqual({ exitCode: 0, said: expect.stringContaining('nothing to take back') });
  });

  test('activates what runs all the same when a switch had begun, which may have stopped its units', async () => {
    const machine = await AMachine.of({ script: 'echo ran >> "$NIXFLEET_ROOT/ran"' });
    const path = `${await aClosure('broken-off')}-not-there`;
    await machine.activation().activate({ id: '17', path, step: 'test' }, never);
    await machine.activation().goBack(machine.attempt(path), never);
    expect(await machine.lines('ran')).toEqual(['ran']);
  });

  test('is gone by a second keeper when the first is killed in the middle, and what that had begun is ended', async () => {
    const { machine, attempt, activation } = await aSwitchedMachine({
      script: `echo $$ >> "$NIXFLEET_ROOT/ran"; rm -f "$NIXFLEET_ROOT/began"; ${WAITS}`,
      isPermanent: true,
    });
    const back = activation.goBack(attempt, never);
    await machine.has('began');
    await machine.killed('back');
    await until(async () => (await machine.lines('ran')).length === 2);
    const [first] = await machine.lines('ran');
    expect(machine.processes().map(({ pid }) => `${pid}`)).not.toContain(first);
    writeFileSync(machine.file('go'), '');
    expect(await back).toMatchObject({ exitCode: 0 });
    expect(await machine.bootDefault()).toBe(machine.previous);
    await machine.isQuiet();
  });

  test('ends at the boot entry also when a keeper was killed after it had set the profile', async () => {
    const { machine, attempt, activation } = await aSwitchedMachine({ isPermanent: true });
    await machine.folder().write('debts.json', JSON.stringify({ activation: false, boot: true }));
    await machine.setsProfile(machine.previous);
    await activation.activate({ id: '18', path: machine.previous, step: 'test' }, never);
    await activation.goBack(attempt, never);
    expect(await machine.bootDefault()).toBe(machine.previous);
  });

  test('is gone once: who asks again is told how it ended', async () => {
    const { machine, attempt, activation } = await aSwitchedMachine({ script: 'echo ran >> "$NIXFLEET_ROOT/ran"' });
    const first = await activation.goBack(attempt, never);
    expect(await machine.activation().goBack(attempt, never)).toEqual(first);
    expect(await machine.lines('ran')).toEqual(['ran']);
  });

  test('is open also to an agent that had called the dead man off', async () => {
    const machine = await AMachine.of();
    const path = await aClosure('not-for-good');
    const attempt = machine.attempt(path);
    const activation = machine.activation();
    await activation.armDeadMan(attempt, never);
    await activation.activate({ id: '17', path, step: 'test' }, never);
    await activation.callOffDeadMan(attempt, never);
    expect(await activation.goBack(attempt, never)).toMatchObject({ exitCode: 0 });
    expect(await machine.system.running()).toBe(machine.previous);
    expect(await activation.hasFired('17')).toBe(false);
    await machine.isQuiet();
  });

  test('is gone as far as it can be when a part of it makes no sense', async () => {
    const { machine, path } = await aSwitchedMachine({ isPermanent: true });
    const attempt = machine.attempt(path, { profile: 'system-1-link' });
    const end = await machine.activation({ confirmMs: 20 }).goBack(attempt, never);
    expect(end).toEqual({ exitCode: -1, said: expect.stringContaining('not a store path: "system-1-link"') });
    expect(await machine.system.running()).toBe(machine.previous);
  });

  test('waits while somebody holds the switch lock', async () => {
    const { machine, attempt, activation } = await aSwitchedMachine({ script: 'echo ran >> "$NIXFLEET_ROOT/ran"' });
    await mkdir(dirname(machine.root.switchLock), { recursive: true });
    const stop = new AbortController();
    const argv = ['flock', machine.root.switchLock, '/bin/sh', '-c', 'echo held; sleep 1000'] as const;
    const holder = lineOf((onLine) => finish({ argv }, { signal: stop.signal, onLine }));
    await holder.line;
    const back = activation.goBack(attempt, never);
    await until(async () => ((await machine.folder().read('back.log')) ?? '').includes('somebody else is switching'));
    expect(await machine.lines('ran')).toEqual([]);
    stop.abort();
    await expect(holder.end).rejects.toThrow('was stopped');
    expect(await back).toMatchObject({ exitCode: 0 });
    expect(await machine.lines('ran')).toEqual(['ran']);
  });

  test('is tried again when the switch back does not work at once', async () => {
    const script = 'echo ran >> "$NIXFLEET_ROOT/ran"; test $(wc -l < "$NIXFLEET_ROOT/ran") = 2 || exit 1';
    const { machine, attempt } = await aSwitchedMachine({ script });
    const end = await machine.activation({ confirmMs: 20 }).goBack(attempt, never);
    expect(end).toMatchObject({ exitCode: 0 });
    expect(await machine.lines('ran')).toEqual(['ran', 'ran']);
  });

  test('that does not lead anywhere says why', async () => {
    const { machine, path } = await aSwitchedMachine();
    const attempt = machine.attempt(path, { previous: `${machine.previous}-gone` });
    const end = await machine.activation({ confirmMs: 20 }).goBack(attempt, never);
    expect(end).toEqual({ exitCode: -1, said: expect.stringContaining('was not found') });
    expect(await machine.system.running()).toBe(path);
    await machine.isQuiet();
  });

  test('that nobody can go is an error, not an end: who asks again may be luckier', async () => {
    const { machine, attempt } = await aSwitchedMachine();
    const broken = machine.activation({ keeper: [process.execPath, machine.file('no-keeper.js')] });
    await expect(broken.goBack(attempt, never)).rejects.toThrow('did not start');
    expect(await machine.activation().goBack(attempt, never)).toMatchObject({ exitCode: 0 });
    await machine.isQuiet();
  });

  test('is not waited for any longer when the waiting is aborted, and goes on', async () => {
    const { machine, attempt, activation } = await aSwitchedMachine({ script: WAITS });
    const stop = new AbortController();
    const back = activation.goBack(attempt, stop.signal);
    await machine.has('began');
    stop.abort();
    await expect(back).rejects.toThrow();
    writeFileSync(machine.file('go'), '');
    await machine.isQuiet();
    expect(await machine.system.running()).toBe(machine.previous);
  });
});
