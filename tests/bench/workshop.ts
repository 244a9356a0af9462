import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '../../services/api/client.ts';
import { anAuthority } from '../support/certificates.ts';
import { ControlPlane } from '../support/control-plane.ts';
import { fleetEnvironment } from '../support/environment.ts';
import { type Launch, type Program, startProgram } from '../support/processes.ts';

/** A control plane to measure, and the way to command it. */
export interface Measured {
  readonly url: string;
  readonly pid: number;
  readonly apiKey: string;
  readonly client: Client;
  /** The process itself, to be killed and started again. */
  readonly controlPlane: ControlPlane;
}

/** A folder and processes of one bench; all of it goes with the bench. */
export class Workshop {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'nixfleet-bench-')));
  readonly env = fleetEnvironment(this.folder);
  readonly signal: AbortSignal;
  readonly #endings: (() => Promise<void> | void)[] = [];

  constructor(signal: AbortSignal) {
    this.signal = signal;
    for (const name of ['home', 'tmp']) mkdirSync(join(this.folder, name));
  }

  /** Starts a control plane with an empty database; `isSecure`: that speaks TLS. */
  async controlPlane(name: string, { isSecure = false } = {}): Promise<Measured> {
    const folder = join(this.folder, name);
    mkdirSync(folder);
    const secured = isSecure ? await certified(folder) : undefined;
    const controlPlane = new ControlPlane(folder, this.env, join(folder, 'log'), secured?.flags);
    this.#endings.push(() => controlPlane.stop());
    const { url, process } = await controlPlane.start();
    if (process === undefined) throw new Error('a control plane that was started has a process');
    const anonymous = createClient({ url, tls: secured?.tls });
    const { key: apiKey } = await anonymous.bootstrap({ body: { name: 'bench' } });
    anonymous.close();
    const client = createClient({ url, apiKey, tls: secured?.tls });
    this.#endings.push(() => client.close());
    return { url, pid: process.pid, apiKey, client, controlPlane };
  }

  async program(name: string, launch: Launch): Promise<Program> {
    const started = await startProgram(name, launch, join(this.folder, `${name}.log`));
    this.#endings.push(() => started.stop());
    return started;
  }

  /** Ends everything, the last thing first, and removes the folder. */
  async close(): Promise<void> {
    for (const end of this.#endings.toReversed()) await end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A certificate for loopback, as flags of the control plane and as what its clients trust. */
async function certified(folder: string) {
  const authority = await anAuthority(folder);
  const { certPath, keyPath } = await authority.issue('/CN=control-plane');
  return { flags: ['--tls-cert', certPath, '--tls-key', keyPath], tls: { ca: authority.ca } };
}
