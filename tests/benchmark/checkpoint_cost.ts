/** What is asked of the measurement of checkpoints. */
export interface CheckpointRequest {
  readonly workload: string;
  readonly threads: number;
  /** Steps between checkpoints. */
  readonly every: number;
  /** How many checkpoints are measured. */
  readonly checkpoints: number;
}

/** What checkpoints cost. */
export interface CheckpointCost {
  readonly workload: string;
  /** Bytes of one checkpoint. */
  readonly bytes: number;
  /** A step without a checkpoint, in milliseconds. */
  readonly milliseconds: number;
  /** By how many steps a checkpoint delays training: the median over checkpoints. */
  readonly delaySteps: number;
  /** Seconds from the call to the end of the first step where a run is resumed, without loading the data. */
  readonly resumeSeconds: number;
}

/**
 * By how many steps a checkpoint delays training.
 *
 * @param times When each step ended, in milliseconds, the first one's beginning before it.
 * @param every After so many steps there is a checkpoint.
 */
export function delayOf(
  times: readonly number[],
  every: number,
): { readonly milliseconds: number; readonly delaySteps: number } {
  const lengths = times.slice(1).map((time, index) => time - times[index]!);
  const windows = Array.from(
    { length: Math.floor(lengths.length / every) },
    (_, index) => lengths.slice(index * every, (index + 1) * every),
  );
  const milliseconds = middle(lengths); // most steps have nothing to do with a checkpoint
  const delays = windows.map((window) => window.reduce((sum, length) => sum + length - milliseconds, 0) / milliseconds);
  return { milliseconds, delaySteps: middle(delays) };
}

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((first, second) => first - second), half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
