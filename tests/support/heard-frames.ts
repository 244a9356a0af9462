import { once } from 'node:events';
import type { WebSocket } from 'ws';

/** What a WebSocket hears. */
export interface HeardFrames<Frame> {
  readonly frames: readonly Frame[];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  /** Ends with the next frame. */
  next(): Promise<unknown>;
}

/** Keeps every frame that a socket hears from now on. */
export function heardFrames<Frame>(socket: WebSocket): HeardFrames<Frame> {
  const frames: Frame[] = [];
  socket.on('message', (data: Buffer) => {
    frames.push(JSON.parse(data.toString('utf8')) as Frame);
    socket.emit('heard');
  });
  const closed = once(socket, 'close').then(([code, reason]) => ({ code: Number(code), reason: String(reason) }));
  return { frames, closed, next: () => once(socket, 'heard') };
}
