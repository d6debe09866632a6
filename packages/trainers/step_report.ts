/** What one step logged. */
export interface StepLog {
  /** The step's number, counted from 1. */
  readonly step: number;
  /** Losses and their terms by name, for instance `discriminator`, `discriminator/real`, `generator`. */
  readonly values: Readonly<Record<string, number>>;
}

/** A step's log while plugins may still add to it. */
export interface OpenStepLog extends StepLog {
  readonly values: Record<string, number>;
}

/** What happened since a plugin's `onStepEnd` or `onEpochEnd` ran last. */
export interface StepReport {
  /** Steps done so far in this run. */
  readonly step: number;
  /** Passes over the data that are complete. */
  readonly epoch: number;
  /** Real images that the discriminator was trained on so far. */
  readonly imagesSeen: number;
  /** Every step's log since the last report to this plugin. */
  readonly logs: readonly StepLog[];
  /** Milliseconds since the first step began, without pauses. */
  readonly elapsed: number;
}
