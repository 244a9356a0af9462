import { describe, expect, test } from 'vitest';
import { createActor, toPromise } from 'xstate';
import { LiveEffects } from '../../cli/release/live-effects.ts';
import { fromEffect } from '../../machines/effect.ts';
import type { FlakeHost } from '../../machines/model/flake.ts';
import type { ReleaseEntry } from '../../machines/model/release.ts';
import { type HostNews, madeEntries } from '../../machines/policy/release-hosts.ts';
import type { Ports } from '../../machines/ports.ts';
import { releaseMachine, type ReleaseOrder } from '../../machines/release.ts';

const anOrder = (changes: Partial<ReleaseOrder> = {}): ReleaseOrder => ({
  flake: '.',
  hosts: ['*'],
  tags: [],
  goal: 'pushed',
  distribution: { way: 'cache', url: 'file:///cache' },
  cacheUrl: 'file:///cache',
  isTrial: false,
  allowPartial: false,
  ...changes,
});

const entry = (hostname: string): ReleaseEntry => ({
  hostname,
  store_path: `/nix/store/x-${hostname}`,
  platform: 'x86_64-linux',
  tags: [],
});
const names = (...hosts: string[]): FlakeHost[] => hosts.map((name) => ({ name, set: 'nixosConfigurations' }));

/** A release whose flake has these hosts; what is asked of its effects is kept, and they end when the test says. */
function aRelease(order: ReleaseOrder, hosts: readonly string[]) {
  let finishMaking: () => void = () => undefined;
  const made = new Promise<void>((resolve) => (finishMaking = resolve));
  const registered: unknown[] = [];
  const chosen: string[][] = [];
  const effects = new LiveEffects();
  const actor = createActor(
    releaseMachine.provide({
      actors: {
        openFlake: fromEffect<Ports['openFlake']['input'], Ports['openFlake']['output']>(effects, async () => ({
          source: { ref: '.', url: 'path:/x', revision: 'abc' },
          hosts: names(...hosts),
        })),
        makeClosures: fromEffect(effects, async (input: Ports['makeClosures']['input']) => {
          chosen.push(input.hosts.map(({ name }) => name));
          await made;
        }),
        registerRelease: fromEffect(effects, async (input: Ports['registerRelease']['input']) => {
          registered.push(input);
          return { id: 'rel-1' };
        }),
      },
    }),
    { input: order },
  );
  const making = new Promise<void>((resolve) => actor.subscribe(({ value }) => typeof value === 'object' && resolve()));
  const result = toPromise(actor.start());
  return { actor, making, result, registered, chosen, finishMaking };
}

/** The state in which a release is after some news, and how it ends when nothing more comes. */
async function afterNews(order: ReleaseOrder, hosts: readonly string[], news: readonly HostNews[]) {
  const release = aRelease(order, hosts);
  await release.making;
  for (const one of news) release.actor.send(one);
  const state = release.actor.getSnapshot().value;
  release.finishMaking();
  return { state, result: await release.result, registered: release.registered };
}

const evaluated = (...hosts: string[]): HostNews => ({ type: 'hosts.evaluated', entries: hosts.map(entry) });
const built = (...hosts: string[]): HostNews => ({ type: 'hosts.built', names: hosts });
const pushed = (...hosts: string[]): HostNews => ({ type: 'hosts.pushed', names: hosts });
const failed = (name: string): HostNews => ({
  type: 'hosts.failed',
  failures: [{ name, step: 'building', reason: 'no disk' }],
});

