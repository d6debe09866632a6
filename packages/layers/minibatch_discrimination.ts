import type { Layer, Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { onlyInput } from "./_only_input.ts";
import { restoredInitializer, savedInitializer } from "./_saved_initializer.ts";
import type { KernelInitializer } from "./kernel_initializer.ts";

/** Options of {@linkcode minibatchDiscrimination}. */
export interface MinibatchDiscriminationOptions {
  /** How many numbers are appended to each sample, a positive integer. @default {100} */
  readonly kernels?: number;
  /** In how many dimensions each of them measures distances, a positive integer. @default {5} */
  readonly dimensions?: number;
  /** What the kernel, `[inputs, dimensions · kernels]`, begins with. @default {glorotUniform, drawn anew each time} */
  readonly kernelInitializer?: KernelInitializer;
  /** The layer's name. @default {one that counts up, other in each process} */
  readonly name?: string;
}

type Shapes = tf.Shape | tf.Shape[];

class MinibatchDiscrimination extends tf.layers.Layer {
  static className = "MinibatchDiscrimination";
  readonly #kernels: number;
  readonly #dimensions: number;
  readonly #initializer: KernelInitializer;
  #kernel?: tf.LayerVariable;

  constructor(options: MinibatchDiscriminationOptions) {
    const { kernels = 100, dimensions = 5, kernelInitializer = tf.initializers.glorotUniform({}), ...base } = options;
    for (const [name, value] of Object.entries({ kernels, dimensions })) {
      if (Number.isInteger(value) && value > 0) continue;
      throw new RangeError(
        `Cannot create minibatch discrimination as ${name} must be a positive integer: current value is ${value}`,
      );
    }
    super(base);
    this.#kernels = kernels;
    this.#dimensions = dimensions;
    this.#initializer = restoredInitializer(kernelInitializer);
  }

  override build(inputShape: Shapes): void {
    const shape = inputShape as tf.Shape, inputs = shape[1];
    if (shape.length !== 2 || !inputs) {
      throw new TypeError(
        `Cannot build ${this.name} as its input must be flat: expected [batch, inputs], received [${
          shape.map((length) => length ?? "batch").join(", ")
        }]`,
      );
    }
    const outputs = this.#dimensions * this.#kernels;
    this.#kernel = this.addWeight("kernel", [inputs, outputs], "float32", this.#initializer);
    super.build(inputShape);
  }

  override call(inputs: Tensor | Tensor[], kwargs: { training?: boolean }): Tensor {
    this.invokeCallHook(inputs, kwargs);
    return tf.tidy(() => {
      const input = onlyInput(inputs), batch = input.shape[0]!;
      // the kernels last, so that what is added up lies apart and sums run along whole rows
      const points = tf.matMul(input, this.#kernel!.read()), place = [this.#dimensions, this.#kernels];
      const differences = points.reshape([batch, 1, ...place]).sub(points.reshape([1, batch, ...place]));
      const distance = differences.abs().sum(2); // [batch, batch, kernels]
      const others = tf.scalar(1).sub(tf.eye(batch)).reshape([batch, batch, 1]);
      const closeness = distance.neg().exp().mul(others).sum(1); // [batch, kernels]
      return tf.concat([input, closeness], 1);
    });
  }

  override computeOutputShape(inputShape: Shapes): tf.Shape {
    const [batch, inputs] = inputShape as [number | null, number];
    return [batch, inputs + this.#kernels];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      kernels: this.#kernels,
      dimensions: this.#dimensions,
      kernelInitializer: savedInitializer(this.#initializer),
      ...super.getConfig(),
    };
  }
}
tf.serialization.registerClass(MinibatchDiscrimination);

/**
 * A layer that appends how close each sample is to the others of its batch, so that a discriminator sees a generator that
 * has lost its variety.
 *
 * The kernel makes `kernels` points of each sample, of `dimensions` numbers each. For every kernel b the layer appends
 * `o(x_i)_b = Σ_{j≠i} exp(-‖M_i,b - M_j,b‖₁)`: 0 for a sample like no other, the number of others for one like all. The
 * paper's formula counts the sample itself too, which adds 1 throughout; its authors' code leaves it out, as here.
 *
 * A sample's logit then depends on the whole batch, and so does a penalty of the gradient by images. It holds
 * `dimensions · kernels` numbers for each pair of samples.
 *
 * @returns A layer from `[batch, inputs]` to `[batch, inputs + kernels]`.
 * @throws {RangeError} If `kernels` or `dimensions` is not a positive integer.
 * @throws {TypeError} When it is built, if its input is not flat.
 * @see Improved techniques for training GANs. Salimans, Goodfellow, Zaremba, Cheung, Radford, Chen, 2016,
 * https://arxiv.org/abs/1606.03498
 *
 * @example
 * ```ts
 * import { minibatchDiscrimination } from "@forger/layers";
 * import { assertAlmostEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const kernelInitializer = tf.initializers.ones();
 * const layer = minibatchDiscrimination({ kernels: 1, dimensions: 1, kernelInitializer });
 * const [, first, , second] = (layer.apply(tf.tensor2d([[3], [5]])) as tf.Tensor).dataSync(); // 2 apart
 * assertAlmostEquals(first!, Math.exp(-2), 1e-6);
 * assertAlmostEquals(second!, Math.exp(-2), 1e-6);
 * ```
 */
export function minibatchDiscrimination(options: MinibatchDiscriminationOptions = {}): Layer {
  return new MinibatchDiscrimination(options);
}
