import type { RolloutDetail } from '../../machines/model/rollout.ts';
import type { Release } from '../../machines/model/release.ts';
import type { Fleet } from '../support/fleet.ts';
import type { Machine } from '../support/machine.ts';
import type { Ended } from '../support/processes.ts';
import { DemoFailed } from './failure.ts';
import type { Narrator } from './narrator.ts';

/** What a step of the story acts with. */
export class Stage {
  readonly fleet: Fleet;
  readonly narrator: Narrator;
  /** Aborts when the step takes too long, or the person has seen enough. */
  readonly signal: AbortSignal;

  constructor(fleet: Fleet, narrator: Narrator, signal: AbortSignal) {
    this.fleet = fleet;
    this.narrator = narrator;
    this.signal = signal;
  }

  /** Runs `nixfleet`, shows what it prints, and insists on its exit code. */
  async nixfleet(words: readonly string[], exitCode = 0): Promise<Ended> {
    this.narrator.command(['nixfleet', ...words]);
    const ended = await this.fleet.cli(words, { signal: this.signal, onLine: (line) => this.narrator.output(line) });
    if (ended.exitCode !== exitCode)
      throw new DemoFailed(`nixfleet ${words.join(' ')} ended with exit code ${ended.exitCode} instead of ${exitCode}`);
    return ended;
  }

  /** Insists on what the story claims; `found` says what is there instead. */
  check(claim: string, holds: boolean, found?: unknown): void {
    const instead = found === undefined ? '' : `; found ${JSON.stringify(found)}`;
    if (!holds) throw new DemoFailed(`it is not so: ${claim}${instead}`);
    this.narrator.seen(claim);
  }

  /** Makes all hosts say this version, the web hosts with `webStatus`, and creates a release of that. */
  async release(name: string, webStatus: 200 | 500 = 200): Promise<Release> {
    const { flake, cacheUrl, folder } = this.fleet;
    // Each run builds closures of its own: those of the last one may still be in the store.
    const version = `${name}-${folder.slice(-6)}`;
    flake.write(flake.hosts(), { version, status: 200 });
    flake.write(flake.hosts().filter(isWeb), { version, status: webStatus });
    await flake.commit(`version ${version}`);
    await this.nixfleet(['release', 'create', '--push-to', cacheUrl]);
    return this.newestRelease();
  }

  async newestRelease(): Promise<Release> {
    const [release] = await this.fleet.client.listReleases({ query: { limit: '1' } });
    if (release === undefined) throw new DemoFailed('the control plane has no release');
    return release;
  }

  async newestRollout(): Promise<RolloutDetail> {
    const [newest] = await this.fleet.client.listRollouts();
    if (newest === undefined) throw new DemoFailed('the control plane has no rollout');
    return this.fleet.client.getRollout({ params: { id: newest.id } });
  }

  machine(id: string): Machine {
    const machine = this.fleet.machines.get(id);
    if (machine === undefined) throw new DemoFailed(`there is no machine ${id}`);
    return machine;
  }
}

/** Whether a host is one of the web hosts. */
export const isWeb = (host: string): boolean => host.startsWith('web-');

/** The store path that a release has for a host. */
export const pathIn = (release: Release, host: string): string =>
  release.entries.find(({ hostname }) => hostname === host)?.store_path ?? '';
