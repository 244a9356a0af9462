import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { follow, type Following } from '../../../services/board/follow.ts';
import { aCable } from '../../support/a-cable.ts';
import { aServer, KEYS } from '../../support/a-server.ts';
import { BrowserSocket } from './a-browser-socket.ts';

/** A WebSocket whose network the test is. */
class FakeSocket extends EventTarget {
  static opened: FakeSocket[] = [];
  readonly url: string;
  isClosed = false;

  constructor(url: string) {
    super();
    this.url = url;
    FakeSocket.opened.push(this);
  }

  /** On a dead path nobody answers: no `close` is told. */
  close(): void {
    this.isClosed = true;
  }

  stand(): void {
    this.dispatchEvent(new Event('open'));
  }

  say(frame: object): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) }));
  }

  end(): void {
    this.dispatchEvent(new Event('close'));
  }
}

/** What a viewer hears of what it follows, until the test is over. */
function aFollower(parts: Partial<Following> = {}) {
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const heard: unknown[] = [];
  const following = follow({
    url: 'http://fleet.example.com',
    apiKey: KEYS.readonly,
    path: '/api/v1/live',
    after: () => 7,
    frame: (frame) => void heard.push(frame),
    state: (state) => void heard.push(state),
    refused: () => void heard.push('refused'),
    signal: leaving.signal,
    ...parts,
  });
  return { heard, following, leave: () => leaving.abort() };
}

const BEAT = { type: 'beat' };
const lastSocket = (): FakeSocket => {
  const socket = FakeSocket.opened.at(-1);
  if (socket === undefined) throw new Error('nothing was opened');
  return socket;
};

describe('a feed that a page follows', () => {
  beforeEach(() => {
    FakeSocket.opened = [];
    vi.stubGlobal('WebSocket', FakeSocket);
    vi.useFakeTimers();
    return () => {
      vi.useRealTimers();
      vi.unstubAllGlobals();
    };
  });

  test('is asked to beat, from where the page is', () => {
    aFollower({ query: () => ({ epoch: 'e-1' }) });
    expect(lastSocket().url).toBe('ws://fleet.example.com/api/v1/live?epoch=e-1&after=7&beat=true');
  });

  test('stands as long as it beats, and the page hears no beat', async () => {
    const { heard } = aFollower();
    lastSocket().stand();
    for (let minutes = 0; minutes < 60; minutes += 1) {
      await vi.advanceTimersByTimeAsync(60_000);
      lastSocket().say(BEAT);
    }
    expect(heard).toEqual(['connected']);
    expect(FakeSocket.opened).toHaveLength(1);
  });

  test('is lost when it was silent for 75 s, and followed anew though nobody answers the closing', async () => {
    const { heard } = aFollower();
    const dead = lastSocket();
    dead.stand();
    await vi.advanceTimersByTimeAsync(40_000);
    dead.say({ type: 'row' });
    await vi.advanceTimersByTimeAsync(74_999);
    expect(heard).toEqual(['connected', { type: 'row' }]);
    await vi.advanceTimersByTimeAsync(1);
    expect(heard.at(-1)).toBe('lost');
    expect(dead.isClosed).toBe(true);
    await vi.advanceTimersByTimeAsync(250);
    lastSocket().stand();
    expect(lastSocket()).not.toBe(dead);
    expect(heard.slice(2)).toEqual(['lost', 'connected']);
  });

  test('is not heard over a connection that was given up', async () => {
    const { heard } = aFollower();
    const dead = lastSocket();
    dead.stand();
    await vi.advanceTimersByTimeAsync(75_250);
    lastSocket().stand();
    dead.say({ type: 'row' });
    dead.end();
    expect(heard).toEqual(['connected', 'lost', 'connected']);
  });

  test('is tried again when it does not stand within 15 s, which says nothing of the key', async () => {
    const { heard } = aFollower();
    const hanging = lastSocket();
    await vi.advanceTimersByTimeAsync(14_999);
    expect(hanging.isClosed).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(hanging.isClosed).toBe(true);
    await vi.advanceTimersByTimeAsync(250);
    hanging.stand();
    expect(FakeSocket.opened).toHaveLength(2);
    expect(heard).toEqual(['lost']);
  });

  test('tells that it was refused when it ends before it stood', async () => {
    const { heard } = aFollower();
    lastSocket().end();
    await vi.advanceTimersByTimeAsync(0);
    expect(heard).toEqual(['lost', 'refused']);
  });

  test('is let go of at once when the page is left, with all that waits', async () => {
    const { heard, following, leave } = aFollower();
    lastSocket().stand();
    leave();
    await following;
    expect(lastSocket().isClosed).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
    expect(heard).toEqual(['connected']);
  });

  test('ends with the frame that is its last', async () => {
    const { following } = aFollower({ frame: () => true });
    lastSocket().stand();
    lastSocket().say({ type: 'end' });
    await following;
    expect(lastSocket().isClosed).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a real feed whose path dies without a word', () => {
  test('is lost, and stands again over another', async () => {
    vi.stubGlobal('WebSocket', BrowserSocket);
    onTestFinished(() => void vi.unstubAllGlobals());
    const plane = await aServer({ feedTiming: { pingMs: 100 } });
    const cable = await aCable(plane.url);
    const { heard } = aFollower({ url: cable.url, after: () => 0, timing: { silenceMs: 2000 } });
    await expect.poll(() => heard[0]).toBe('connected');
    cable.stall();
    await expect.poll(() => heard.slice(0, 3)).toEqual(['connected', 'lost', 'connected']);
  });
});
