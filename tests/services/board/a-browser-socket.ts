import { WebSocket } from 'ws';

/** A WebSocket on which Node follows as a browser does: that it failed is told as its end. */
export class BrowserSocket extends WebSocket {
  constructor(url: string, protocols: string[]) {
    super(url, protocols);
    this.on('error', () => undefined);
  }
}
