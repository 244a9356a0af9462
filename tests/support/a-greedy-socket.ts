import { EventEmitter } from 'node:events';
import { WebSocket } from 'ws';
import type { ViewerSocket } from '../../services/server/sockets/viewer.ts';

/** A viewer's socket with a network that takes everything at once. */
export function aGreedySocket() {
  const sent: string[] = [];
  const network = {
    send(text: string, done?: unknown) {
      sent.push(text);
      if (typeof done === 'function') done();
    },
    bufferedAmount: 0,
    readyState: WebSocket.OPEN,
    OPEN: WebSocket.OPEN,
  };
  // A real one cannot be made without a connection.
  const socket = Object.assign(new EventEmitter(), network) as unknown as ViewerSocket;
  return { socket, sent };
}
