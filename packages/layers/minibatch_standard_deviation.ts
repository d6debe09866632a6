import type { Layer, Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { checkEpsilon } from "./_check_epsilon.ts";
import { onlyInput } from "./_only_input.ts";

/** Options of {@linkcode minibatchStandardDeviation}. */
export interface MinibatchStandardDeviationOptions {
  /** How many samples are compared with each other, an integer from 2 on; a batch that it does not divide takes another size. @default {4} */
  readonly groupSize?: number;
  /** How many channels are appended, each for an equal share of the input's channels. @default {1} */
  readonly features?: number;
  /** What is added to the variance, positive: it keeps the slope finite where samples are equal. @default {1e-8} */
  readonly epsilon?: number;
  /** The layer's name. @default {one that counts up, other in each process} */
  readonly name?: string;
}

type Shapes = tf.Shape | tf.Shape[];

/** The largest size up to the one that is wanted into which the batch can be divided; 1 would compare nothing, so then the least above. */
function groupSizeFor(batch: number, wanted: number): number {
  for (let size = Math.min(wanted, batch); size > 1; size--) if (batch % size === 0) return size;
  let size = wanted + 1;
  while (size < batch && batch % size !== 0) size++;
  return Math.min(size, batch);
}

class MinibatchStandardDeviation extends tf.layers.Layer {
  static className = "MinibatchStandardDeviation";
  readonly #options: Required<Omit<MinibatchStandardDeviationOptions, "name">>;

  constructor({ groupSize = 4, features = 1, epsilon = 1e-8, ...base }: MinibatchStandardDeviationOptions) {
    const refuse = (name: string, rule: string, value: number): never => {
      throw new RangeError(
        `Cannot create minibatch standard deviation as ${name} must be ${rule}: current value is ${value}`,
      );
    };
    if (!(Number.isInteger(groupSize) && groupSize > 1)) refuse("groupSize", "an integer from 2 on", groupSize);
    if (!(Number.isInteger(features) && features > 0)) refuse("features", "a positive integer", features);
    checkEpsilon("minibatch standard deviation", epsilon);
    super(base);
    this.#options = { groupSize, features, epsilon };
  }

  override build(inputShape: Shapes): void {
    const shape = inputShape as tf.Shape, channels = shape.at(-1), { features } = this.#options;
    if (shape.length < 2 || !channels || channels % features !== 0) {
      throw new TypeError(
        `Cannot build ${this.name} as features must divide the channels: expected [batch, …, a multiple of ${features}], received [${
          shape.map((length) => length ?? "batch").join(", ")
        }]`,
      );
    }
    super.build(inputShape);
  }

  override call(inputs: Tensor | Tensor[], kwargs: { training?: boolean }): Tensor {
    this.invokeCallHook(inputs, kwargs);
    const { groupSize, features, epsilon } = this.#options;
    return tf.tidy(() => {
      const input = onlyInput(inputs), { shape } = input;
      const batch = shape[0]!, channels = shape.at(-1)!, places = tf.util.sizeFromShape(shape.slice(1, -1));
      const size = groupSizeFor(batch, groupSize), groups = batch / size;
      const grouped = input.reshape([groups, size, places * channels]);
      const variance = grouped.sub(grouped.mean(1, true)).square().mean(1); // [groups, places · channels]
      const shares = variance.add(epsilon).sqrt().reshape([groups, places, features, channels / features]);
      const deviation = shares.mean([1, 3]).reshape([groups, 1, 1, features]);
      const appended = deviation.tile([1, size, places, 1]).reshape([...shape.slice(0, -1), features]);
      return tf.concat([input, appended], -1);
    });
  }

  override computeOutputShape(inputShape: Shapes): tf.Shape {
    const shape = inputShape as tf.Shape;
    return [...shape.slice(0, -1), shape.at(-1)! + this.#options.features];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...this.#options, ...super.getConfig() };
  }
}
tf.serialization.registerClass(MinibatchStandardDeviation);

/**
 * A layer that appends how much the samples of a batch differ, so that a discriminator sees a generator that has lost its
 * variety.
 *
 * Samples that follow each other in the batch form groups. Within a group, each value's standard deviation over the samples
 * is taken, and their mean is appended to every place of every sample of the group, `√(variance + epsilon)` each. Groups
 * are of the largest size up to `groupSize` that divides the batch; where that is 1, of the least one above: 4 of a batch
 * of 8, 3 of one of 9, 7 of one of 7. A batch of one sample is given `√epsilon`, with no slope.
 *
 * A sample's logit then depends on its neighbours, and so does a penalty of the gradient by images. Put it near the end of
 * a discriminator.
 *
 * @returns A layer from `[batch, …, channels]` to `[batch, …, channels + features]`: for maps `[batch, height, width,
 * channels]` and for vectors `[batch, channels]` alike.
 * @throws {RangeError} If `groupSize` is not an integer from 2 on, `features` no positive integer, or `epsilon` not positive.
 * @throws {TypeError} When it is built, if `features` does not divide the channels.
 * @see Progressive growing of GANs for improved quality, stability, and variation. Karras, Aila, Laine, Lehtinen, 2018,
 * https://arxiv.org/abs/1710.10196
 *
 * @example
 * ```ts
 * import { minibatchStandardDeviation } from "@forger/layers";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const layer = minibatchStandardDeviation({ groupSize: 2 });
 * const output = layer.apply(tf.tensor2d([[1], [5], [7], [7]])) as tf.Tensor; // 2 from 1 and 5, 0 from 7 and 7
 * assertEquals(output.shape, [4, 2]);
 * [2, 2, 0, 0].forEach((deviation, row) => assertAlmostEquals(output.dataSync()[2 * row + 1]!, deviation, 2e-4));
 * ```
 */
export function minibatchStandardDeviation(options: MinibatchStandardDeviationOptions = {}): Layer {
  return new MinibatchStandardDeviation(options);
}
