import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { onTestFinished } from 'vitest';
import type { RolloutDetail } from '../../machines/model/rollout.ts';
import { aRollout } from './output/a-rollout.ts';

/** A control plane that knows one rollout and does what a test wants with who asks. */
export class ARolloutServer {
  /** As it is told to who asks. */
  rollout: RolloutDetail = aRollout();
  /** What the nth question is answered with; the rollout unless told. */
  answer: (response: ServerResponse, n: number) => void = (response) => this.tell(response);
  /** What becomes of the nth viewer; undefined: its connection is refused with 503. */
  view: ((socket: WebSocket, n: number) => void) | undefined;
  /** It is one of v0.1.1, which knows no feed. */
  noFeed = false;
  readonly #sockets = new Set<Socket>();
  #url = '';

  static async start(): Promise<ARolloutServer> {
    const plane = new ARolloutServer();
    let questions = 0;
    let viewers = 0;
    const server = createServer((_, response) => plane.answer(response, (questions += 1)));
    const feeds = new WebSocketServer({ noServer: true });
    server.on('upgrade', (request, socket, head) => {
      viewers += 1;
      if (plane.noFeed) return void socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
      if (plane.view === undefined) return void socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n');
      feeds.handleUpgrade(request, socket, head, (viewer) => plane.view?.(viewer, viewers));
    });
    server.on('connection', (socket: Socket) => plane.#sockets.add(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    plane.#url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    onTestFinished(() => {
      for (const socket of plane.#sockets) socket.destroy();
      server.close();
    });
    return plane;
  }

  get url(): string {
    return this.#url;
  }

  tell(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(this.rollout));
  }

  /** The rollout ends so, and the viewer hears it. */
  end(viewer: WebSocket, changes: Partial<RolloutDetail>): void {
    this.rollout = aRollout(changes);
    viewer.send(JSON.stringify({ type: 'end', reason: 'over' }), () => viewer.close());
  }
}
