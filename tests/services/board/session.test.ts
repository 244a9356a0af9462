import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { signIn } from '../../../services/board/session.ts';
import { aServer, KEYS, type ServedPlane } from '../../support/a-server.ts';
import { BrowserSocket } from './a-browser-socket.ts';

beforeEach(() => {
  vi.stubGlobal('WebSocket', BrowserSocket);
  vi.stubGlobal('sessionStorage', { setItem: () => undefined, removeItem: () => undefined });
  return () => void vi.unstubAllGlobals();
});

/** Somebody who follows a rollout that the control plane does not have; `refused` counts. */
async function aFollowerOfNothing(plane: ServedPlane) {
  vi.stubGlobal('document', { baseURI: `${plane.url}/ui/` });
  const session = await signIn(KEYS.readonly);
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const refused = vi.fn<() => void>();
  const follow = () =>
    session.follow({
      path: '/api/v1/rollouts/:id/live',
      values: { params: { id: 'r-gone' } },
      after: () => 0,
      frame: () => undefined,
      state: () => undefined,
      refused,
      signal: leaving.signal,
    });
  return { session, follow, refused, leave: () => leaving.abort() };
}

describe('a session', () => {
  test('tells who follows what is not there, and leaves the connection alone once it is let go', async () => {
    const { session, follow, refused, leave } = await aFollowerOfNothing(await aServer());
    follow();
    await expect.poll(() => refused.mock.calls.length).toBeGreaterThan(1);
    expect(session.connection.state).toBe('lost');
    expect(session.over.aborted).toBe(false);
    leave();
    expect(session.connection.state).toBe('none');
  });

  test('is over when it was the key that was refused, which is nothing to who follows', async () => {
    const plane = await aServer();
    const { session, follow, refused } = await aFollowerOfNothing(plane);
    plane.db.exec('DELETE FROM api_keys');
    follow();
    await expect.poll(() => session.over.aborted).toBe(true);
    expect(refused).not.toHaveBeenCalled();
  });
});
