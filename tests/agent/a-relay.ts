import { existsSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** The route of a machine to its control plane: as long as this file is there, nothing gets through. */
export async function aRelay(target: string, broken: string): Promise<{ readonly url: string }> {
  const { hostname, port } = new URL(target);
  const ends = new Set<Socket>();
  const relay = createServer((near) => {
    if (existsSync(broken)) return void near.destroy();
    const far = connect(Number(port), hostname);
    for (const end of [near, far]) {
      ends.add(end);
      end.on('close', () => ends.delete(end)).on('error', () => undefined);
    }
    near.on('data', () => existsSync(broken) && [near, far].forEach((end) => end.destroy()));
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    near.pipe(far).pipe(near);
  });
  onTestFinished(() => {
    ends.forEach((end) => end.destroy());
    relay.close();
  });
  await new Promise<void>((resolve) => void relay.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(relay.address() as AddressInfo).port}` };
}
