/** How something is measured that is no workload. */
export interface MeasuringOptions {
  /** Whether one short look is enough: to see that all works, not to learn how fast it is. */
  readonly quick: boolean;
  /** Threads that every side may use. */
  readonly threads: number;
  /** The Python that has the peers; undefined where there is none. */
  readonly python?: string;
  /** Hears what was measured so far. */
  readonly onProgress: (message: string) => void;
}
