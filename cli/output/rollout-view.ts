import type { FeedRow } from '../../machines/model/feed.ts';
import type { RolloutDetail } from '../../machines/model/rollout.ts';
import { isOpen } from './open-verdict.ts';
import { othersIn, VerdictCounts } from './verdict-counts.ts';

/** What events without a verdict say about their machine. */
const VERDICTS: Readonly<Record<string, string>> = {
  machine_told: 'pending',
  machine_soaking: 'soaking',
  machine_reverting: 'reverting',
};

/** How a rollout stands, kept up to date by rows of the feed, for one line of status and what stands below it. */
export class RolloutView {
  readonly #id: string;
  /** The machines of each batch. */
  readonly #batches: readonly (readonly string[])[];
  readonly #tallies: readonly VerdictCounts[];
  readonly #batchOf = new Map<string, number>();
  readonly #verdicts = new Map<string, string>();
  readonly #all = new VerdictCounts();
  readonly #explains: boolean;
  #status: string;
  #batch: number | undefined;

  constructor(rollout: RolloutDetail) {
    this.#id = rollout.id;
    this.#status = rollout.phase ?? rollout.status;
    this.#batches = rollout.batches.map(({ machine_ids: ids }) => ids);
    this.#tallies = this.#batches.map(() => new VerdictCounts());
    for (const [index, ids] of this.#batches.entries()) for (const id of ids) this.#batchOf.set(id, index);
    this.#explains = rollout.machines !== undefined;
    for (const { batch_index: index, status, machine_health: health } of rollout.batches) {
      if (status === 'deploying' || status === 'waiting_health') this.#batch = index;
      for (const [machine, state] of Object.entries(health))
        this.#judge(machine, typeof state === 'string' ? state : 'unhealthy');
    }
    for (const { machine_id: machine, verdict } of rollout.machines ?? []) this.#judge(machine, verdict);
  }

  /** Takes a row. */
  see({ type, detail, machine_id: machine }: FeedRow): void {
    const { to, batch_index: index, verdict = VERDICTS[type], phase } = detail;
    if (type === 'status_change' && typeof to === 'string') this.#status = to;
    if (type === 'revert_started') this.#status = 'reverting';
    if (type === 'revert_completed' && typeof phase === 'string') this.#status = phase;
    if ((type === 'batch_started' || type === 'revert_batch_started') && typeof index === 'number') this.#batch = index;
    if (machine !== null && typeof verdict === 'string') this.#judge(machine, verdict);
  }

  /** The machines of a batch; none when the row is of no batch. */
  membersOf(index: unknown): readonly string[] {
    return typeof index === 'number' ? (this.#batches[index] ?? []) : [];
  }

  /** The machines under way that are not settled, if the control plane can say what they wait for. */
  waiting(): string[] {
    if (!this.#explains) return [];
    const atHand = this.membersOf(this.#batch).filter((machine) => this.isWaiting(machine));
    if (this.#count('reverting') === 0) return atHand;
    return [...this.#verdicts].flatMap(([machine, verdict]) => (verdict === 'reverting' ? [machine] : []));
  }

  /** Whether a machine is not settled. */
  isWaiting(machine: string): boolean {
    return isOpen(this.#verdicts.get(machine) ?? '');
  }

  /** What is known of each batch, in their order. */
  get batches(): readonly BatchView[] {
    const isReverting = this.#count('reverting') > 0;
    return this.#batches.map(({ length: size }, index) => {
      const tally = this.#tallies[index] ?? new VerdictCounts();
      const isAtHand = index === this.#batch || (isReverting && tally.count('reverting') > 0);
      return { size, tally, isAtHand };
    });
  }

  /** What became of a machine, or what it is at. */
  verdictOf(machine: string): string {
    return this.#verdicts.get(machine) ?? 'pending';
  }

  /** How much of it is settled, from 0 to 1. */
  get fraction(): number {
    const machines = this.#batchOf.size;
    return machines === 0 ? 0 : (machines - this.#all.open.size) / machines;
  }

  get line(): string {
    const machines = this.#batches.reduce((sum, ids) => sum + ids.length, 0);
    return [
      this.#status,
      ...(this.#batch === undefined ? [] : [`batch ${this.#batch + 1}/${this.#batches.length}`]),
      `${this.#count('healthy')}/${machines} healthy`,
      ...othersIn(this.#all),
      // Last, for a narrow terminal: who waits knows what for.
      this.#id,
    ].join(' · ');
  }

  #judge(machine: string, verdict: string): void {
    const before = this.#verdicts.get(machine);
    this.#verdicts.set(machine, verdict);
    this.#all.judge(machine, before, verdict);
    this.#tallies[this.#batchOf.get(machine) ?? -1]?.judge(machine, before, verdict);
  }

  #count(verdict: string): number {
    return this.#all.count(verdict);
  }
}

/** What is known of a batch. */
export interface BatchView {
  readonly size: number;
  readonly tally: VerdictCounts;
  /** Something happens in it now. */
  readonly isAtHand: boolean;
}
