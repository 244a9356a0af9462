import { failureOf, HttpFailed } from '../../machines/errors.ts';
import { isStorePath } from '../../machines/policy/store-path.ts';
import type { Client } from '../../services/api/client.ts';
import { printable } from '../../services/host/printable.ts';
import type { Session } from '../session.ts';

/** What is asked of a control plane: as much as v0.1.1 offers. */
type Plane = Pick<Client, 'getMachine' | 'listMachines' | 'notifyDeploy' | 'clearDesired'>;

/** What a control plane may have heard of a machine, and what it wanted before; null: nothing. */
interface Told {
  readonly path: string;
  readonly before: string | null;
}

/** For each thing that it is told: this is the way for when the control plane is gone. */
const LIMIT_MS = 10_000;

/**
 * Tells the control plane what machines are brought to, so that their agents do not take them elsewhere. Best effort, and nothing
 * that goes wrong is thrown: the first time that it cannot be reached is the last, and what it ought to know is kept.
 */
export class ToldControlPlane {
  readonly #plane: () => Promise<Plane>;
  #isGivenUp = false;
  #problem: string | undefined;
  readonly #told = new Map<string, Told>();
  readonly #untold = new Map<string, string | null>();
  readonly #unsure = new Map<string, string | null>();

  constructor(plane: () => Promise<Plane>) {
    this.#plane = plane;
  }

  /** Why it was first not told something; undefined when it was told all. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** What each machine ought to be wanted to run, as far as it was not told; null: nothing. */
  get untold(): ReadonlyMap<string, string | null> {
    return this.#untold;
  }

  /** What was wanted before of machines that nobody knows the end of. */
  get unsure(): ReadonlyMap<string, string | null> {
    return this.#unsure;
  }

  /** Tells what a machine is brought to. */
  async tell(machineId: string, path: string): Promise<void> {
    this.#untold.set(machineId, path);
    await this.#tried(machineId, async (plane, signal) => {
      const before = await desiredOf(plane, machineId, signal);
      // From here on it may have heard, whatever becomes of its answer.
      this.#told.set(machineId, { path, before });
      await plane.notifyDeploy({ params: { id: machineId }, body: { store_path: path }, signal });
    });
  }

  /** Tells what it was told to be not so; `ran` is what ran before, for who may not say that nothing is wanted. */
  async takeBack(machineId: string, ran: string): Promise<void> {
    this.#untold.delete(machineId);
    const told = this.#told.get(machineId);
    if (told === undefined || told.before === told.path) return;
    this.#untold.set(machineId, told.before);
    await this.#tried(machineId, async (plane, signal) => {
      // What somebody else has asked for meanwhile is not ours to change.
      if ((await desiredOf(plane, machineId, signal)) !== told.path) return;
      await restore(plane, { machineId, before: told.before, ran, signal });
    });
  }

  /** Leaves it as it was told: nobody knows whether the machine has gone back. */
  leave(machineId: string): void {
    const told = this.#told.get(machineId);
    if (told !== undefined && told.before !== told.path) this.#unsure.set(machineId, told.before);
  }

  async #tried(machineId: string, work: (plane: Plane, signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.#isGivenUp) return;
    const limit = AbortSignal.timeout(LIMIT_MS);
    try {
      await work(await this.#plane(), limit);
      this.#untold.delete(machineId);
    } catch (error) {
      const status = error instanceof HttpFailed ? error.status : undefined;
      // A machine that it does not know is nothing that it wants something of.
      if (status === 404) {
        this.#untold.delete(machineId);
        this.#told.delete(machineId);
        return;
      }
      this.#problem ??= limit.aborted ? 'it does not answer' : failureOf(error).message;
      // One that answers may say no of one machine and yes of the next.
      if (status === undefined || status === 401 || status === 403) this.#isGivenUp = true;
    }
  }
}

/** What a control plane ought to know and was not told, in commands. */
export function noteUntold({ problem, untold, unsure }: ToldControlPlane, { screen }: Pick<Session, 'screen'>): void {
  if (untold.size > 0) {
    screen.note(`The control plane was not told (${printable(problem ?? 'it was not asked')}). To tell it later:`);
    for (const [host, path] of untold) screen.note(`  ${tellingCommand(host, path)}`);
  }
  if (unsure.size === 0) return;
  screen.note('Nobody knows what these run. See there, and tell the control plane of each that has gone back:');
  for (const [host, path] of unsure) screen.note(`  ${tellingCommand(host, path)}`);
}

const tellingCommand = (host: string, path: string | null): string =>
  path === null
    ? `nixfleet machines clear-desired ${printable(host)}`
    : `nixfleet machines notify-deploy ${printable(host)} ${printable(path)}`;

/** Has a machine be wanted to run what was wanted before. To want nothing of it is for admins to say: what ran is next to it. */
async function restore(
  plane: Plane,
  wish: { machineId: string; before: string | null; ran: string; signal: AbortSignal },
): Promise<void> {
  const { machineId, before, ran, signal } = wish;
  const params = { id: machineId };
  let path = before;
  try {
    if (path === null) return await plane.clearDesired({ params, signal });
  } catch (error) {
    if (!(error instanceof HttpFailed) || error.status !== 403 || !isStorePath(ran)) throw error;
    path = ran;
  }
  await plane.notifyDeploy({ params, body: { store_path: path }, signal });
}

/** What a machine is wanted to run; v0.1.1 has no question for one machine. */
async function desiredOf(plane: Plane, machineId: string, signal: AbortSignal): Promise<string | null> {
  try {
    return (await plane.getMachine({ params: { id: machineId }, signal })).desired_generation;
  } catch (error) {
    if (!(error instanceof HttpFailed) || (error.status !== 404 && error.status !== 405)) throw error;
    const machines = await plane.listMachines({ signal });
    return machines.find(({ machine_id: id }) => id === machineId)?.desired_generation ?? null;
  }
}
