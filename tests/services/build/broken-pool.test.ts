import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import { CommandFailed } from '../../../machines/errors.ts';
import { BuildPool } from '../../../services/build/pool.ts';

/** Threads that do not start: what waits for one waits for ever, and only the event tells. */
vi.mock('piscina', () => ({
  Piscina: class extends EventEmitter {
    run(): Promise<never> {
      setImmediate(() => this.emit('error', new Error('no room for a thread')));
      return new Promise(() => {});
    }
    destroy(): Promise<void> {
      return Promise.resolve();
    }
  },
}));

test('a pool whose workers do not start fails what is to be built, and no more', async () => {
  const pool = new BuildPool();
  const order = { url: '/nowhere', tags: [], goal: 'built', distribution: { way: 'none' } } as const;
  const hosts = [{ name: 'a', set: 'nixosConfigurations' }] as const;
  const made = pool.make(
    { ...order, hosts: [...hosts] },
    { signal: new AbortController().signal, onNews: () => undefined },
  );
  await expect(made).rejects.toThrow(new CommandFailed('the workers of the build do not run: no room for a thread'));
  await pool.close();
});
