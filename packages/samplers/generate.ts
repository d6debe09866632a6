import type { LayersModel, Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";

/**
 * Generates images with a trained generator, of asked classes where it is conditional.
 *
 * @param generator Takes latents `[count, latent]`, and where it is conditional one-hot labels `[count, classes]` as well.
 * @param latents `[count, latent]`; stay the caller's.
 * @param labels For a conditional generator, the class of each image, from 0 to classes - 1; or float32 `[count, classes]`
 * for mixtures of classes, such as {@linkcode mixClasses} makes, which stay the caller's. @default each class in turn
 * @returns `[count, ...shape]` in the range of the data that it was trained on; the caller disposes it.
 * @throws {RangeError} If a label is outside the classes.
 * @throws {TypeError} If there are more or fewer labels than latents, mixtures have another shape, or the generator takes
 * no labels.
 *
 * @example
 * ```ts
 * import { startCompute, stepRandom } from "@forger/core";
 * import { generate, normalLatent } from "@forger/samplers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const generator = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [8] })] });
 * const latents = normalLatent(8).draw(4, stepRandom(1, tf.scalar(0, "int32")).stream("latent"));
 * assertEquals(generate(generator, latents).shape, [4, 2]);
 * ```
 */
export function generate(generator: LayersModel, latents: Tensor, labels?: readonly number[] | Tensor): Tensor {
  const count = latents.shape[0]!, classes = generator.inputs[1]?.shape[1] ?? undefined;
  if (classes === undefined) {
    if (labels) {
      throw new TypeError("Cannot generate by class as the generator must take labels: it takes latents alone");
    }
    return tf.tidy(() => generator.apply(latents, { training: false }) as Tensor);
  }
  if (labels instanceof tf.Tensor) {
    checkMixtures(labels, count, classes);
    return tf.tidy(() => generator.apply([latents, labels], { training: false }) as Tensor);
  }
  const wanted = labels ?? Array.from({ length: count }, (_, index) => index % classes);
  check(wanted, count, classes);
  return tf.tidy(() => {
    const oneHot = tf.oneHot(tf.tensor1d([...wanted], "int32"), classes).toFloat();
    return generator.apply([latents, oneHot], { training: false }) as Tensor;
  });
}

function checkMixtures(labels: Tensor, count: number, classes: number): void {
  if (labels.rank === 2 && labels.shape[0] === count && labels.shape[1] === classes && labels.dtype === "float32") {
    return;
  }
  throw new TypeError(
    `Cannot generate by class as mixtures must have a row for each latent: expected float32 [${count}, ${classes}], received ${labels.dtype} [${labels.shape}]`,
  );
}

function check(labels: readonly number[], count: number, classes: number): void {
  if (labels.length !== count) {
    throw new TypeError(
      `Cannot generate by class as there must be a label for each latent: expected ${count}, received ${labels.length}`,
    );
  }
  const outside = labels.find((label) => !(Number.isInteger(label) && label >= 0 && label < classes));
  if (outside !== undefined) {
    throw new RangeError(
      `Cannot generate by class as labels must be integers from 0 to ${classes - 1}: current value is ${outside}`,
    );
  }
}
