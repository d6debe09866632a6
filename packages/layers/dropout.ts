import { currentRandom, type Layer, type Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";

/** Options of {@linkcode dropout}. */
export interface DropoutOptions {
  /** The share of values that training sets to 0, in [0, 1). */
  readonly rate: number;
  /** The layer's name, which also names its random stream: unique within a run. @default {one that counts up, other in each process} */
  readonly name?: string;
}

/** The stock layer's config. */
interface DropoutConfig extends DropoutOptions {
  /** The mask's shape where it is not the input's: an axis of length 1 shares the mask, `null` is the input's length. */
  readonly noiseShape?: (number | null)[];
  /** Kept, so that a network saves as it was loaded; the mask comes from the step's random streams. */
  readonly seed?: number;
}

class Dropout extends tf.layers.Layer {
  static className = "Dropout";
  readonly #config: DropoutConfig;

  constructor(config: DropoutConfig) {
    const { rate, noiseShape, seed, ...base } = config;
    if (!(rate >= 0 && rate < 1)) {
      throw new RangeError(`Cannot create dropout as rate must be in [0, 1): current value is ${rate}`);
    }
    super(base);
    this.#config = { rate, noiseShape, seed };
    this.supportsMasking = true;
  }

  override call(inputs: Tensor | Tensor[], kwargs: { training?: boolean }): Tensor | Tensor[] {
    const { rate, noiseShape } = this.#config;
    this.invokeCallHook(inputs, kwargs);
    if (!kwargs.training || rate === 0) return inputs;
    return tf.tidy(() => {
      const input = Array.isArray(inputs) ? inputs[0]! : inputs;
      const shape = input.shape.map((length, axis) => noiseShape?.[axis] ?? length);
      const kept = currentRandom().stream(`dropout/${this.name}`).uniform(shape).greaterEqual(rate);
      return input.mul(kept.toFloat().mul(1 / (1 - rate)));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...this.#config, ...super.getConfig() };
  }
}
// Takes the place of the stock layer, so that any network that is loaded draws from random streams as well.
tf.serialization.registerClass(Dropout);

/**
 * A layer that sets a random share of its input to 0 while training and scales up the rest, and otherwise passes it on.
 *
 * The masks come from the step's random streams, so that a run can be repeated and resumed: train inside
 * `withRandom` of `@forger/core`. Saved networks name the stock `Dropout` layer and load anywhere.
 *
 * @returns A layer for inputs of any shape.
 * @throws {RangeError} If the rate is not in [0, 1).
 * @see Dropout: a simple way to prevent neural networks from overfitting. Srivastava et al., 2014,
 * https://jmlr.org/papers/v15/srivastava14a.html
 *
 * @example
 * ```ts
 * import { startCompute, stepRandom, withRandom } from "@forger/core";
 * import { dropout } from "@forger/layers";
 * import { assert } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const layer = dropout({ rate: 0.5, name: "example_dropout" });
 * const random = stepRandom(42, tf.scalar(0, "int32"));
 * const output = withRandom(random, () => layer.apply(tf.ones([1, 8]), { training: true })) as tf.Tensor;
 * assert(output.dataSync().every((value) => value === 0 || value === 2));
 * ```
 */
export function dropout(options: DropoutOptions): Layer {
  return new Dropout(options);
}
