/** A workload to train with and without plugins that do nothing. */
export interface IdleRequest {
  readonly workload: string;
  readonly threads: number;
  /** How many idle plugins. */
  readonly plugins: number;
  /** How often each training has its turn. */
  readonly rounds: number;
}

/** What plugins cost that do nothing: medians over rounds of a step's time by that of a step without plugins. */
export interface IdleCost {
  readonly workload: string;
  readonly plugins: number;
  readonly rounds: number;
  /** A step without plugins, in milliseconds. */
  readonly milliseconds: number;
  /** With plugins that have a name and no hooks. */
  readonly ratioNamed: number;
  /** With plugins that have every hook, and change nothing with any. */
  readonly ratioIdentity: number;
  /** Whether the compiled step is the same with and without them: as many operations. */
  readonly sameStep: boolean;
}
