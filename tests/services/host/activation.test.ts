import { existsSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { aClosure } from './closures.ts';
import { AMachine, WAITS } from './attempt/a-machine.ts';
import { until } from './waiting.ts';

const never = new AbortController().signal;

describe('an activation', () => {
  test('moves the system under its root', async () => {
    const machine = await AMachine.of();
    const path = await aClosure('moves');
    const end = await machine.activation().activate({ id: '17', path, step: 'test' }, never);
    expect(end).toEqual({ exitCode: 0, said: '' });
    expect(await machine.system.running()).toBe(path);
    expect(await machine.bootDefault()).toBeUndefined();
  });

  test('makes a closure the boot default by a step of its own', async () => {
    const machine = await AMachine.of();
    const path = await aClosure('for-good');
    const end = await machine.activation().activate({ id: '17-boot', path, step: 'boot' }, never);
    expect(end).toEqual({ exitCode: 0, said: '' });
    expect(await machine.bootDefault()).toBe(path);
    expect(await machine.system.running()).toBe(machine.previous);
  });

  test('tells how it ended, and the last lines it said', async () => {
    const machine = await AMachine.of();
    const path = await aClosure('fails', 'echo first; echo no space left >&2; exit 4');
    expect(await machine.activation().activate({ id: '17', path, step: 'test' }, never)).toEqual({
      exitCode: 4,
      said: 'first\nno space left',
    });
  });

  test('tells its lines as they come', async () => {
    const machine = await AMachine.of();
    const heard: string[] = [];
    const activation = machine.activation({ onLine: (attempt, line) => heard.push(`${attempt}: ${line}`) });
    const path = await aClosure('talks', `echo one; ${WAITS}; echo two`);
    const end = activation.activate({ id: '17', path, step: 'test' }, never);
    await until(() => heard.length === 1);
    writeFileSync(machine.file('go'), '');
    await end;
    expect(heard).toEqual(['17: one', '17: two']);
  });

  test('is ended at its limit, with all that it has begun, and says so', async () => {
    const machine = await AMachine.of();
    const path = await aClosure('hangs', 'sleep 1000 & sleep 1000');
    const end = await machine.activation({ activationMs: 200 }).activate({ id: '17', path, step: 'test' }, never);
    expect(end).toEqual({ exitCode: -1, said: 'it was ended: it took longer than 0.2 s (--activation-timeout)' });
    await machine.isQuiet();
  });

  test('that cannot be started says why', async () => {
    const machine = await AMachine.of();
    const path = `${await aClosure('here')}-not`;
    const end = await machine.activation().activate({ id: '17', path, step: 'test' }, never);
    expect(end).toEqual({ exitCode: 203, said: expect.stringContaining('was not found') });
  });

  test('whose keeper is killed was cut off', async () => {
    const machine = await AMachine.of();
    const path = await aClosure('cut-off', 'kill -KILL $PPID');
    const end = await machine.activation().activate({ id: '17', path, step: 'test' }, never);
    expect(end).toEqual({ exitCode: -1, said: expect.stringContaining('killed') });
  });

  test('that was cut off is not taken for another process that has its id now', async () => {
    const machine = await AMachine.of();
    const path = await aClosure('cut-off-long-ago', 'kill -KILL $PPID');
    await machine.activation().activate({ id: '17', path, step: 'test' }, never);
    await machine.folder().write('test.begun', JSON.stringify({ pid: process.pid, birth: '1' }));
    const end = await machine.activation().activate({ id: '17', path, step: 'test' }, never);
    expect(end).toMatchObject({ exitCode: -1 });
  });

  test('is begun once, however often it is asked for', async () => {
    const machine = await AMachine.of();
    const path = await aClosure('once', 'echo ran >> "$NIXFLEET_ROOT/ran"');
    const order = { id: '17', path, step: 'test' } as const;
    await Promise.all([machine.activation().activate(order, never), machine.activation().activate(order, never)]);
    await machine.activation().activate(order, never);
    expect(await machine.lines('ran')).toEqual(['ran']);
    await machine.activation().activate({ ...order, id: '18' }, never);
    expect(await machine.lines('ran')).toEqual(['ran', 'ran']);
  });

  test('is begun anew when its number was given to another closure before', async () => {
    const machine = await AMachine.of();
    const [first, second] = [await aClosure('first'), await aClosure('second')];
    await machine.activation().activate({ id: 'mend-1', path: first, step: 'boot' }, never);
    await machine.activation().activate({ id: 'mend-1', path: second, step: 'boot' }, never);
    expect(await machine.bootDefault()).toBe(second);
  });

  test('waits for the one before', async () => {
    const machine = await AMachine.of();
    const slow = await aClosure('slow', `${WAITS}; echo slow >> "$NIXFLEET_ROOT/ran"`);
    const quick = await aClosure('quick', 'echo quick >> "$NIXFLEET_ROOT/ran"');
    const first = machine.activation().activate({ id: '17', path: slow, step: 'test' }, never);
    await machine.has('began');
    const second = machine.activation().activate({ id: '18', path: quick, step: 'test' }, never);
    writeFileSync(machine.file('go'), '');
    await Promise.all([first, second]);
    expect(await machine.lines('ran')).toEqual(['slow', 'quick']);
  });

  test('goes on when the agent is killed, and whoever is the agent next learns its end', async () => {
    const machine = await AMachine.of();
    const path = await aClosure('outlives', `${WAITS}; echo done; exit 2`);
    const order = { id: '17', path, step: 'test' } as const;
    const agent = machine.agent(`await activation.activate(${JSON.stringify(order)}, never)`);
    await machine.has('began');
    agent.kill();
    expect(await agent.end).toBe(-1);
    writeFileSync(machine.file('go'), '');
    expect(await machine.activation().activate(order, never)).toEqual({ exitCode: 2, said: 'done' });
    await machine.isQuiet();
  });

  test('is no longer waited for when the waiting is aborted, and goes on', async () => {
    const machine = await AMachine.of();
    const path = await aClosure('unwatched', `${WAITS}; touch "$NIXFLEET_ROOT/ended"`);
    const order = { id: '17', path, step: 'test' } as const;
    const stop = new AbortController();
    const waiting = machine.activation().activate(order, stop.signal);
    await machine.has('began');
    stop.abort();
    await expect(waiting).rejects.toThrow();
    writeFileSync(machine.file('go'), '');
    expect(await machine.activation().activate(order, never)).toMatchObject({ exitCode: 0 });
    expect(existsSync(machine.file('ended'))).toBe(true);
  });

  test('leaves nothing behind of attempts that are long over', async () => {
    const machine = await AMachine.of();
    const path = await aClosure('often');
    for (let id = 1; id <= 7; id += 1) {
      await machine.activation().activate({ id: `${id}`, path, step: 'boot' }, never);
    }
    expect(existsSync(machine.folder('1').path)).toBe(false);
    expect(existsSync(machine.folder('6').path)).toBe(true);
  });

  test.each([
    ['/tmp/x', '17'],
    ['/nix/store/a-b', '../17'],
  ])('is refused for %s as %s', async (path, id) => {
    const machine = await AMachine.of();
    await expect(machine.activation().activate({ id, path, step: 'test' }, never)).rejects.toThrow('not ');
  });
});
