import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { FeedFrame } from '../../machines/model/feed.ts';
import { KEYS } from './a-server.ts';

/** A WebSocket on a feed that keeps what it hears. */
export interface ViewerUnderTest {
  readonly socket: WebSocket;
  readonly frames: readonly FeedFrame[];
  /** Ends when the feed has sent `count` frames in all. */
  has(count: number): Promise<readonly FeedFrame[]>;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

/** Opens a feed at `path` and listens. */
export async function aViewer(url: string, path: string): Promise<ViewerUnderTest> {
  const socket = new WebSocket(url.replace(/^http/, 'ws') + path, {
    headers: { authorization: `Bearer ${KEYS.readonly}` },
  });
  onTestFinished(() => socket.terminate());
  const frames: FeedFrame[] = [];
  socket.on('message', (data: Buffer) => {
    frames.push(JSON.parse(data.toString('utf8')) as FeedFrame);
    socket.emit('heard');
  });
  const closed = once(socket, 'close').then(([code, reason]) => ({ code: Number(code), reason: String(reason) }));
  await once(socket, 'open');
  return {
    socket,
    frames,
    closed,
    async has(count) {
      while (frames.length < count) await once(socket, 'heard');
      return frames;
    },
  };
}

/** The `seq`s of the rows among some frames. */
export const seqs = (frames: readonly FeedFrame[]): number[] =>
  frames.flatMap((frame) => (frame.type === 'row' ? [frame.row.seq] : []));
