import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createWebSocketReceiver, type StatelyInspectionEvent } from '@statelyai/inspect';
import { WebSocket } from 'ws';
import { createMachine } from 'xstate';
import { describe, expect, onTestFinished, test } from 'vitest';
import { batchMachine } from '../../../../machines/batch.ts';
import { machineMachine } from '../../../../machines/machine.ts';
import { rolloutMachine } from '../../../../machines/rollout.ts';
import type { Inspected } from '../../../../services/actors/inspect/inspected.ts';
import { type Inspector, inspectorAsked, startInspector } from '../../../../services/actors/inspect/inspector.ts';
import { startLocalEngine } from '../../../../services/actors/local-engine.ts';
import { tempFolder } from '../../../support/temp.ts';

const CHARTS = { machine: machineMachine, rollout: rolloutMachine, batch: batchMachine };

/** A control plane's actors, inspected; and what a viewer of Stately's own has been told so far. */
async function inspected() {
  const inspector = await startInspector({ port: 0, charts: CHARTS });
  const engine = await startLocalEngine({
    dbPath: join(tempFolder(), 'state.db'),
    log: () => undefined,
    inspected: inspector.publish,
  });
  onTestFinished(async () => {
    await engine.stop();
    inspector.stop();
  });
  return { inspector, engine };
}

/** Reads an inspector as Stately's tools do, until enough was told. */
function told({ url }: Inspector, isEnough: (events: readonly StatelyInspectionEvent[]) => boolean) {
  const receiver = createWebSocketReceiver({ server: url.replace('http', 'ws') });
  const events: StatelyInspectionEvent[] = [];
  return new Promise<readonly StatelyInspectionEvent[]>((resolve) => {
    receiver.subscribe((event) => {
      events.push(event);
      if (isEnough(events)) resolve(events);
    });
  });
}

const register = { machineId: 'web-01', lifecycle: 'pending', tags: [], actor: 'apikey:ops' };
const provision = { machineId: 'web-01', lifecycle: 'provisioning', actor: 'apikey:ops' };

/** How a browser that has come from `origin` gets on. */
const answerTo = (url: string, headers: Record<string, string>) =>
  new Promise<'lets in' | 'refuses'>((resolve) => {
    const socket = new WebSocket(url.replace('http', 'ws'), { headers });
    socket.once('open', () => (socket.terminate(), resolve('lets in')));
    socket.once('error', () => resolve('refuses'));
  });

describe('the inspector', () => {
  test('tells a receiver of Stately what actors hear and how they are then', async () => {
    const { inspector, engine } = await inspected();
    const events = told(inspector, (all) => all.some(isSnapshotOf('provisioning')));
    await engine.request('register', register);
    await engine.request('updateLifecycle', provision);
    const kinds = (await events).map(({ type, sessionId }) => `${type} ${sessionId}`);
    expect(kinds[0]).toBe('@xstate.actor machine:web-01');
    expect(kinds).toContain('@xstate.event machine:web-01');
    expect(await events).toContainEqual(
      expect.objectContaining({ event: { type: 'provision', now: expect.any(Number) } }),
    );
  });

  test('gives definitions that XState makes the chart from', async () => {
    const { inspector, engine } = await inspected();
    const events = told(inspector, (all) => all.length > 0);
    await engine.request('register', register);
    await engine.request('updateLifecycle', provision);
    const [first] = await events;
    if (first?.type !== '@xstate.actor') throw new Error('an actor is introduced first');
    const chart = createMachine(JSON.parse(first.definition ?? ''));
    expect(chart.id).toBe('machine');
    expect(Object.keys(chart.states)).toEqual(Object.keys(machineMachine.states));
  });

  test('tells who comes later what has been', async () => {
    const { inspector, engine } = await inspected();
    await engine.request('register', register);
    await engine.request('updateLifecycle', provision);
    const events = await told(inspector, (all) => all.some(isSnapshotOf('provisioning')));
    expect(events[0]).toMatchObject({ type: '@xstate.actor', name: 'machine:web-01' });
  });

  test('introduces an actor also to who came when that was long known and silent', async () => {
    const { inspector, engine } = await inspected();
    await engine.request('register', register);
    await engine.request('updateLifecycle', provision);
    for (let n = 0; n < 300; n += 1) inspector.publish([heardBy('machine:busy', n)]);
    const events = told(inspector, (all) => all.some(({ sessionId }) => sessionId === 'machine:web-01'));
    await answerTo(inspector.url, {});
    inspector.publish([heardBy('machine:web-01', 300)]);
    const known = (await events).filter(({ type }) => type === '@xstate.actor').map(({ sessionId }) => sessionId);
    expect(known).toEqual(['machine:busy', 'machine:web-01']);
  });

  test('says nothing of what was not committed', async () => {
    const { inspector, engine } = await inspected();
    const events = told(inspector, (all) => all.some(isSnapshotOf('provisioning')));
    await engine.request('register', register);
    await expect(engine.request('updateLifecycle', { ...provision, lifecycle: 'maintenance' })).rejects.toThrow();
    await engine.request('updateLifecycle', provision);
    expect((await events).some(isSnapshotOf('maintenance'))).toBe(false);
  });

  test.each([
    ['lets in', 'what is no browser', {}],
    ['refuses', 'a page of another site', { origin: 'https://evil.example' }],
    ['refuses', 'a page that found it by another name', { origin: 'http://evil.example', host: 'evil.example' }],
  ])('%s %s', async (answer, _, headers) => {
    const { inspector } = await inspected();
    expect(await answerTo(inspector.url, headers)).toBe(answer);
  });

  test('has a page of its own, which may look', async () => {
    const { inspector } = await inspected();
    expect(await (await fetch(inspector.url)).text()).toContain('https://stately.ai/inspect');
    expect(await answerTo(inspector.url, { origin: inspector.url.replace(/\/$/, '') })).toBe('lets in');
  });
});

describe('NIXFLEET_INSPECT', () => {
  const asked = async (value: string | undefined, usualPort = 0) => {
    const logged: string[] = [];
    const log = (level: string, message: string) => void logged.push(`${level}: ${message}`);
    const inspector = await inspectorAsked({ value, charts: CHARTS, usualPort, log });
    onTestFinished(() => inspector?.stop());
    return { inspector, logged };
  };

  test.each([undefined, '', '0'])('that is %j asks for none', async (value) => {
    expect(await asked(value)).toEqual({ inspector: undefined, logged: [] });
  });

  test.each(['yes', '80', '99999'])('that is %j is told of, and nothing is inspected', async (value) => {
    const { inspector, logged } = await asked(value);
    expect(inspector).toBeUndefined();
    expect(logged).toEqual([expect.stringContaining('1 or a port from 1024 to 65535')]);
  });

  test('that names a port which is taken keeps nothing from starting', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const { inspector, logged } = await asked(String(port));
    expect(inspector).toBeUndefined();
    expect(logged).toEqual([expect.stringContaining(`port ${port} cannot be used`)]);
  });
});

const heardBy = (address: string, at: number): Inspected => ({
  address,
  source: null,
  event: { type: 'machine.seen' },
  at,
  snapshot: { status: 'active', value: {}, context: {} },
});

const isSnapshotOf =
  (lifecycle: string) =>
  (event: StatelyInspectionEvent): boolean =>
    event.type === '@xstate.snapshot' &&
    (event.snapshot as unknown as { value: Record<string, string> }).value['lifecycle'] === lifecycle;
