import { describe, expect, test } from 'vitest';
import { doOnce } from '../../../cli/asking/do-once.ts';
import { BadInput, HttpFailed, Unreachable } from '../../../machines/errors.ts';

const away = new Unreachable('no answer');
const ready = { ready: async () => 'ready' };

/** A deed that fails with these in turn, and is done then; the keys that it was given. */
function aDeed(...failures: readonly Error[]) {
  const keys: (string | undefined)[] = [];
  const deed = async ({ idempotencyKey: key }: { readonly idempotencyKey?: string }) => {
    const failure = failures[keys.push(key) - 1];
    if (failure !== undefined) throw failure;
    return 'done';
  };
  return { deed, keys };
}

describe('a deed that must be done once', () => {
  test.each([away, ...[502, 503, 504].map((status) => new HttpFailed('no answer', status))])(
    'is tried again with the same key when no answer came: $code $status',
    async (lost) => {
      const { deed, keys } = aDeed(lost);
      expect(await doOnce(ready, deed)).toBe('done');
      expect(keys).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), keys[0]]);
    },
  );

  test('has another key each time', async () => {
    const { deed, keys } = aDeed();
    await doOnce(ready, deed);
    await doOnce(ready, deed);
    expect(new Set(keys).size).toBe(2);
  });

  test('is not tried a third time', async () => {
    const { deed, keys } = aDeed(away, away);
    await expect(doOnce(ready, deed)).rejects.toBe(away);
    expect(keys).toHaveLength(2);
  });

  test('is not tried again when it was refused', async () => {
    const refused = new HttpFailed('no', 409);
    const { deed, keys } = aDeed(refused);
    await expect(doOnce(ready, deed)).rejects.toBe(refused);
    expect(keys).toHaveLength(1);
  });

  test.each([
    ['of v0.1.1', new HttpFailed('Not Found', 404)],
    ['that is still away', away],
  ])('is not tried again on a control plane %s', async (_, answer) => {
    const { deed, keys } = aDeed(away);
    await expect(doOnce({ ready: () => Promise.reject(answer) }, deed)).rejects.toBe(away);
    expect(keys).toHaveLength(1);
  });

  test('is tried again on ours that is starting', async () => {
    const { deed } = aDeed(away);
    const starting = { ready: () => Promise.reject(new HttpFailed('starting', 503)) };
    expect(await doOnce(starting, deed)).toBe('done');
  });

  test('hides no defect', async () => {
    const { deed } = aDeed(away);
    const broken = { ready: () => Promise.reject(new BadInput('oh')) };
    await expect(doOnce(broken, deed)).rejects.toThrow('oh');
  });
});
