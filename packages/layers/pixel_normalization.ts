import type { Layer, Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { checkEpsilon } from "./_check_epsilon.ts";
import { onlyInput } from "./_only_input.ts";

/** Options of {@linkcode pixelNormalization}. */
export interface PixelNormalizationOptions {
  /** What is added to the mean square, positive. @default {1e-8} */
  readonly epsilon?: number;
  /** The layer's name. @default {one that counts up, other in each process} */
  readonly name?: string;
}

class PixelNormalization extends tf.layers.Layer {
  static className = "PixelNormalization";
  readonly #epsilon: number;

  constructor({ epsilon = 1e-8, ...base }: PixelNormalizationOptions) {
    checkEpsilon("pixel normalization", epsilon);
    super(base);
    this.#epsilon = epsilon;
    this.supportsMasking = true;
  }

  override call(inputs: Tensor | Tensor[], kwargs: { training?: boolean }): Tensor {
    this.invokeCallHook(inputs, kwargs);
    return tf.tidy(() => {
      const input = onlyInput(inputs);
      return input.mul(input.square().mean(-1, true).add(this.#epsilon).rsqrt());
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { epsilon: this.#epsilon, ...super.getConfig() };
  }
}
tf.serialization.registerClass(PixelNormalization);

/**
 * A layer that divides the channels of each place by their root mean square, so that a generator's values cannot grow.
 *
 * It has no weights, and treats training and sampling alike: `x / √(mean(x²) + epsilon)`, the mean over the last axis.
 * Applied to latents `[batch, latent]` it puts them on a sphere.
 *
 * @returns A layer for inputs `[…, channels]` of any rank, which keeps their shape.
 * @throws {RangeError} If `epsilon` is not a positive number.
 * @see Progressive growing of GANs for improved quality, stability, and variation. Karras, Aila, Laine, Lehtinen, 2018,
 * https://arxiv.org/abs/1710.10196
 *
 * @example
 * ```ts
 * import { pixelNormalization } from "@forger/layers";
 * import { assertAlmostEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const output = pixelNormalization().apply(tf.tensor2d([[3, 4]])) as tf.Tensor; // the mean square is 12.5
 * assertAlmostEquals(output.dataSync()[0]!, 3 / Math.sqrt(12.5), 1e-6);
 * ```
 */
export function pixelNormalization(options: PixelNormalizationOptions = {}): Layer {
  return new PixelNormalization(options);
}
