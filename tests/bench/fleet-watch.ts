import type { WebSocket } from 'ws';
import { viewPaths } from '../../services/api/contract/view-paths.ts';
import { openSocket } from '../../services/api/web-socket.ts';

/** Whose feed of machines, and who asks. */
export interface FleetWatchOptions {
  readonly url: string;
  readonly apiKey: string;
  readonly signal: AbortSignal;
}

/** Somebody who watches all machines and only looks at what is in the frames: reading is the page's work. */
export interface FleetWatch {
  /** Of all frames until it was current. */
  readonly bytes: number;
  /** Ends when a frame comes that has this text, from now on. */
  seen(text: string): Promise<void>;
  close(): void;
}

/** Ends when the viewer has everything. */
export async function fleetWatch({ url, apiKey, signal: given }: FleetWatchOptions): Promise<FleetWatch> {
  // One of its own: many viewers listen to the same bench.
  const signal = AbortSignal.any([given]);
  const place = url.replace(/^http/, 'ws') + viewPaths.machines;
  const headers = { authorization: `Bearer ${apiKey}` };
  const socket = await openSocket({ url: place, options: { headers }, signal });
  let bytes = 0;
  const count = (data: Buffer) => (bytes += data.length);
  socket.on('message', count);
  const isCurrent = frameWith(socket, '"type":"current"', signal);
  socket.resume();
  await isCurrent;
  socket.off('message', count);
  return {
    bytes,
    seen: (text) => frameWith(socket, text, signal),
    close: () => socket.terminate(),
  };
}

function frameWith(socket: WebSocket, text: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const hear = (data: Buffer) => void (data.includes(text) && end(resolve));
    const gone = () => end(() => reject(new Error('the feed of machines was lost')));
    const end = (settle: () => void) => {
      socket.off('message', hear).off('close', gone);
      signal.removeEventListener('abort', gone);
      settle();
    };
    socket.on('message', hear).once('close', gone);
    signal.addEventListener('abort', gone, { once: true });
  });
}
