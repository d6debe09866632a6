/** So many times as long as the others a worker may take. */
const LIMIT = 1.5;

/** Seconds of the first worker's own computing over which workers are compared: shorter ones say too little. */
const WINDOW = 3;

/** What a worker needed for a call, without waiting for the others. */
export interface OwnTime {
  readonly seconds: number;
  readonly steps: number;
}

/** Notices workers that take much longer than the others, each once until it has caught up. */
export class SlowWorkers {
  readonly #window: number;
  readonly #slow = new Set<number>();
  #sums: { seconds: number; steps: number }[] = [];

  /** @param window Seconds of computing over which workers are compared. */
  constructor(window: number = WINDOW) {
    this.#window = window;
  }

  /**
   * Notes what each worker needed for a call.
   *
   * @returns Those that have become slow: how long a step takes them, and the median of the others, in milliseconds.
   */
  add(times: readonly OwnTime[]): { readonly worker: number; readonly own: number; readonly others: number }[] {
    times.forEach(({ seconds, steps }, worker) => {
      const sum = this.#sums[worker] ??= { seconds: 0, steps: 0 };
      sum.seconds += seconds;
      sum.steps += steps;
    });
    if (Math.max(...this.#sums.map(({ seconds }) => seconds)) < this.#window) return [];
    const perStep = this.#sums.map(({ seconds, steps }) => 1000 * seconds / steps);
    this.#sums = [];
    return perStep.flatMap((own, worker) => {
      const others = median(perStep.filter((_, other) => other !== worker));
      const isSlow = own > LIMIT * others, isNews = isSlow && !this.#slow.has(worker);
      if (isSlow) this.#slow.add(worker);
      else this.#slow.delete(worker);
      return isNews ? [{ worker, own, others }] : [];
    });
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((first, second) => first - second), middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}
