import { HttpFailed } from '../../machines/errors.ts';
import type { DesiredGeneration } from '../../machines/model/machine.ts';
import type { HealthReport } from '../../machines/model/health.ts';
import { healthProblem } from '../../machines/policy/agent-message.ts';
import type { Machine } from './machine.ts';
import type { Process } from './process.ts';

const RETRY_MS = 10_000;
const LOOK_MS = 2_000;
/** v0.1.1 looks for 300 s; a simulated life is short. */
const PATIENCE_MS = 20_000;

/** Starts the program of an agent that behaves as v0.1.1's. */
export const startOldAgent = (machine: Machine, process: Process): void => new OldAgent(machine, process).start();

/** It remembers nothing, names no assignment, and tries again at every poll. */
class OldAgent {
  readonly #machine: Machine;
  readonly #process: Process;
  #switches = 0;

  constructor(machine: Machine, process: Process) {
    this.#machine = machine;
    this.#process = process;
  }

  start(): void {
    this.#live().catch((error: unknown) => this.#process.run(() => this.#broke(error)));
  }

  async #live(): Promise<void> {
    const { timeline, planned } = this.#machine.parts;
    const [pollMs, healthMs] = [planned.pollSeconds * 1000, planned.healthSeconds * 1000];
    let [pollAt, healthAt] = [timeline.now, timeline.now + healthMs];
    for (;;) {
      await this.#process.pause(Math.min(pollAt, healthAt) - timeline.now);
      if (healthAt <= timeline.now) {
        await this.#reportHealth();
        while (healthAt <= timeline.now) healthAt += healthMs;
      } else pollAt = (await this.#cycle(pollMs)) + timeline.now;
    }
  }

  /** One deploy cycle; how long to wait before the next. */
  async #cycle(pollMs: number): Promise<number> {
    this.#enters('checking');
    const desired = await this.#asked();
    if (desired === 'failed') return RETRY_MS;
    if (desired === null) return pollMs;
    const usual = desired.poll_hint == null ? pollMs : desired.poll_hint * 1000;
    const { host } = this.#machine;
    if (host.running === desired.hash) await this.#report(true, 'up-to-date');
    else if (!(await this.#fetches(desired.hash))) return RETRY_MS;
    else if (!host.isSwitching) await this.#apply(desired.hash);
    this.#enters('idle');
    return usual;
  }

  async #asked(): Promise<DesiredGeneration | null | 'failed'> {
    try {
      return await this.#process.hears(this.#machine.parts.ask(this.#machine.id));
    } catch (error) {
      return error instanceof HttpFailed && error.status === 404 ? null : 'failed';
    }
  }

  async #fetches(path: string): Promise<boolean> {
    this.#enters('fetching');
    const { host } = this.#machine;
    await this.#process.pause(host.pace(path, 800));
    try {
      host.fetched(path);
      return true;
    } catch {
      return false;
    }
  }

  async #apply(path: string): Promise<void> {
    this.#enters('applying');
    await this.#report(true, 'applying');
    if (!(await this.#reaches(path))) return this.#rollBack('switch timed out after retries');
    this.#enters('verifying');
    await this.#process.pause(50);
    const health = this.#health();
    if (!health.all_passed) return this.#rollBack(healthProblem(health));
    await this.#report(true, 'deployed');
  }

  async #rollBack(reason: string): Promise<void> {
    this.#enters('rolling_back');
    const former = this.#machine.host.profile.at(-2);
    if (former !== undefined && (await this.#reaches(former))) await this.#report(false, `rolled back: ${reason}`);
  }

  /** Sets the profile, fires the switch and looks where the running system points, for a while. */
  async #reaches(path: string): Promise<boolean> {
    const { host, id } = this.#machine;
    const { timeline } = this.#machine.parts;
    host.setProfile(path);
    if (host.isSwitching) return false;
    this.#switches += 1;
    host.begin(`${id}-${timeline.now}-${this.#switches}`, { path, step: 'switch' });
    for (const end = timeline.now + PATIENCE_MS; timeline.now < end;) {
      if (host.running === path) return true;
      await this.#process.pause(LOOK_MS);
    }
    return host.running === path;
  }

  async #reportHealth(): Promise<void> {
    const health = this.#health();
    await this.#report(health.all_passed, 'health-check', health);
  }

  #health(): HealthReport {
    return this.#machine.host.health(this.#machine.wall.time);
  }

  /** One POST, and nobody cares how it ends. */
  async #report(success: boolean, message: string, health: HealthReport | null = null): Promise<void> {
    if (message !== 'health-check') this.#enters('reporting');
    const { id, host, wall, parts } = this.#machine;
    const report = this.#machine.send({
      machine_id: id,
      current_generation: host.running,
      success,
      message,
      timestamp: new Date(wall.time).toISOString(),
      tags: [parts.planned.tag],
      health,
      agent_version: '0.1.0',
      uptime_seconds: host.uptimeSeconds,
    });
    await this.#process.hears(report.catch(() => undefined));
  }

  #enters(state: Parameters<Machine['entered']>[0]): void {
    this.#machine.entered(state);
  }

  #broke(error: unknown): void {
    const { tale } = this.#machine.parts;
    tale.breaks('a bug', `${this.#machine.id}, v0.1.1: ${error instanceof Error ? error.stack : String(error)}`);
  }
}
