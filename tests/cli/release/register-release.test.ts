import { describe, expect, test } from 'vitest';
import { registerRelease, registrable } from '../../../cli/release/register-release.ts';
import { HttpFailed, Unreachable } from '../../../machines/errors.ts';

const never = new AbortController().signal;
const entry = { hostname: 'a', store_path: '/nix/store/x', platform: 'x86_64-linux', tags: [] };
const body = { flake_ref: '.', flake_rev: null, cache_url: null, entries: [entry] };

/** A control plane of v0.1.1 that fails like this; how often it was asked. */
function failing(error: Error) {
  const asked: unknown[] = [];
  return {
    asked,
    ready: () => Promise.reject(new HttpFailed('Control plane returned 404', 404)),
    createRelease: (call: unknown) => {
      asked.push(call);
      return Promise.reject(error);
    },
  };
}

describe('a release that is registered', () => {
  test('is asked for with a key, so that it is made once', async () => {
    const asked: { idempotencyKey?: string }[] = [];
    const client = {
      ready: () => Promise.reject(new Error('not asked')),
      createRelease: (call: object) => {
        asked.push(call);
        return Promise.resolve({ id: 'rel-1', host_count: 1 });
      },
    };
    expect(await registerRelease(client, body, never)).toEqual({ id: 'rel-1' });
    expect(asked).toEqual([{ body, idempotencyKey: expect.stringMatching(/^[0-9a-f-]{36}$/), signal: never }]);
  });

  test.each(['TIMEOUT', 'ECONNRESET'])(
    'that got no answer (%s) is not asked for again where that would make another, and says how to look',
    async (cause) => {
      const client = failing(new Unreachable('no answer', { cause }));
      await expect(registerRelease(client, body, never)).rejects.toThrow(
        'no answer\nIt is not known whether the release was registered: look with `nixfleet release list`',
      );
      expect(client.asked).toHaveLength(1);
    },
  );

  test.each([
    [
      new Unreachable('nothing listens there', { cause: 'ECONNREFUSED' }),
      /^nothing listens there\nNothing was registered\. What was built/,
    ],
    [new HttpFailed('Control plane returned 500', 500), /^Control plane returned 500\nNothing was registered\./],
    [new HttpFailed('Control plane returned 413', 413), /make several, with --hosts/],
  ])('that was refused says so: %s', async (error, message) => {
    await expect(registerRelease(failing(error), body, never)).rejects.toThrow(message);
  });

  test('has no secret of the flake', () => {
    expect(registrable({ ...body, flake_ref: 'git+https://me:hunter2@host/fleet' }).flake_ref).toBe(
      'git+https://***@host/fleet',
    );
  });

  test('has no more hosts than a control plane takes', () => {
    expect(() => registrable({ ...body, entries: Array.from({ length: 20_001 }, () => entry) })).toThrow(
      'at most 20000 hosts',
    );
  });

  test('is no bigger than a control plane takes', () => {
    const tags = Array.from({ length: 256 }, () => 'x'.repeat(128));
    expect(() => registrable({ ...body, entries: Array.from({ length: 600 }, () => ({ ...entry, tags })) })).toThrow(
      'make several, with --hosts',
    );
  });
});
