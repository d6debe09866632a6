import type { Tensor } from "./tensor.ts";

/** A named source of random tensors inside a step: a function of the run's seed, the stream's name, the step and the draw. */
export interface RandomStream {
  /** Uniform numbers of the open interval (`low`, `high`), float32. @default {low 0, high 1} */
  uniform(shape: readonly number[], low?: number, high?: number): Tensor;
  /** Normal numbers, float32. @default {mean 0, stddev 1} */
  normal(shape: readonly number[], mean?: number, stddev?: number): Tensor;
}

/** Options of the random streams of a step. */
export interface StreamOptions {
  /**
   * Where several workers train together, whether all draw the same numbers, as for noise on weights; otherwise the first axis of a shape is
   * the batch's, and each worker draws its own rows of the whole batch. Scalars are the same on all. @default {false}
   */
  readonly sameOnAllWorkers?: boolean;
}

/** The random streams of one step. */
export interface StepRandom {
  /** The stream of that name; asking again gives the same stream, which goes on where it was. */
  stream(name: string, options?: StreamOptions): RandomStream;
}
