import type { Report } from '../../../machines/model/report.ts';
import type { OnceInput, RequestName, Requests } from '../../../services/actors/engine.ts';
import type { TrimmedTable } from '../../../services/store/write/retention.ts';

/** A request with an `Idempotency-Key`, that may be asked again and again. */
export interface Order {
  readonly input: OnceInput;
  readonly askedAt: number;
  /** How often it was carried out. */
  runs: number;
  /** The first answer, JSON. */
  answer?: string;
}

interface Stored {
  readonly report: Report;
  /** When it was sent at last. */
  readonly at: number;
}

/** What was asked and answered, to be compared with what is there. */
export class Ledger {
  /** Paths that operators asked for, by machine. */
  readonly asked = new Map<string, Set<string>>();
  /** Reports that were acknowledged. */
  readonly reports: Stored[] = [];
  /** Messages of reports whose machine was deleted, or whose agent went back in time: they may be stored twice. */
  readonly mayRepeat = new Set<string>();
  /** Releases and rollouts that were made and not deleted. */
  readonly made = new Set<string>();
  /** Rollouts that were to send also what had failed before. */
  readonly retries = new Set<string>();
  /** API keys that were made and not revoked. */
  readonly keys = new Set<number>();
  /** Pinned tags, by machine. */
  readonly pinned = new Map<string, string>();
  /** Orders whose answers are kept. */
  orders: Order[] = [];
  /** Since when nothing was trimmed, by table. */
  readonly kept = new Map<TrimmedTable, number>();
  /** Machines that were deleted and that nobody has named since. */
  readonly gone = new Set<string>();
  /** Machines of which somebody has asked that they be deleted. */
  readonly deletable = new Set<string>();
  readonly #namings = new Map<string, number>();

  /** Is told of every request before it is asked. */
  asks<Name extends RequestName>(name: Name, input: Requests[Name]['input']): void {
    for (const machineId of madeBy(name, input)) {
      this.gone.delete(machineId);
      this.#namings.set(machineId, this.namings(machineId) + 1);
    }
    if (name === 'deleteMachine') this.deletable.add((input as Requests['deleteMachine']['input']).machineId);
  }

  /** How often a machine was named by something that makes it. */
  namings(machineId: string): number {
    return this.#namings.get(machineId) ?? 0;
  }

  stored(report: Report, at: number): void {
    this.reports.push({ report, at });
  }

  /** An operator wants this path. */
  wants(machineId: string, path: string): void {
    const paths = this.asked.get(machineId) ?? new Set();
    this.asked.set(machineId, paths.add(path));
  }

  /** All that this machine has said may be stored once more. */
  forgetsNumbers(machineId: string): void {
    for (const { report } of this.reports) if (report.machine_id === machineId) this.mayRepeat.add(report.message);
  }

  /** Nothing older is promised any more. */
  trims(table: TrimmedTable, before: number): void {
    this.kept.set(table, Math.max(before, this.since(table)));
    if (table === 'answers') this.orders = this.orders.filter(({ askedAt }) => askedAt >= before);
  }

  since(table: TrimmedTable): number {
    return this.kept.get(table) ?? 0;
  }
}

/** Machines that a request makes when they are not there. */
function madeBy<Name extends RequestName>(name: Name, input: Requests[Name]['input']): readonly string[] {
  switch (name) {
    case 'report':
    case 'register':
    case 'notifyDeploy':
      return [(input as Requests['report']['input']).machineId];
    case 'createRollout': {
      const { target } = (input as Requests['createRollout']['input']).rollout;
      return 'hosts' in target ? target.hosts.filter((host) => !host.includes('*')) : [];
    }
    case 'once': {
      const once = input as OnceInput;
      return madeBy(once.name, once.input as never);
    }
    default:
      return [];
  }
}
