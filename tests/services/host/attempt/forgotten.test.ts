import { describe, expect, test } from 'vitest';
import { aClosure } from '../closures.ts';
import { AMachine } from './a-machine.ts';

const never = new AbortController().signal;

/** A machine that was switched, with a dead man who waits. */
async function switched() {
  const machine = await AMachine.of();
  const activation = machine.activation();
  const path = await aClosure('half-done');
  const attempt = machine.attempt(path);
  await activation.armDeadMan(attempt, never);
  await activation.activate({ id: attempt.id, path, step: 'test' }, never);
  return { machine, activation, path, attempt };
}

describe('an attempt that is half done', () => {
  test('is taken back when no agent remembers it, and its dead man leaves', async () => {
    const { machine, activation } = await switched();
    expect(await activation.takeBackForgotten([], never)).toBe(true);
    expect(await machine.system.running()).toBe(machine.previous);
    await machine.isQuiet();
    expect(await activation.takeBackForgotten([], never)).toBe(false);
  });

  test('is nobody else’s business as long as its agent remembers it', async () => {
    const { machine, activation, path, attempt } = await switched();
    expect(await activation.takeBackForgotten([attempt.id], never)).toBe(false);
    expect(await machine.system.running()).toBe(path);
  });

  test('is taken back also after it had proved itself, if it was not made permanent', async () => {
    const { machine, activation, attempt } = await switched();
    await activation.callOffDeadMan(attempt, never);
    expect(await activation.takeBackForgotten([], never)).toBe(true);
    expect(await machine.system.running()).toBe(machine.previous);
  });

  test('has no dead man any more when all that he would need is gone', async () => {
    const { machine } = await switched();
    await machine.folder().remove();
    await machine.isQuiet();
    expect(machine.processes('watch')).toEqual([]);
  });

  test('is left alone once it is permanent', async () => {
    const { machine, activation, path, attempt } = await switched();
    await activation.callOffDeadMan(attempt, never);
    await machine.setsProfile(path);
    await activation.activate({ id: `${attempt.id}-boot`, path, step: 'boot' }, never);
    expect(await activation.takeBackForgotten([], never)).toBe(false);
    expect(await machine.system.running()).toBe(path);
  });
});
