import type { FeedRow } from '../../machines/model/feed.ts';
import type { RolloutDetail } from '../../machines/model/rollout.ts';

/** How a rollout stands, kept up to date by rows of the feed, for one line of status. */
export class RolloutView {
  readonly #id: string;
  readonly #machines: number;
  readonly #batches: number;
  readonly #verdicts = new Map<string, string>();
  #status: string;
  #batch: number | undefined;

  constructor(rollout: RolloutDetail) {
    this.#id = rollout.id;
    this.#status = rollout.phase ?? rollout.status;
    this.#batches = rollout.batches.length;
    this.#machines = rollout.batches.reduce((sum, { machine_ids: ids }) => sum + ids.length, 0);
    for (const { batch_index: index, status, machine_health: health } of rollout.batches) {
      if (status === 'deploying' || status === 'waiting_health') this.#batch = index;
      for (const [machine, state] of Object.entries(health))
        this.#verdicts.set(machine, typeof state === 'string' ? state : 'unhealthy');
    }
  }

  /** Takes a row. */
  see({ type, detail, machine_id: machine }: FeedRow): void {
    const { to, batch_index: index, verdict } = detail;
    if (type === 'status_change' && typeof to === 'string') this.#status = to;
    if (type === 'batch_started' && typeof index === 'number') this.#batch = index;
    if (machine !== null && typeof verdict === 'string') this.#verdicts.set(machine, verdict);
  }

  get line(): string {
    const count = (wanted: string) => [...this.#verdicts.values()].filter((verdict) => verdict === wanted).length;
    const unhealthy = count('unhealthy');
    return [
      this.#status,
      ...(this.#batch === undefined ? [] : [`batch ${this.#batch + 1}/${this.#batches}`]),
      `${count('healthy')}/${this.#machines} healthy`,
      ...(unhealthy > 0 ? [`${unhealthy} unhealthy`] : []),
      // Last, for a narrow terminal: who waits knows what for.
      this.#id,
    ].join(' · ');
  }
}
