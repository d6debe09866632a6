import type { CollectiveGroup, Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";

/** Several tensors' means over all workers. */
export interface MeansOverWorkers {
  /** In the order of the tensors, of their shapes. */
  readonly means: readonly Tensor[];
  /** Seconds that went by until they were there. */
  readonly seconds: Tensor;
}

/** The means of several tensors over all workers: packed into one tensor, as each exchange takes its time, however small it is. */
export function meanOverWorkers(group: CollectiveGroup, tensors: readonly Tensor[]): MeansOverWorkers {
  const [seconds, ...means] = tf.tidy(() => {
    const packed = tf.concat(tensors.map((tensor) => tensor.toFloat().flatten()));
    const { mean, seconds } = group.mean(packed);
    const parts = tf.split(mean, tensors.map(({ size }) => size)) as Tensor[];
    return [seconds, ...parts.map((part, index) => part.reshape(tensors[index]!.shape))];
  });
  return { means, seconds: seconds! };
}
