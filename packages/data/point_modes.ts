/** The modes of a mixture of round Gaussians, all of the same width and weight: what a collapsed generator misses. */
export interface PointModes {
  /** The mean of each mode. */
  readonly centers: readonly (readonly [x: number, y: number])[];
  /** The standard deviation of each mode along either axis. */
  readonly stddev: number;
}
