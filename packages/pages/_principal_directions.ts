import type { LayersModel, Tensor } from "@forger/core";
import { generate, type Latent, numberedLatents } from "@forger/samplers";
import * as tf from "@tensorflow/tfjs";
import { symmetricEigenvectors } from "./_symmetric_eigenvectors.ts";

/** The derivatives are averaged over so many latents. */
const LATENTS = 8;

/** The way to the second of two images whose difference is a derivative, in standard deviations: large beside float32's rounding. */
const WAY = 0.05;

/** Images of a batch. */
const BATCH = 64;

/**
 * The directions of the latent space, those first along which a generator's images change most: the eigenvectors of JᵀJ, where
 * J are the derivatives of all pixels by all numbers of the latent, averaged over a few latents and classes.
 *
 * @param stddev The spread of a latent's numbers.
 * @returns `[size, size]`, row after row, of length 1 each, with a positive sum.
 * @see The geometry of deep generative image models and its applications. Wang, Ponce, 2021, https://arxiv.org/abs/2101.06006
 */
export async function principalDirections(
  generator: LayersModel,
  latent: Latent,
  { stddev }: { readonly stddev: number },
): Promise<Float32Array<ArrayBuffer>> {
  const { size } = latent, products = new Float64Array(size * size), way = WAY * stddev;
  const starts = numberedLatents(latent, Array.from({ length: LATENTS }, (_, number) => number), 0);
  try {
    for (let row = 0; row < LATENTS; row++) {
      const product = tf.tidy(() => {
        const changes = changesAt(generator, starts.slice([row, 0], [1, size]), { label: row, way });
        return tf.matMul(changes, changes, false, true);
      });
      const values = await product.data();
      product.dispose();
      products.forEach((sum, place) => products[place] = sum + values[place]!);
    }
  } finally {
    starts.dispose();
  }
  if (!products.every(Number.isFinite)) {
    throw new RangeError("Cannot make a playground as what the generator makes must be finite numbers");
  }
  const { values, vectors } = symmetricEigenvectors(products, size);
  const order = Array.from(values.keys()).sort((first, second) => values[second]! - values[first]!);
  const directions = new Float32Array(size * size);
  order.forEach((from, to) => {
    const vector = vectors.subarray(from * size, (from + 1) * size);
    const sign = vector.reduce((sum, value) => sum + value, 0) < 0 ? -1 : 1; // an eigenvector's opposite is one too
    directions.set(vector.map((value) => sign * value), to * size);
  });
  return directions;
}

/** How the image of a latent changes along each axis: `[size, pixels]`. */
function changesAt(
  generator: LayersModel,
  start: Tensor,
  { label, way }: { readonly label: number; readonly way: number },
): tf.Tensor2D {
  const size = start.shape[1]!, classes = generator.inputs[1]?.shape[1] ?? undefined;
  const labels = (count: number) => classes === undefined ? undefined : Array(count).fill(label % classes);
  const image = generate(generator, start, labels(1)).flatten();
  const steps = tf.eye(size).mul(way), parts: tf.Tensor2D[] = [];
  for (let begin = 0; begin < size; begin += BATCH) {
    const count = Math.min(BATCH, size - begin);
    const moved = generate(generator, start.add(steps.slice([begin, 0], [count, size])), labels(count));
    parts.push(moved.reshape([count, -1]).sub(image).div(way));
  }
  return tf.concat(parts);
}
