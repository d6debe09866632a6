/** A workload to train with and without logs. */
export interface LoggingRequest {
  readonly workload: string;
  readonly threads: number;
  /** Steps between logs, and between two turns of a training. */
  readonly every: number;
  /** How often each training has its turn. */
  readonly rounds: number;
  /** Whether time is counted that passes, or that all cores together spend. */
  readonly clock: "wall" | "processor";
}

/** What logs cost, by one clock. */
export interface LoggingTimes {
  /** A step without logs, in milliseconds. */
  readonly milliseconds: number;
  /** The median over turns of a step's time with logs by that of one without. */
  readonly medianRatio: number;
  /** The time of all steps with logs by that of all without: also of what comes rarely. */
  readonly wholeRatio: number;
}

/** What logs cost. */
export interface LoggingCost {
  readonly workload: string;
  readonly every: number;
  readonly rounds: number;
  /** By the time that passes, which what else the machine does lengthens. */
  readonly wall: LoggingTimes;
  /** By the time that all cores together spend. */
  readonly processor: LoggingTimes;
}
