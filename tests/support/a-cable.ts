import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A TCP proxy in front of a URL that can be cut: who is connected is dropped, who comes again is let through. */
export async function aCable(target: string): Promise<{ readonly url: string; cut(): void }> {
  const { hostname, port, protocol } = new URL(target);
  const ends = new Set<Socket>();
  const keep = (socket: Socket) => {
    ends.add(socket);
    socket.on('close', () => ends.delete(socket)).on('error', () => undefined);
  };
  const cut = () => ends.forEach((socket) => socket.destroy());
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
  return { url: `${protocol}//127.0.0.1:${(proxy.address() as AddressInfo).port}`, cut };
}
