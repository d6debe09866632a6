/** Images that are to be generated and written to files. */
export interface SampleWritingRequest {
  readonly count: number;
  readonly threads: number;
}

/** What writing them took. */
export interface SampleWriting {
  readonly count: number;
  /** From the first latent to the last file. */
  readonly seconds: number;
  /** The most that the process had resident. */
  readonly peakMegabytes: number;
}

/** What writing samples takes. */
export interface SampleResult {
  /** A tenth of them. */
  readonly few: SampleWriting;
  readonly all: SampleWriting;
  /** The peak of all by that of a tenth: 1 where memory does not depend on their number. */
  readonly memoryRatio: number;
}
