import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { FeedFrame } from '../../machines/model/feed.ts';
import { KEYS } from './a-server.ts';
import { type HeardFrames, heardFrames } from './heard-frames.ts';

/** A WebSocket on a feed that keeps what it hears. */
export interface ViewerUnderTest<Frame> extends Omit<HeardFrames<Frame>, 'next'> {
  readonly socket: WebSocket;
  /** Ends when the feed has sent `count` frames in all. */
  has(count: number): Promise<readonly Frame[]>;
}

/** Opens a feed at `path` and listens; of events unless told. */
export async function aViewer<Frame = FeedFrame>(url: string, path: string): Promise<ViewerUnderTest<Frame>> {
  const socket = new WebSocket(url.replace(/^http/, 'ws') + path, {
    headers: { authorization: `Bearer ${KEYS.readonly}` },
  });
  onTestFinished(() => socket.terminate());
  const { frames, closed, next } = heardFrames<Frame>(socket);
  await once(socket, 'open');
  return {
    socket,
    frames,
    closed,
    async has(count) {
      while (frames.length < count) await next();
      return frames;
    },
  };
}

/** The `seq`s of the rows among some frames. */
export const seqs = (frames: readonly FeedFrame[]): number[] =>
  frames.flatMap((frame) => (frame.type === 'row' ? [frame.row.seq] : []));
