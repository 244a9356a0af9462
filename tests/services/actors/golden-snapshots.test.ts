import type { AnyStateMachine } from 'xstate';
import { describe, expect, test } from 'vitest';
import { agentMachine } from '../../../machines/agent.ts';
import { type EffectHost, fromEffect } from '../../../machines/effect.ts';
import type { Address } from '../../../services/actors/address.ts';
import { SystemClock } from '../../../services/actors/clock.ts';
import { fleetKinds } from '../../../services/actors/fleet-kinds.ts';
import { LiveActor } from '../../../services/actors/live-actor.ts';
import { upgraded } from '../../../services/actors/upgrades.ts';
import { tempFolder } from '../../support/temp.ts';
import { digestOf, golden, goldenFiles, type GoldenSnapshot, MAKE_GOLDEN } from './golden/golden-files.ts';
import { makeGolden, versionsNow } from './golden/make-golden.ts';
import { stateName, storableStates } from './golden/state-name.ts';

/** What programs of these versions have stored. A new version adds a line; a line never changes once its version is released. */
const DIGESTS: Readonly<Record<string, string>> = {
  'agent-1': '3ea2c92887890be7',
  'batch-1': '420ad499b30d1622',
  'machine-1': 'a6b8c1d38ff681a3',
  'rollout-1': '2fdaa74cf29b085e',
  'batch-2': 'ff226efe34385b9f',
  'machine-2': '4f635a4c992e4a66',
  'rollout-2': 'fedfdacec068d4c7',
  'agent-2': 'a8b67cdde3e6cab4',
  'batch-3': 'ce2d6b1302704350',
  'rollout-3': '337b5b7ea930fcdd',
};

/** Where a state of an earlier version is now, for those that have another name. */
const MOVED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  rollout: { running: 'running.in_time', paused: 'paused.by_failure' },
};

/** Kinds whose program looks at the facts before it goes on: all states of that version begin here, and with this effect. */
const BEGUN_ANEW: Readonly<Record<string, { readonly state: string; readonly held: readonly unknown[] }>> = {
  'agent-1': { state: 'checking.recalling', held: [{ src: 'takeStock', input: {} }] },
};

/** A kind's chart; an effect that it invokes is noted in `held`, and never begins. */
function chartOf(kind: string, held: unknown[]): AnyStateMachine {
  const host: EffectHost = {
    hold: (child) => void held.push({ src: child.src, input: child.getSnapshot().input }),
    settle: () => undefined,
    leave: () => undefined,
  };
  const machine: AnyStateMachine | undefined = { agent: agentMachine, ...fleetCharts(host) }[kind];
  if (machine === undefined) throw new Error(`there is no ${kind}`);
  const names = Object.keys(machine.implementations.actors);
  const never = fromEffect(host, () => new Promise<never>(() => undefined));
  return machine.provide({ actors: Object.fromEntries(names.map((name) => [name, never])) });
}

const fleetCharts = (host: EffectHost): Record<string, AnyStateMachine> =>
  Object.fromEntries(Object.entries(fleetKinds(new SystemClock())).map(([kind, { machine }]) => [kind, machine(host)]));

/** A golden actor, upgraded and alive again. */
function restored(kind: string, snapshot: GoldenSnapshot, machine: AnyStateMachine): LiveActor {
  const version = versionsNow()[kind] ?? 0;
  const nothing = () => undefined;
  const making = { address: snapshot.address as Address, machine, version, emitted: nothing, adopted: nothing };
  return LiveActor.restored(making, upgraded(kind, snapshot, version));
}

test.runIf(process.env['NIXFLEET_GOLDEN'] === 'make')('golden files that are missing are made', async () => {
  await makeGolden(tempFolder());
});

describe.each(goldenFiles())('a stored $kind of version $version', ({ kind, version }) => {
  const snapshots = golden(kind, version);
  const held: unknown[] = [];
  const machine = chartOf(kind, held);

  test('is kept as that version stored it', () => {
    expect(digestOf(kind, version), `add it to DIGESTS; if it was there, put ${kind}-${version}.json back`).toBe(
      DIGESTS[`${kind}-${version}`],
    );
  });

  test.each(snapshots)('comes back where it was, and waits for what it waited for: $name', (snapshot) => {
    held.length = 0;
    const actor = restored(kind, snapshot, machine);
    const was = stateName(snapshot.state);
    const anew = BEGUN_ANEW[`${kind}-${version}`];
    expect(stateName(actor.persisted().state)).toBe(anew?.state ?? MOVED[kind]?.[was] ?? was);
    expect(actor.deliveries).toBe(snapshot.deliveries);
    expect(held).toEqual(anew?.held ?? waitingFor(snapshot.state));
    actor.drop();
  });
});

describe.each(Object.entries(versionsNow()))('the chart of %s, of version %i,', (kind, version) => {
  const isThere = () => goldenFiles().some((file) => file.kind === kind && file.version === version);

  test('has a golden file', () => {
    expect(isThere(), `${kind}-${version}.json is missing: run ${MAKE_GOLDEN}, and commit what it makes`).toBe(true);
  });

  test('has a golden snapshot of every state in which it may be stored', () => {
    const there = new Set(
      (isThere() ? golden(kind, version) : []).flatMap(({ state }) => stateName(state).split(', ')),
    );
    const missing = storableStates(chartOf(kind, [])).filter((state) => !there.has(state));
    const remedy = `let tests/services/actors/golden/control-plane-story.ts tell of it, remove ${kind}-${version}.json`;
    expect(missing, `${remedy} if that version is not released yet, and run ${MAKE_GOLDEN}`).toEqual([]);
  });
});

/** The effects in a persisted snapshot, with their inputs. */
function waitingFor(state: unknown): unknown[] {
  const { children } = state as { children: Record<string, { src: string; snapshot: { input: unknown } }> };
  return Object.values(children).map(({ src, snapshot: { input } }) => ({ src, input }));
}
