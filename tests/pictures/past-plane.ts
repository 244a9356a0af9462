import { join } from 'node:path';
import { startLocalEngine } from '../../services/actors/local-engine.ts';
import { type Client, createClient } from '../../services/api/client.ts';
import { createApp } from '../../services/server/app.ts';
import { listen } from '../../services/server/listen.ts';
import type { Log } from '../../services/server/log.ts';
import { openReads } from '../../services/store/read/reads.ts';
import { FakeClock } from '../support/fake-clock.ts';

/** A control plane in this process for which it is another time: what happens in it may have happened days ago. */
export interface PastPlane {
  readonly url: string;
  /** The administrator's. */
  readonly client: Client;
  /** Of each role one; their names are what the audit and rollouts show. */
  readonly keys: { readonly deploy: string; readonly readonly: string };
  /** Lets its time be so long ago, ms; never longer than it was. */
  reach(agoMs: number): void;
  close(): Promise<void>;
}

/** Serves a control plane over a new database in a folder, as of `agoMs` before now. */
export async function pastPlane(folder: string, agoMs: number): Promise<PastPlane> {
  const clock = new FakeClock();
  const reach = (ago: number) => clock.pass(Date.now() - ago - clock.now());
  reach(agoMs);
  const dbPath = join(folder, 'state.db');
  const engine = await startLocalEngine({ dbPath, log: complain, clock });
  const reads = openReads(dbPath);
  const app = await createApp({ engine, reads, log: complain });
  const url = await listen(app, { host: '127.0.0.1', port: 0 });
  const anonymous = createClient({ url });
  const { key: apiKey } = await anonymous.bootstrap({ body: { name: 'admin' } });
  anonymous.close();
  const client = createClient({ url, apiKey });
  const { key: deploy } = await client.createKey({ body: { name: 'ana', role: 'deploy' } });
  const { key: readonly } = await client.createKey({ body: { name: 'wallboard', role: 'readonly' } });
  return {
    url,
    client,
    keys: { deploy, readonly },
    reach,
    async close() {
      client.close();
      for (const viewer of app.websocketServer.clients) viewer.terminate();
      await app.close();
      reads.close();
      await engine.stop();
    },
  };
}

/** Nothing of it is expected. */
const complain: Log = (level, message, detail = {}) => {
  if (level === 'error') process.stderr.write(`${message} ${JSON.stringify(detail)}\n`);
};
