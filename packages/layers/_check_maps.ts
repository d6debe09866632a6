import type * as tf from "@tensorflow/tfjs";

/** @throws {TypeError} If a layer's input is not of rank 4; the task stands in the message. */
export function checkMaps(task: string, inputShape: tf.Shape | tf.Shape[]): void {
  if (inputShape.length === 4) return;
  throw new TypeError(
    `Cannot ${task} as they must be of rank 4: expected [batch, height, width, channels], received [${inputShape}]`,
  );
}
