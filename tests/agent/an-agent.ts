import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { onTestFinished } from 'vitest';
import { readConfig } from '../../agent/config.ts';
import { Contact } from '../../agent/contact/contact.ts';
import { type Daemon, startDaemon } from '../../agent/daemon.ts';
import { machineParts } from '../../agent/machine-parts.ts';
import { Identity } from '../../agent/contact/identity.ts';
import { Metrics } from '../../agent/metrics/metrics.ts';
import { NO_ROOTS } from '../../agent/contact/trusted-roots.ts';
import { createNix } from '../../services/host/nix.ts';
import { createRoot, type SystemRoot } from '../../services/host/root.ts';
import { createSystem, type System } from '../../services/host/system.ts';
import { NIX_ENV } from '../services/host/closures.ts';
import { aFolder } from '../services/host/waiting.ts';
import { FakeControlPlane } from './fake-control-plane.ts';

/** An agent of a machine that is a folder, in this process, with its control plane beside it. */
export class AnAgent {
  readonly plane: FakeControlPlane;
  readonly root: SystemRoot;
  readonly system: System;
  readonly said: string[] = [];
  readonly #flags: readonly string[];
  #daemon: Daemon | undefined;

  private constructor(plane: FakeControlPlane, root: SystemRoot, flags: readonly string[]) {
    this.plane = plane;
    this.root = root;
    this.system = createSystem(root);
    this.#flags = flags;
  }

  /** One that is not started yet; its polls are a second apart, its health reports far. */
  static async of(...flags: string[]): Promise<AnAgent> {
    const agent = new AnAgent(await FakeControlPlane.start(), createRoot(await aFolder()), flags);
    onTestFinished(() => agent.stop());
    return agent;
  }

  async checks(checks: object): Promise<void> {
    await mkdir(dirname(this.root.healthFile), { recursive: true });
    await writeFile(this.root.healthFile, JSON.stringify(checks));
  }

  /** `at`: another control plane than its own. */
  async start({ at = this.plane.url } = {}): Promise<void> {
    const { root } = this;
    const needed = ['--control-plane-url', at, '--allow-insecure', '--machine-id', 'web-01', '--root', root.folder];
    const pace = ['--poll-interval=1', '--retry-interval=1', '--health-interval=900', '--confirm-timeout=8'];
    const flags = [
      ...pace.filter((flag) => !this.#flags.some((own) => own.split('=')[0] === flag.split('=')[0])),
      ...this.#flags,
    ];
    const config = readConfig([...needed, '--tags=web,prod', ...flags], {});
    const log = (_: string, message: string) => void this.said.push(message);
    const identity = await Identity.open({ files: config, roots: NO_ROOTS, log });
    const { controlPlaneUrl: url, machineId } = config;
    this.#daemon = await startDaemon({
      ...config,
      ...machineParts(config, new Metrics(), log),
      nix: createNix({ env: NIX_ENV }),
      controlPlane: new Contact({ url, machineId, identity, log, now: () => Date.now() }),
      log,
    });
  }

  stop(): void {
    this.#daemon?.stop();
    this.#daemon = undefined;
  }
}
