import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A TCP proxy in front of a URL: who comes again after a fault is let through. */
export interface Cable {
  readonly url: string;
  /** Drops who is connected. */
  cut(): void;
  /** Passes nothing on any more of who is connected, and tells nobody. */
  stall(): void;
}

/** Lays a cable to a URL. */
export async function aCable(target: string): Promise<Cable> {
  const { hostname, port, protocol } = new URL(target);
  const ends = new Set<Socket>();
  const keep = (socket: Socket) => {
    ends.add(socket);
    socket.on('close', () => ends.delete(socket)).on('error', () => undefined);
  };
  const cut = () => ends.forEach((socket) => socket.destroy());
  const stall = () => ends.forEach((socket) => socket.unpipe().pause());
  const proxy = createServer((near) => {
    const far = connect(Number(port), hostname);
    keep(near);
    keep(far);
    near.pipe(far).pipe(near);
  });
  onTestFinished(() => {
    cut();
    proxy.close();
  });
  await new Promise<void>((resolve) => void proxy.listen(0, '127.0.0.1', resolve));
  return { url: `${protocol}//127.0.0.1:${(proxy.address() as AddressInfo).port}`, cut, stall };
}
