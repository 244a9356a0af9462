import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { claim } from '../../services/host/attempt/claim.ts';
import { type Finished, finish } from '../../services/host/process.ts';
import { AMachine, KEEPER } from '../services/host/attempt/a-machine.ts';
import { aClosure } from '../services/host/closures.ts';

const never = new AbortController().signal;

const keep = (argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Finished> =>
  finish({ argv: [...KEEPER, ...argv], env });

/** What systemd tells of a service that has ended. */
const ENDED = { SERVICE_RESULT: 'exit-code', EXIT_STATUS: '4', INVOCATION_ID: '0f1e' };

async function anAttempt(): Promise<AMachine> {
  const machine = await AMachine.of();
  await machine.folder().make();
  return machine;
}

describe('the keeper', () => {
  test.each([
    ['no words', []],
    ['an unknown verb', ['dance', '/run']],
    ['a folder that depends on where it is', ['back', 'attempts/17']],
    ['an unknown step', ['end', '/run', 'jump']],
  ])('refuses %s', async (_, argv) => {
    const { exitCode, stderr } = await keep(argv);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('begin|end|run FOLDER STEP');
  });

  test('lets a step begin once', async () => {
    const { path } = (await anAttempt()).folder();
    expect((await keep(['begin', path, 'test'])).exitCode).toBe(0);
    expect((await keep(['begin', path, 'test'])).exitCode).toBe(1);
    expect((await keep(['begin', path, 'boot'])).exitCode).toBe(0);
  });

  test('lets no step begin when the machine goes back, and says so', async () => {
    const folder = (await anAttempt()).folder();
    await claim(folder, 'fired');
    expect((await keep(['begin', folder.path, 'test'])).exitCode).toBe(1);
    await keep(['end', folder.path, 'test'], ENDED);
    expect(await folder.read('test.end')).toBe('refused - -\n');
  });

  test('writes down how a unit ended', async () => {
    const folder = (await anAttempt()).folder();
    expect((await keep(['end', folder.path, 'test'], ENDED)).exitCode).toBe(0);
    expect(await folder.read('test.end')).toBe('exit-code 4 0f1e\n');
  });

  test('leaves the machine only the time to confirm from then on', async () => {
    const machine = await AMachine.of();
    const attempt = machine.attempt(await aClosure('ended'));
    await machine.activation().armDeadMan(attempt, never);
    await keep(['end', machine.folder().path, 'test'], ENDED);
    const times = await Promise.all(['armed', 'hurried'].map((name) => readFile(machine.folder().file(name), 'utf8')));
    expect(Number(times[1])).toBeLessThan(Number(times[0]));
    await machine.activation().callOffDeadMan(attempt, never);
    await machine.isQuiet();
  });

  test('hurries nobody when the boot entry is written, nor once the dead man is called off', async () => {
    const machine = await AMachine.of();
    const attempt = machine.attempt(await aClosure('settled'));
    await machine.activation().armDeadMan(attempt, never);
    await keep(['end', machine.folder().path, 'boot'], ENDED);
    expect(existsSync(machine.folder().file('hurried'))).toBe(false);
    await machine.activation().callOffDeadMan(attempt, never);
    await keep(['end', machine.folder().path, 'test'], ENDED);
    await machine.isQuiet();
  });

  test('says where it has taken the machine', async () => {
    const machine = await AMachine.of();
    const attempt = machine.attempt(await aClosure('told'));
    await machine.activation().armDeadMan(attempt, never);
    const { exitCode, stdout } = await keep(['back', machine.folder().path]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`${machine.previous} runs`);
    await machine.isQuiet();
  });

  test('fails with a word when it does not know what to do, so that systemd tries again', async () => {
    const { exitCode, stderr } = await keep(['back', (await anAttempt()).folder().path]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('order.json');
  });
});