describe('a release', () => {
  test.each([
    ['evaluating while a host is not evaluated', [evaluated('a'), built('a'), pushed('a')], { making: 'evaluating' }],
    ['building while a host is not built', [evaluated('a', 'b'), built('a')], { making: 'building' }],
    ['pushing when all are built', [evaluated('a', 'b'), built('a', 'b')], { making: 'pushing' }],
    [
      'pushing when those that did not fail are built',
      [evaluated('a', 'b'), failed('b'), built('a')],
      { making: 'pushing' },
    ],
  ])('is %s', async (_, news, state) => {
    expect((await afterNews(anOrder(), ['a', 'b'], news)).state).toEqual(state);
  });

  test('registers every host with its path, and the revision that all came from', async () => {
    const { result, registered } = await afterNews(
      anOrder(),
      ['a', 'b'],
      [evaluated('a', 'b'), built('a', 'b'), pushed('a', 'b')],
    );
    expect(registered).toEqual([
      { flake_ref: '.', flake_rev: 'abc', cache_url: 'file:///cache', entries: [entry('a'), entry('b')] },
    ]);
    expect(result).toMatchObject({ releaseId: 'rel-1', failure: null });
  });

  test('makes only the hosts that the patterns mean', async () => {
    const release = aRelease(anOrder({ hosts: ['web-*'] }), ['web-1', 'db', 'web-2']);
    await release.making;
    expect(release.chosen).toEqual([['web-1', 'web-2']]);
  });

  test.each([
    ['the flake has no hosts', [], ['*'], 'no nixosConfigurations or darwinConfigurations found'],
    ['no host matches', ['db'], ['web-*', 'x'], 'no host matches web-*,x; the flake has db'],
  ])('fails before anything is made when %s', async (_, hosts, patterns, message) => {
    const { result, chosen } = aRelease(anOrder({ hosts: patterns }), hosts);
    expect((await result).failure?.message).toContain(message);
    expect(chosen).toEqual([]);
  });

  test('registers nothing when a host failed, and says who', async () => {
    const { result, registered } = await afterNews(
      anOrder(),
      ['a', 'b'],
      [evaluated('a', 'b'), failed('b'), built('a'), pushed('a')],
    );
    expect(registered).toEqual([]);
    expect(result.failure?.message).toBe(
      '1 of 2 hosts failed: b. Nothing was registered; mend them, or release the other 1 with --allow-partial',
    );
  });

  test('registers the sound ones when a part will do', async () => {
    const news = [evaluated('a', 'b'), failed('b'), built('a'), pushed('a')];
    const { result, registered } = await afterNews(anOrder({ allowPartial: true }), ['a', 'b'], news);
    expect(registered).toMatchObject([{ entries: [entry('a')] }]);
    expect(result.releaseId).toBe('rel-1');
  });

  test('registers nothing when every host failed, even if a part would do', async () => {
    const { result, registered } = await afterNews(
      anOrder({ allowPartial: true }),
      ['a'],
      [evaluated('a'), failed('a')],
    );
    expect(registered).toEqual([]);
    expect(result.failure?.message).toBe('1 of 1 hosts failed: a. Nothing was registered');
  });

  test('fails when no host has a wanted tag', async () => {
    const { result } = await afterNews(anOrder({ tags: ['web'] }), ['a'], [{ type: 'hosts.excluded', names: ['a'] }]);
    expect(result.failure?.message).toBe('no selected host has a tag of web');
  });

  test('registers nothing when it is a trial', async () => {
    const { result, registered } = await afterNews(
      anOrder({ isTrial: true, goal: 'built' }),
      ['a'],
      [evaluated('a'), built('a')],
    );
    expect(registered).toEqual([]);
    expect(madeEntries(result.hosts)).toEqual([entry('a')]);
    expect(result).toMatchObject({ releaseId: null, failure: null });
  });

  test('is made by evaluation alone when that is its goal', async () => {
    const { result } = await afterNews(anOrder({ goal: 'evaluated' }), ['a'], [evaluated('a')]);
    expect(result.releaseId).toBe('rel-1');
  });

  test('keeps a host failed whatever comes later', async () => {
    const { result } = await afterNews(
      anOrder(),
      ['a', 'b'],
      [evaluated('a', 'b'), failed('b'), built('a', 'b'), pushed('a', 'b')],
    );
    expect(result.failure?.message).toContain('failed: b');
  });

  test('registers nothing after a stop', async () => {
    const { actor, making, result, registered } = aRelease(anOrder(), ['a']);
    await making;
    actor.send({ type: 'stop' });
    expect((await result).failure).toEqual({ code: 'STOPPED', message: 'stopped before anything was registered' });
    expect(registered).toEqual([]);
  });
});
