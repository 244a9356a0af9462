const WINDOW_MS = 60_000;
const LIMIT = 1_000;
const QUANTILES = ['0', '0.5', '0.9', '0.95', '0.99', '0.999', '1'] as const;

/** Values of the last minute by quantile, with the sum and the count of all there ever were. */
export class Summary {
  #recent: { readonly at: number; readonly value: number }[] = [];
  #sum = 0;
  #count = 0;

  add(value: number, now: number): void {
    this.#recent = [...this.#recent.filter(({ at }) => at > now - WINDOW_MS), { at: now, value }].slice(-LIMIT);
    this.#sum += value;
    this.#count += 1;
  }

  /** The figures as Prometheus shows them; quantiles are 0 when the last minute was silent. */
  at(now: number) {
    const values = this.#recent.filter(({ at }) => at > now - WINDOW_MS).map(({ value }) => value);
    const sorted = values.toSorted((one, other) => one - other);
    const quantiles = QUANTILES.map((quantile) => {
      const rank = Math.max(1, Math.ceil(Number(quantile) * sorted.length));
      return [quantile, sorted[rank - 1] ?? 0] as const;
    });
    return { quantiles, sum: this.#sum, count: this.#count };
  }
}
