import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import type { MachineReport } from '../../machines/model/machine-detail.ts';
import { type Client, createClient } from '../../services/api/client.ts';
import { type Authority, anAuthority, type IssuedCertificate } from '../support/certificates.ts';
import { program } from '../support/checkout.ts';
import { DEAF_PORT, PLACES, PLANE_HOST, PLANE_PORT } from './place.ts';
import { within } from './within.ts';
import type { World } from './world.ts';

export const MACHINE = 'web-01';

const START_MS = 30_000;

/** The real control plane, on the other side of the machine's network: with certificates on both sides. */
export class Plane {
  readonly authority: Authority;
  /** What the machine shows. */
  readonly identity: IssuedCertificate;
  readonly #world: World;
  readonly #own: IssuedCertificate;
  readonly #door: Server;
  #process: ChildProcess | undefined;
  #client: Client | undefined;

  private constructor(world: World, authority: Authority, own: IssuedCertificate, identity: IssuedCertificate) {
    this.#world = world;
    this.authority = authority;
    this.#own = own;
    this.identity = identity;
    this.#door = createServer((near) => {
      const far = connect(join(world.folder, PLACES.socket));
      near.on('error', () => far.destroy()).on('close', () => far.destroy());
      far.on('error', () => near.destroy()).on('close', () => near.destroy());
      near.pipe(far).pipe(near);
    });
  }

  /** Where the machine finds it. */
  static readonly url = `https://${PLANE_HOST}:${PLANE_PORT}`;

  /** A binary cache from which nothing ever comes. */
  readonly deafCache = `http://${PLANE_HOST}:${DEAF_PORT}`;

  /** One with its certificates, not yet started. */
  static async create(world: World): Promise<Plane> {
    const folder = join(world.folder, 'plane');
    mkdirSync(folder, { recursive: true });
    const authority = await anAuthority(folder, [`IP:${PLANE_HOST}`]);
    return new Plane(world, authority, await authority.issue('/CN=plane'), await authority.issue(`/CN=${MACHINE}`));
  }

  /** Starts it, gets its first key, and tells it of the machine. */
  async start(): Promise<void> {
    this.#door.listen(0, '127.0.0.1');
    await once(this.#door, 'listening');
    await this.#launch();
    const { key } = await this.#asWho(undefined).bootstrap({ body: { name: 'operator' } });
    this.#client = this.#asWho(key);
    await this.client.registerMachine({ params: { id: MACHINE }, body: { lifecycle: 'active', tags: [] } });
  }

  /** The API with the first key. */
  get client(): Client {
    if (this.#client === undefined) throw new Error('the control plane was not bootstrapped');
    return this.#client;
  }

  /** Everything that the machine has reported, oldest first. */
  async reports(): Promise<MachineReport[]> {
    const newest = await this.client.machineReports({ params: { id: MACHINE }, query: { limit: '500' } });
    return newest.toReversed();
  }

  /** The tags that the machine's agent has told. */
  async tags(): Promise<string[]> {
    const { tags } = await this.client.getMachine({ params: { id: MACHINE } });
    return tags;
  }

  /** Wants a path of the machine, by a release and a rollout; whatever was wanted before is over. */
  async want(path: string, cacheUrl: string | null = null): Promise<void> {
    const entries = [{ hostname: MACHINE, store_path: path, platform: 'x86_64-linux', tags: [] }];
    const { id } = await this.client.createRelease({ body: { cache_url: cacheUrl, entries } });
    await this.client.createRollout({
      body: {
        release_id: id,
        target: { hosts: [MACHINE] },
        strategy: 'all_at_once',
        failure_threshold: '0',
        on_failure: 'pause',
        supersede: true,
        retry: true,
      },
    });
  }

  /** Lets go of it; its processes end with the world. */
  close(): void {
    this.#client?.close();
    this.#door.close();
    this.#process?.unref();
  }

  async #launch(): Promise<void> {
    const folder = join(this.#world.folder, 'plane');
    const log = openSync(join(this.#world.folder, 'plane.log'), 'a');
    const tls = { 'tls-cert': this.#own.certPath, 'tls-key': this.#own.keyPath, 'client-ca': this.authority.caPath };
    const ready = join(folder, 'ready.json');
    const flags = {
      listen: `${PLANE_HOST}:${PLANE_PORT}`,
      'db-path': join(folder, 'state.db'),
      'ready-file': ready,
      ...tls,
    };
    const words = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
    const [file, ...rest] = this.#world.inside('surroundings', [...program('nixfleet-control-plane'), ...words]);
    this.#process = spawn(file, rest, { stdio: ['ignore', log, log], detached: true });
    closeSync(log);
    await within(START_MS, 'the control plane to be ready', () => existsSync(ready));
  }

  #asWho(apiKey: string | undefined): Client {
    const { port } = this.#door.address() as AddressInfo;
    const { cert, key } = this.#own;
    return createClient({ url: `https://127.0.0.1:${port}`, tls: { ca: this.authority.ca, cert, key }, apiKey });
  }
}
