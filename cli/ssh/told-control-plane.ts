import { FleetError, HttpFailed } from '../../machines/errors.ts';
import type { Client } from '../../services/api/client.ts';

/** What is asked of a control plane: as much as v0.1.1 offers. */
type Plane = Pick<Client, 'getMachine' | 'listMachines' | 'notifyDeploy' | 'clearDesired'>;

/** What a machine was wanted to run before; undefined: it is not known. */
export interface Told {
  readonly before: string | null | undefined;
}

/** For each question: this is the way for when the control plane is gone. */
const LIMIT_MS = 3_000;

/**
 * Tells the control plane what machines are brought to, so that their agents do not take them elsewhere. Best effort: the
 * first time that it cannot be reached is the last.
 */
export class ToldControlPlane {
  readonly #plane: () => Promise<Plane>;
  #problem: string | undefined;
  readonly #untold = new Map<string, string>();

  constructor(plane: () => Promise<Plane>) {
    this.#plane = plane;
  }

  /** Why it was not told; undefined when it was. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** What it was not told, by machine, and ought to know. */
  get untold(): ReadonlyMap<string, string> {
    return this.#untold;
  }

  /** Tells what a machine is brought to; undefined: it could not be told. */
  async tell(machineId: string, path: string): Promise<Told | undefined> {
    const told = await this.#tried(async (plane, signal) => {
      const before = await desiredOf(plane, machineId, signal);
      await plane.notifyDeploy({ params: { id: machineId }, body: { store_path: path }, signal });
      return { before };
    });
    if (told === undefined) this.#untold.set(machineId, path);
    return told;
  }

  /** Tells what it was told to be not so. */
  async takeBack(machineId: string, told: Told | undefined): Promise<void> {
    this.#untold.delete(machineId);
    if (told?.before === undefined) return;
    const { before } = told;
    await this.#tried(async (plane, signal) => {
      const params = { id: machineId };
      if (before === null) await plane.clearDesired({ params, signal });
      else await plane.notifyDeploy({ params, body: { store_path: before }, signal });
      return true;
    });
  }

  async #tried<T>(work: (plane: Plane, signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    if (this.#problem !== undefined) return undefined;
    const limit = AbortSignal.timeout(LIMIT_MS);
    try {
      return await work(await this.#plane(), limit);
    } catch (error) {
      if (!limit.aborted && !(error instanceof FleetError)) throw error;
      const words = limit.aborted || !(error instanceof Error) ? 'it does not answer' : error.message;
      // One that answers may say no of one machine and yes of the next.
      if (!(error instanceof HttpFailed)) this.#problem ??= words;
      else if (error.status === 401 || error.status === 403) this.#problem ??= words;
      return undefined;
    }
  }
}

/** What a machine is wanted to run; v0.1.1 has no question for one machine. */
async function desiredOf(plane: Plane, machineId: string, signal: AbortSignal): Promise<string | null | undefined> {
  try {
    return (await plane.getMachine({ params: { id: machineId }, signal })).desired_generation;
  } catch (error) {
    if (!(error instanceof HttpFailed) || (error.status !== 404 && error.status !== 405)) throw error;
    const machines = await plane.listMachines({ signal });
    return machines.find(({ machine_id: id }) => id === machineId)?.desired_generation;
  }
}
