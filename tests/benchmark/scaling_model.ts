import { expectedSlowest } from "./scaling_model_slowest.ts";

/** What connects workers. */
export interface ScalingNetwork {
  readonly name: string;
  /** Seconds that a message takes besides its bytes. */
  readonly latency: number;
  /** Bytes per second from one worker to the next. */
  readonly bandwidth: number;
}

/** What one worker has to do in a step. */
export interface ScalingWorkload {
  readonly name: string;
  /** Seconds of a step that do not depend on the batch, such as those of updating weights. */
  readonly fixedSeconds: number;
  /** Seconds for each image of the batch. */
  readonly secondsPerImage: number;
  /** Of each exchange in a step, how many float32 numbers it is of: one exchange for each update of a player. */
  readonly exchanges: readonly number[];
}

/** How many workers, each with how much, and what is assumed of them. */
export interface ScalingAssumptions {
  readonly workers: number;
  /** Images that each worker takes. */
  readonly batch: number;
  /** The standard deviation of a worker's computing time, as a share of the mean. @default {0} */
  readonly spread?: number;
  /** The share of computing behind which exchanges can hide. @default {0} */
  readonly overlap?: number;
}

/** What a step of all workers together takes, in seconds. */
export interface ScalingPrediction {
  /** A worker's own computing, on average. */
  readonly compute: number;
  /** Waiting for the slowest. */
  readonly waiting: number;
  /** Exchanges, as far as no computing hides them. */
  readonly exchange: number;
  readonly step: number;
  /** Of all workers together. */
  readonly imagesPerSecond: number;
}

/**
 * Seconds of an all-reduce around a ring: `2 (n - 1)` messages one after the other, each of an n-th of the bytes.
 *
 * @see Pitch Patarasuk and Xin Yuan, "Bandwidth optimal all-reduce algorithms for clusters of workstations", 2009, https://doi.org/10.1016/j.jpdc.2008.09.002
 */
export function ringSeconds(
  workers: number,
  bytes: number,
  { bandwidth, latency }: Pick<ScalingNetwork, "bandwidth" | "latency">,
): number {
  const messages = 2 * (workers - 1);
  return messages * (latency + bytes / workers / bandwidth);
}

/** What a step takes, as a model has it: no measurement. */
export function predictStep(
  { exchanges, fixedSeconds, secondsPerImage }: ScalingWorkload,
  network: ScalingNetwork,
  { batch, overlap = 0, spread = 0, workers }: ScalingAssumptions,
): ScalingPrediction {
  const compute = fixedSeconds + batch * secondsPerImage;
  const waiting = compute * spread * expectedSlowest(workers);
  const whole = exchanges.reduce((sum, floats) => sum + ringSeconds(workers, 4 * floats, network), 0);
  const exchange = Math.max(0, whole - overlap * compute), step = compute + waiting + exchange;
  return { compute, waiting, exchange, step, imagesPerSecond: workers * batch / step };
}

/**
 * What workers make of their number: images a second, as a share of what so many would have that need not wait for each other.
 *
 * @param alone Images per second of one worker.
 */
export function efficiencyOf(prediction: ScalingPrediction, workers: number, alone: number): number {
  return prediction.imagesPerSecond / (workers * alone);
}
