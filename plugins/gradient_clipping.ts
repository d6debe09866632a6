import type { Tensor } from "@forger/core";
import type { Plugin } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";
import { checkPositiveNumber } from "./_check_positive_number.ts";
import { checkPlayers, type Players } from "./_players.ts";

/** Options of {@linkcode gradientClipping}. */
export interface GradientClippingOptions {
  /** The greatest length that a player's gradient may have, all its weights together. @default {1} */
  readonly norm?: number;
  /** Whose gradients are clipped. @default {"both"} */
  readonly players?: Players;
}

/**
 * Shortens gradients that are longer than `norm`; their direction stays, and shorter ones are left as they are.
 *
 * The length is that of all of a player's gradients together, as of one long vector. It helps against rare steps that
 * throw the weights far away. Adam scales gradients itself: with it, choose a norm above the usual length, so that only
 * the rare ones are shortened. `failureWatch` logs the lengths before they are shortened, as `gradient_norm/…`.
 *
 * @throws {RangeError} If `norm` is not a positive number, or there is no such player.
 * @see On the difficulty of training recurrent neural networks. Pascanu, Mikolov, Bengio, 2013, https://arxiv.org/abs/1211.5063
 *
 * @example
 * ```ts
 * import { gradientClipping } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(gradientClipping({ norm: 5 }).options, { norm: 5, players: "both" });
 * ```
 */
export function gradientClipping(options: GradientClippingOptions = {}): Plugin {
  const { norm = 1, players = "both" } = options;
  checkPositiveNumber("gradient-clipping", "norm", norm);
  checkPlayers("gradient-clipping", "players", players);
  return {
    name: "gradient-clipping",
    options: { norm, players },
    transformGradients: (gradients, context) =>
      players === "both" || players === context.player ? clip(gradients, norm) : gradients,
  };
}

function clip(gradients: readonly Tensor[], norm: number): Tensor[] {
  return tf.tidy(() => {
    const length = tf.addN(gradients.map((gradient) => gradient.square().sum())).sqrt();
    const share = tf.div(norm, length.maximum(norm)); // exactly 1 where nothing is to be clipped
    return gradients.map((gradient) => gradient.mul(share));
  });
}
