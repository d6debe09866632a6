import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";

/**
 * Reads latents as one array each; it waits for the device.
 *
 * @throws {TypeError} If the tensor is no table of latents.
 */
export function latentRows(action: string, name: string, latents: Tensor): Float32Array[] {
  const [count = 0, size = 0] = latents.shape;
  if (latents.rank !== 2 || latents.size === 0) {
    throw new TypeError(
      `Cannot ${action} as ${name} must be latents: expected [count, latent], received [${latents.shape}]`,
    );
  }
  const values = latents.dataSync() as Float32Array;
  return Array.from({ length: count }, (_, row) => values.subarray(row * size, (row + 1) * size));
}

/** The inverse of {@linkcode latentRows}: `[rows, latent]`. */
export function latentTable(rows: readonly Float32Array[]): Tensor {
  const size = rows[0]!.length, values = new Float32Array(rows.length * size);
  rows.forEach((row, index) => values.set(row, index * size));
  return tf.tensor2d(values, [rows.length, size]);
}
