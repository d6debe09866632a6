import { currentRandom, type Layer, type Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { onlyInput } from "./_only_input.ts";

/** Options of {@linkcode gaussianNoise}. */
export interface GaussianNoiseOptions {
  /** The noise's standard deviation, 0 or more; images span 2, from -1 to 1. */
  readonly stddev: number;
  /** The layer's name, which also names its random stream: unique within a run. @default {one that counts up, other in each process} */
  readonly name?: string;
}

class GaussianNoise extends tf.layers.Layer {
  static className = "GaussianNoise";
  readonly #stddev: number;

  constructor({ stddev, ...base }: GaussianNoiseOptions) {
    if (!(stddev >= 0 && stddev < Infinity)) {
      throw new RangeError(`Cannot create gaussian noise as stddev must be 0 or more: current value is ${stddev}`);
    }
    super(base);
    this.#stddev = stddev;
    this.supportsMasking = true;
  }

  override call(inputs: Tensor | Tensor[], kwargs: { training?: boolean }): Tensor | Tensor[] {
    this.invokeCallHook(inputs, kwargs);
    if (!kwargs.training || this.#stddev === 0) return inputs;
    return tf.tidy(() => {
      const input = onlyInput(inputs);
      const noise = currentRandom().stream(`gaussianNoise/${this.name}`).normal(input.shape);
      return input.add(noise.mul(this.#stddev));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { stddev: this.#stddev, ...super.getConfig() };
  }
}
// Takes the place of the stock layer, so that any network that is loaded draws from random streams as well.
tf.serialization.registerClass(GaussianNoise);

/**
 * A layer that adds normal noise to its input while training, and otherwise passes it on: before a discriminator it
 * spreads real and generated images until they overlap.
 *
 * The noise comes from the step's random streams, so that a run can be repeated and resumed: train inside `withRandom`
 * of `@forger/core`. Saved networks name the stock `GaussianNoise` layer and load anywhere.
 *
 * @returns A layer for inputs of any shape, which keeps it.
 * @throws {RangeError} If `stddev` is negative or not finite.
 * @see Amortised MAP inference for image super-resolution (instance noise). Sønderby, Caballero, Theis, Shi, Huszár, 2017,
 * https://arxiv.org/abs/1610.04490
 *
 * @example
 * ```ts
 * import { startCompute, stepRandom, withRandom } from "@forger/core";
 * import { gaussianNoise } from "@forger/layers";
 * import { assert, assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const layer = gaussianNoise({ stddev: 0.1, name: "example_noise" }), image = tf.zeros([1, 28, 28, 1]);
 * const random = stepRandom(42, tf.scalar(0, "int32"));
 * const noisy = withRandom(random, () => layer.apply(image, { training: true })) as tf.Tensor;
 * assert(new Set(noisy.dataSync()).size > 700);
 * assertEquals((layer.apply(image) as tf.Tensor).dataSync(), image.dataSync());
 * ```
 */
export function gaussianNoise(options: GaussianNoiseOptions): Layer {
  return new GaussianNoise(options);
}
