import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { onTestFinished } from 'vitest';
import { readConfig } from '../../agent/config.ts';
import { createControlPlane } from '../../agent/control-plane.ts';
import { type Daemon, startDaemon } from '../../agent/daemon.ts';
import { machineParts } from '../../agent/machine-parts.ts';
import { Metrics } from '../../agent/metrics.ts';
import { createClient } from '../../services/api/client.ts';
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

  async start(): Promise<void> {
    const { plane, root } = this;
    const needed = [
      '--control-plane-url',
      plane.url,
      '--allow-insecure',
      '--machine-id',
      'web-01',
      '--root',
      root.folder,
    ];
    const pace = ['--poll-interval=1', '--retry-interval=1', '--tags=web,prod'];
    const slow = ['--health-interval=900', '--verify-timeout=1'];
    const flags = [
      ...slow.filter((flag) => !this.#flags.some((own) => own.split('=')[0] === flag.split('=')[0])),
      ...this.#flags,
    ];
    const config = readConfig([...needed, ...pace, ...flags], {});
    const log = (_: string, message: string) => void this.said.push(message);
    const client = createClient({ url: config.controlPlaneUrl });
    this.#daemon = await startDaemon({
      ...config,
      ...machineParts(config, new Metrics(), log),
      nix: createNix({ env: NIX_ENV }),
      controlPlane: createControlPlane(client, config.machineId),
      log,
    });
  }

  stop(): void {
    this.#daemon?.stop();
    this.#daemon = undefined;
  }
}
