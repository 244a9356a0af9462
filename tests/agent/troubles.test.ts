import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from '../../services/host/process.ts';
import { aClosure, NIX_ENV } from '../services/host/closures.ts';
import { aFolder, until } from '../services/host/waiting.ts';
import { aGatedClosure, AGatedMachine } from './a-gated-machine.ts';
import { aRelay } from './a-relay.ts';
import { atRest, outcomesOf, restsOn } from './a-rest.ts';
import { AnAgent } from './an-agent.ts';
import { FakeControlPlane, type FakeLink } from './fake-control-plane.ts';

const WAITS = 'touch "$NIXFLEET_ROOT/switching"; while ! test -e "$NIXFLEET_ROOT/go"; do sleep 0.05; done';
const PATIENT = '--confirm-timeout=60';

/** How a control plane can be in trouble without being unreachable. */
const TROUBLED: readonly (readonly [string, (plane: FakeControlPlane) => void])[] = [
  ['answers 500', (plane) => Object.assign(plane, { pollStatus: 500, status: 500 })],
  ['has too much to do', (plane) => Object.assign(plane, { pollStatus: 429, status: 429 })],
];

const isQuestion = (method: string) => method === 'GET';

/** How it can be out of reach. */
const GONE: readonly (readonly [string, (plane: FakeControlPlane) => void])[] = [
  ['answers garbage', (plane) => Object.assign(plane, { garbage: '<html>Sign in</html>', status: 503 })],
  ['does not answer', (plane) => Object.assign(plane, { isSilentFor: isQuestion, status: 503 })],
  ['does not know the machine', (plane) => Object.assign(plane, { pollStatus: 403, status: 403 })],
];

function recovers(plane: FakeControlPlane): void {
  Object.assign(plane, { pollStatus: undefined, garbage: undefined, status: 200, isSilentFor: () => false });
}

/** An agent whose machine runs something, and is in the middle of the switch to something else. */
async function inASwitch(...flags: string[]) {
  const agent = await AnAgent.of(...flags);
  const [good, wanted] = [await aClosure('good'), await aClosure('wanted-in-trouble', WAITS)];
  agent.plane.wanted = { hash: good, assignment: 'r-1:0:1' };
  await agent.start();
  await agent.plane.reported('deployed');
  agent.plane.wanted = { hash: wanted, assignment: 'r-1:1:1' };
  await until(async () => (await agent.system.running()) === wanted);
  const goOn = () => writeFileSync(join(agent.root.folder, 'go'), '');
  return { agent, plane: agent.plane, good, wanted, goOn };
}

/** An agent with a link whose control plane acknowledges what is reported over it. */
async function linked(wanted: string) {
  const agent = await AnAgent.of(PATIENT);
  const { plane } = agent;
  plane.linkStatus = undefined;
  plane.wanted = { hash: wanted, assignment: null };
  await agent.start();
  await plane.sees(() => plane.links.length > 0);
  const [link] = plane.links;
  if (link === undefined) throw new Error('there is no link');
  link.say({ type: 'welcome', resume_after: 0, poll_seconds: 1 });
  void acknowledging(plane, link);
  return { agent, link };
}

/** Goes on for as long as the test does. */
async function acknowledging(plane: FakeControlPlane, link: FakeLink): Promise<void> {
  const newest = () => Math.max(0, ...link.heard.flatMap(({ type, seq }) => (type === 'report' ? [Number(seq)] : [])));
  for (let seq = 0; ;) {
    await plane.sees(() => newest() > seq);
    seq = newest();
    link.say({ type: 'ack', seq });
  }
}

describe('a control plane that, while a machine switches,', () => {
  test.each(TROUBLED)('%s takes nothing back; it hears of it later', async (_, trouble) => {
    const { agent, plane, wanted, goOn } = await inASwitch(PATIENT);
    trouble(plane);
    goOn();
    await until(() => agent.said.filter((line) => line === 'report: deployed').length === 2);
    recovers(plane);
    await plane.sees(() => outcomesOf(plane).length === 2);
    expect(outcomesOf(plane)).toEqual(['done', 'done']);
    expect(await agent.system.profile()).toBe(wanted);
  });

  test.each(GONE)('%s is not reached from the new system, which is left', async (_, trouble) => {
    const { agent, plane, good, goOn } = await inASwitch('--confirm-timeout=8');
    trouble(plane);
    goOn();
    await until(() => agent.said.some((line) => line.startsWith('report: rolled back')));
    recovers(plane);
    await plane.sees(() => outcomesOf(plane).length === 2);
    expect(outcomesOf(plane)).toEqual(['done', 'rolled_back']);
    expect(await agent.system.running()).toBe(good);
    expect(await agent.system.profile()).toBe(good);
  });
});

describe('a system that breaks the route to the control plane', () => {
  /** The way back opens the route again. */
  async function aStory() {
    const plane = await FakeControlPlane.start();
    const machine = await AGatedMachine.of(plane, 'rm -f no-route');
    const relay = await aRelay(plane.url, join(machine.folder, 'no-route'));
    const wanted = await aGatedClosure('breaks-the-route', 'touch no-route');
    plane.wanted = { hash: wanted, assignment: 'r-1:0:1' };
    const start = () =>
      machine.startAgent(relay.url, '--poll-interval=1', '--retry-interval=1', '--health-interval=900', CONFIRM);
    return { plane, machine, start };
  }

  const CONFIRM = '--confirm-timeout=15';

  test('is left, and the control plane is told why as soon as it can be', async () => {
    const { plane, machine, start } = await aStory();
    const agent = await start();
    expect(await atRest({ plane, machine, agent, polls: 2 })).toEqual(restsOn(machine.previous, 'rolled_back'));
    expect((await plane.reported('rolled back')).message).toContain('control plane');
  });

  test('is left also when the agent is dead', async () => {
    const { plane, machine, start } = await aStory();
    const first = await start();
    await machine.reaches('verifying.proving');
    await first.kill();
    await machine.isQuiet();
    const { previous } = machine;
    expect(machine.whereabouts).toEqual({ running: previous, profile: previous, bootDefault: previous });
    const agent = await start();
    expect(await atRest({ plane, machine, agent, polls: 2 })).toEqual(restsOn(previous, 'rolled_back'));
  });
});

