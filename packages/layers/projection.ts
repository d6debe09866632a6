import type { Layer, Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { restoredInitializer, savedInitializer } from "./_saved_initializer.ts";
import type { KernelInitializer } from "./kernel_initializer.ts";

/** Options of {@linkcode projection}. */
export interface ProjectionOptions {
  /** What the classes' vectors begin with. @default {glorotUniform, drawn anew each time} */
  readonly kernelInitializer?: KernelInitializer;
  /** The layer's name. @default {one that counts up, other in each process} */
  readonly name?: string;
}

class Projection extends tf.layers.Layer {
  static className = "Projection";
  /** The classes' vectors `[classes, features]`; read by this name to normalize or replace them. */
  kernel: tf.LayerVariable | null = null;
  readonly #initializer: KernelInitializer;

  constructor({ kernelInitializer = tf.initializers.glorotUniform({}), ...base }: ProjectionOptions) {
    super(base);
    this.#initializer = restoredInitializer(kernelInitializer);
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const [features, labels] = checkShapes(inputShape);
    this.kernel = this.addWeight("kernel", [labels[1]!, features[1]!], "float32", this.#initializer);
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return [checkShapes(inputShape)[0][0]!, 1];
  }

  override call(inputs: Tensor | Tensor[], kwargs: Record<string, unknown>): Tensor {
    this.invokeCallHook(inputs, kwargs);
    return tf.tidy(() => {
      const [features, labels] = inputs as [Tensor, Tensor];
      return tf.matMul(labels, this.kernel!.read()).mul(features).sum(1, true);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { kernelInitializer: savedInitializer(this.#initializer), ...super.getConfig() };
  }
}
tf.serialization.registerClass(Projection);

function checkShapes(shapes: tf.Shape | tf.Shape[]): [features: tf.Shape, labels: tf.Shape] {
  const pair = shapes as tf.Shape[];
  if (pair.length === 2 && pair.every((shape) => Array.isArray(shape) && shape.length === 2 && shape[1])) {
    return pair as [tf.Shape, tf.Shape];
  }
  throw new TypeError(
    `Cannot project features as the inputs must be features and labels: expected [[batch, features], [batch, classes]], received ${
      JSON.stringify(shapes)
    }`,
  );
}

/**
 * A layer that says how well features fit a class: their inner product with a vector that it learns for the class.
 *
 * It is added to the logit that a discriminator has for every class alike. Inputs are `[features, labels]`: features
 * `[batch, features]` and one-hot labels `[batch, classes]`.
 *
 * @returns A layer to `[batch, 1]`.
 * @throws {TypeError} When it is built, if its inputs are not two of these shapes.
 * @see cGANs with projection discriminator. Miyato, Koyama, 2018, https://arxiv.org/abs/1802.05637
 *
 * @example
 * ```ts
 * import { projection } from "@forger/layers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const layer = projection({ name: "example_projection" });
 * const features = tf.tensor2d([[1, 2], [3, 4]]), labels = tf.tensor2d([[0, 1], [1, 0]]);
 * layer.apply([features, labels]);
 * layer.setWeights([tf.tensor2d([[10, 0], [0, 100]])]);
 * assertEquals((layer.apply([features, labels]) as tf.Tensor).arraySync(), [[200], [30]]);
 * ```
 */
export function projection(options: ProjectionOptions = {}): Layer {
  return new Projection(options);
}
