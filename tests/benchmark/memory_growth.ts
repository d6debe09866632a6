/** A training whose memory is looked at twice. */
export interface MemoryRequest {
  readonly workload: string;
  readonly threads: number;
  /** Steps before the first look, while caches fill. */
  readonly warmUpSteps: number;
  /** Steps between the two looks, a multiple of `warmUpSteps`. */
  readonly steps: number;
}

/** What the training gained between the two looks. */
export interface MemoryGrowth {
  readonly steps: number;
  readonly tensorsPerStep: number;
  /** Of the process's resident memory. */
  readonly residentGrowthPercent: number;
  /** At the second look. */
  readonly residentMegabytes: number;
}
