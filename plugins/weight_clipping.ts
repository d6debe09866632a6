import type { Plugin } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";
import { checkPositiveNumber } from "./_check_positive_number.ts";

/** Options of {@linkcode weightClipping}. */
export interface WeightClippingOptions {
  /** How far from 0 a weight may be. @default {0.01} */
  readonly limit?: number;
}

/**
 * Keeps every trained weight of the discriminator in [-limit, limit], after each of its updates.
 *
 * With the Wasserstein loss it bounds the discriminator's slope, without which that loss means nothing. A gradient penalty
 * does so better: clipped weights gather at the two limits and make simple discriminators, as that penalty's paper shows.
 * It is here to compare with, and because it costs nothing. It refuses the `gradient-penalty` plugin, whose work it would
 * undo.
 *
 * @throws {RangeError} If `limit` is not a positive number.
 * @see Wasserstein GAN. Arjovsky, Chintala, Bottou, 2017, https://arxiv.org/abs/1701.07875
 *
 * @example
 * ```ts
 * import { weightClipping } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(weightClipping().options, { limit: 0.01 });
 * ```
 */
export function weightClipping(options: WeightClippingOptions = {}): Plugin {
  const { limit = 0.01 } = options;
  checkPositiveNumber("weight-clipping", "limit", limit);
  return {
    name: "weight-clipping",
    options: { limit },
    onConfigure(_experiment, plugins) {
      const penalty = plugins.find(({ name }) => name === "gradient-penalty");
      if (penalty) throw new TypeError(`it would undo the gradient penalty of ${penalty.name}: use one of the two`);
    },
    transformWeights: (weights, { player }) =>
      player === "generator" ? weights : weights.map((weight) => tf.clipByValue(weight, -limit, limit)),
  };
}
