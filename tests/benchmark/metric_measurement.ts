/** The metrics that are measured. */
export type MeasuredMetric = "frechet" | "kernel" | "precision recall";

/** One metric of two sets of features, to be computed once. */
export interface MetricRequest {
  readonly metric: MeasuredMetric;
  /** A file of float32 numbers, one row after another. */
  readonly real: string;
  /** Likewise. */
  readonly fake: string;
  /** How many rows each has. */
  readonly rows: number;
  /** How many numbers a row has. */
  readonly size: number;
  readonly threads: number;
}

/** What computing it took. */
export interface MetricMeasurement {
  /** Without reading the features. */
  readonly seconds: number;
  /** What all cores spent on it, which other programs on the machine hardly change. */
  readonly processorSeconds: number;
  /** The most that the process had resident, with the features and the libraries. */
  readonly peakMegabytes: number;
  /** The distance, or precision and recall. */
  readonly values: readonly number[];
  /** The standard error of the kernel distance over its random subsets. */
  readonly standardError?: number;
  /** Of what computes it. */
  readonly version: string;
}
