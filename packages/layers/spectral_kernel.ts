import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { checkPowerIterations } from "./_check_power_iterations.ts";

/** Options of {@linkcode spectrallyNormalized}. */
export interface SpectralKernelOptions {
  /** Rounds of the power iteration, a positive integer: more follow the kernel more closely. @default {1} */
  readonly powerIterations?: number;
}

/** A kernel of largest singular value 1, and what the next estimate of that value begins with. */
export interface SpectralKernel {
  /** The kernel divided by the estimate, of its shape. */
  readonly kernel: Tensor;
  /** The improved `u`, `[outputs]`. */
  readonly u: Tensor;
}

/** Below any singular value that matters; it keeps a kernel of zeros from becoming NaN. */
const LEAST = 1e-12;

/**
 * Divides a kernel by its largest singular value, as a matrix `[everything else, outputs]`.
 *
 * The value is estimated by power iteration from `u`. Kernels change little from step to step, so that one round is
 * enough where each step goes on with the `u` of the last. The gradient flows through the kernel and the singular value;
 * the singular vectors count as constants in it, which is exact once they have converged.
 *
 * @param kernel Any rank of 2 or more.
 * @param u The estimate of the singular vector of the outputs, `[outputs]`; of any length but 0.
 * @param outputAxis The kernel's axis of outputs: the last one, or the one before in a transposed convolution.
 * @throws {TypeError} If `u` is not a vector of the axis's length.
 * @throws {RangeError} If `powerIterations` is not a positive integer.
 * @see Spectral normalization for generative adversarial networks. Miyato, Kataoka, Koyama, Yoshida, 2018,
 * https://arxiv.org/abs/1802.05957
 *
 * @example
 * ```ts
 * import { spectrallyNormalized } from "@forger/layers";
 * import { assertAlmostEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const diagonal = tf.tensor2d([[4, 0], [0, 1]]); // the largest singular value is 4
 * const { kernel } = spectrallyNormalized(diagonal, tf.tensor1d([0.6, 0.8]), 1, { powerIterations: 10 });
 * assertAlmostEquals(kernel.dataSync()[3]!, 1 / 4, 1e-6);
 * ```
 */
export function spectrallyNormalized(
  kernel: Tensor,
  u: Tensor,
  outputAxis: number,
  options: SpectralKernelOptions = {},
): SpectralKernel {
  const { powerIterations = 1 } = options;
  checkPowerIterations(powerIterations);
  const outputs = kernel.shape[outputAxis];
  if (u.rank !== 1 || u.size !== outputs) {
    throw new TypeError(
      `Cannot normalize kernel as u must have one entry an output: expected [${outputs}], received [${u.shape}]`,
    );
  }
  return tf.tidy(() => {
    const matrix = outputsLast(kernel, outputAxis).reshape([-1, outputs]); // [everything else, outputs]
    const otherSide = (outputSide: Tensor) => unit(tf.matMul(matrix, outputSide)); // [everything else, 1]
    const outputSide = (otherSide: Tensor) => unit(tf.matMul(matrix, otherSide, true)); // [outputs, 1]
    const v = constant(() => {
      let left = u.reshape([-1, 1]);
      for (let round = 1; round < powerIterations; round++) left = outputSide(otherSide(left));
      return otherSide(left);
    });
    const improved = constant(() => outputSide(v));
    const largest = tf.matMul(tf.matMul(v, matrix, true), improved).asScalar();
    return { kernel: kernel.div(largest.maximum(LEAST)), u: improved.reshape([outputs]) };
  });
}

function outputsLast(kernel: Tensor, outputAxis: number): Tensor {
  if (outputAxis === kernel.rank - 1) return kernel;
  const axes = kernel.shape.map((_, axis) => axis).filter((axis) => axis !== outputAxis);
  return kernel.transpose([...axes, outputAxis]);
}

function unit(vector: Tensor): Tensor {
  return vector.div(vector.square().sum().sqrt().maximum(LEAST));
}

/** Computes off the tape, so that no gradient of any order flows back. */
function constant(compute: () => Tensor): Tensor {
  return tf.customGrad(() => ({ value: compute(), gradFunc: () => [] }))();
}
