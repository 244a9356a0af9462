import type { WebSocket } from 'ws';

/** The code with which a served socket is asked to close: its peer may not read it for long. */
export function toldToClose(served: WebSocket): Promise<number | undefined> {
  return new Promise((resolve) => {
    const close = served.close.bind(served);
    served.close = (code, reason) => {
      resolve(code);
      close(code, reason);
    };
  });
}
