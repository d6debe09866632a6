import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";

/** One term of {@linkcode combineLatents}. */
export interface LatentTerm {
  /** float32 `[count, latent]`, or `[1, latent]` to go with each of the others; stay the caller's. */
  readonly latents: Tensor;
  /** What they are multiplied by: 1 adds them, -1 takes them away. */
  readonly weight: number;
}

/** Options of {@linkcode combineLatents}. */
export interface CombineLatentsOptions {
  /**
   * The length that each sum is brought to, in the space of latents: the square root of their size for normal and
   * spherical latents, whose sums are longer than any that the generator knows. @default as long as it is
   */
  readonly length?: number;
}

/**
 * Adds and takes away latents: "a man with glasses, less a man, plus a woman" of a generator that learned faces.
 *
 * @param terms One or more; for a concept the mean of a few latents that show it works better than one latent.
 * @returns `[count, latent]`; the caller disposes it.
 * @throws {TypeError} If there is no term, or their shapes do not go together.
 * @throws {RangeError} If a weight is not a finite number, or `length` is not a positive one.
 * @see Unsupervised representation learning with deep convolutional generative adversarial networks. Radford, Metz,
 * Chintala, 2015, https://arxiv.org/abs/1511.06434
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { combineLatents } from "@forger/samplers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const a = tf.tensor2d([[5, 1]]), b = tf.tensor2d([[4, 0]]), c = tf.tensor2d([[0, 2]]);
 * const sum = combineLatents([{ latents: a, weight: 1 }, { latents: b, weight: -1 }, { latents: c, weight: 1 }]);
 * assertEquals([...sum.dataSync()], [1, 3]);
 * ```
 */
export function combineLatents(terms: readonly LatentTerm[], options: CombineLatentsOptions = {}): Tensor {
  const { length } = options;
  check(terms, length);
  return tf.tidy(() => {
    const weighted = terms.map(({ latents, weight }) => latents.mul(weight));
    const sum = weighted.reduce((total, term) => total.add(term));
    return length === undefined ? sum : sum.mul(tf.div(length, sum.norm("euclidean", 1, true)));
  });
}

function check(terms: readonly LatentTerm[], length: number | undefined): void {
  const count = Math.max(...terms.map(({ latents }) => latents.shape[0] ?? 0));
  const size = terms[0]?.latents.shape[1];
  if (size === undefined) {
    throw new TypeError("Cannot combine latents as there must be terms of shape [count, latent]: received none");
  }
  for (const { latents, weight } of terms) {
    const [rows, columns] = latents.shape;
    if (latents.rank !== 2 || columns !== size || (rows !== count && rows !== 1)) {
      throw new TypeError(
        `Cannot combine latents as their shapes must go together: expected [${count}, ${size}] or [1, ${size}], received [${latents.shape}]`,
      );
    }
    if (!Number.isFinite(weight)) {
      throw new RangeError(`Cannot combine latents as weight must be a finite number: current value is ${weight}`);
    }
  }
  if (length !== undefined && !(length > 0 && Number.isFinite(length))) {
    throw new RangeError(`Cannot combine latents as length must be a positive number: current value is ${length}`);
  }
}