describe('a closure that is not in the cache', () => {
  /** Wanted from a cache that has it not, yet. */
  async function missing() {
    const agent = await AnAgent.of();
    const path = await aClosure(basename(await aFolder()));
    const [cache, elsewhere] = [`file://${await aFolder()}`, `file://${await aFolder()}`];
    await run({ argv: ['nix', 'copy', '--to', elsewhere, path], env: NIX_ENV });
    await run({ argv: ['nix-store', '--delete', path], env: NIX_ENV });
    const comes = async () => {
      await run({ argv: ['nix', 'copy', '--no-check-sigs', '--from', elsewhere, path], env: NIX_ENV });
      await run({ argv: ['nix', 'copy', '--to', cache, path], env: NIX_ENV });
      await run({ argv: ['nix-store', '--delete', path], env: NIX_ENV });
    };
    return { agent, path, cache, comes };
  }

  test('is told to a control plane that knows the word, and is fetched when it has come', async () => {
    const { agent, path, cache, comes } = await missing();
    agent.plane.wanted = { hash: path, cache_url: cache, assignment: 'r-1:0:1' };
    await agent.start();
    const report = await agent.plane.reported('fetch failed');
    expect(report).toMatchObject({ success: false, outcome: 'fetch_failed', assignment: 'r-1:0:1' });
    await comes();
    expect(await agent.plane.reported('deployed')).toMatchObject({ current_generation: path, outcome: 'done' });
  });

  test('is not told to v0.1.1, which would take it for more', async () => {
    const { agent, path, cache } = await missing();
    agent.plane.wanted = { hash: path, cache_url: cache };
    await agent.start();
    await agent.plane.sees(() => agent.plane.polls > 1);
    expect(agent.plane.reports).toEqual([]);
  });
});

describe('a machine on which somebody has activated something else', () => {
  /** Its agent has brought it to what is wanted; then somebody comes by hand. */
  async function drifted(knowsAssignments: boolean, ...flags: string[]) {
    const agent = await AnAgent.of(PATIENT, ...flags);
    const [wanted, other] = [await aClosure('reached'), await aClosure('by-hand')];
    agent.plane.wanted = knowsAssignments ? { hash: wanted, assignment: null } : { hash: wanted };
    await agent.start();
    await agent.plane.reported('up-to-date');
    rmSync(agent.root.currentSystem);
    symlinkSync(other, agent.root.currentSystem);
    return { agent, wanted, other };
  }

  test('has drifted: that is reported, and left', async () => {
    const { agent, wanted, other } = await drifted(true);
    const { message, current_generation: running } = await agent.plane.reported('drift');
    expect(message).toContain(`drift: runs ${other} since `);
    expect(message).toContain(`wanted is ${wanted}`);
    expect(running).toBe(other);
    const { polls } = agent.plane;
    await agent.plane.sees(() => agent.plane.polls > polls + 1);
    expect(await agent.system.running()).toBe(other);
  });

  test('is left without a word to v0.1.1, which has no such report', async () => {
    const { agent, other } = await drifted(false);
    await until(() => agent.said.some((line) => line.startsWith('drift: runs')));
    expect(agent.plane.messages.filter((message) => message.startsWith('drift'))).toEqual([]);
    expect(await agent.system.running()).toBe(other);
  });

  test('is brought back when its agent was told to correct that', async () => {
    const { agent, wanted } = await drifted(true, '--on-drift=correct');
    await until(async () => (await agent.system.running()) === wanted);
    await agent.plane.sees(() => agent.plane.messages.filter((message) => message === 'deployed').length === 2);
  });

  test('is brought back when somebody asks for another try over the link', async () => {
    const [wanted, other] = [await aClosure('reached'), await aClosure('by-hand')];
    const { agent, link } = await linked(wanted);
    await until(async () => (await agent.system.profile()) === wanted);
    rmSync(agent.root.currentSystem);
    symlinkSync(other, agent.root.currentSystem);
    await until(() => agent.said.some((line) => line.startsWith('drift: runs')));
    link.say({ type: 'retry', hash: wanted });
    await until(() => agent.said.filter((line) => line === 'report: deployed').length === 2);
    expect(await agent.system.running()).toBe(wanted);
  });
});

describe('a closure that is announced', () => {
  test('is fetched and kept, and not activated', async () => {
    const [wanted, ahead] = [await aClosure('now'), await aClosure(basename(await aFolder()))];
    const cache = `file://${await aFolder()}`;
    await run({ argv: ['nix', 'copy', '--to', cache, ahead], env: NIX_ENV });
    await run({ argv: ['nix-store', '--delete', ahead], env: NIX_ENV });
    const { agent, link } = await linked(wanted);
    link.say({ type: 'prefetch', hash: ahead, cache_url: cache });
    await until(() => agent.said.includes(`fetched ahead: ${ahead}`));
    await run({ argv: ['nix', 'path-info', ahead], env: NIX_ENV });
    await until(async () => (await agent.system.profile()) === wanted);
    expect(await agent.system.running()).toBe(wanted);
  });
});
