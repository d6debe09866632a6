/** A number that was measured, and the band that it must lie in. */
export interface Reading {
  /** What was measured, such as `wasserstein, generator`. */
  readonly what: string;
  /** The number as published, where there is one. */
  readonly published?: number;
  readonly measured: number;
  /** From here … */
  readonly least: number;
  /** … to here it passes, both included. */
  readonly most: number;
}

/** One of the numbers that others have published, or a few that belong together. */
export interface Check {
  /** As it is asked for on the command line. */
  readonly name: string;
  /** What it shows, in a line. */
  readonly title: string;
  /** Where the published numbers stand. */
  readonly sources: readonly string[];
  /** How long it takes on two cores. */
  readonly duration: string;
  /** Measures; says now and then how far it is. */
  readonly run: (say: (text: string) => void) => Promise<Reading[]> | Reading[];
}

/** Whether a reading lies in its band. NaN lies in none. */
export function passes({ measured, least, most }: Reading): boolean {
  return measured >= least && measured <= most;
}

/** A reading that must be the published number but for rounding: within `tolerance`, relative to it where it is above 1. */
export function closeTo(what: string, published: number, measured: number, tolerance: number): Reading {
  const distance = tolerance * Math.max(1, Math.abs(published));
  return { what, published, measured, least: published - distance, most: published + distance };
}
