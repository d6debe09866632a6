import * as tf from "@tensorflow/tfjs";
import type { Tensor } from "./tensor.ts";

/** Gives the mean of a tensor over all workers. */
export type MeanOverWorkers = (values: Tensor) => Tensor;

let current: MeanOverWorkers | undefined;

/**
 * Runs a function whose layers take the batch's moments over all workers: what {@linkcode workerMean} gives inside it.
 *
 * @param mean Gives the mean of a tensor over all workers.
 * @param run A synchronous function.
 *
 * @example
 * ```ts
 * import { withWorkerMean, workerMean } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const other = tf.scalar(4); // what another worker would have
 * const mean = withWorkerMean((own) => own.add(other).div(2), () => workerMean(tf.scalar(2)));
 * assertEquals(mean.dataSync()[0], 3);
 * ```
 */
export function withWorkerMean<Result>(mean: MeanOverWorkers, run: () => Result): Result {
  const outer = current;
  current = mean;
  try {
    return run();
  } finally {
    current = outer;
  }
}

/**
 * The mean of a tensor over all workers inside {@linkcode withWorkerMean}, elsewhere the tensor itself.
 *
 * Its gradient is the mean of the gradients of all: so each worker's gradient is that of the mean loss of all, once these are averaged.
 *
 * @param values Float32, of the same shape on every worker.
 *
 * @example
 * ```ts
 * import { workerMean } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * assertEquals(workerMean(tf.scalar(2)).dataSync()[0], 2);
 * ```
 */
export function workerMean(values: Tensor): Tensor {
  const mean = current;
  return mean ? differentiable(mean, values) : values;
}

function differentiable(mean: MeanOverWorkers, values: Tensor): Tensor {
  const average = tf.customGrad((...args) => ({
    value: mean(args[0] as Tensor),
    gradFunc: (gradient) => differentiable(mean, gradient as Tensor),
  }));
  return average(values);
}
