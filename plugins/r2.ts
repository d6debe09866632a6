import { zeroCenteredPenalty } from "@forger/losses";
import type { Plugin } from "@forger/trainers";
import { checkPositiveNumber } from "./_check_positive_number.ts";
import { slopePenalty } from "./_slope_penalty.ts";

/** Options of {@linkcode r2}. */
export interface R2Options {
  /** Twice the factor of the penalty, as the papers count it. @default {10} */
  readonly gamma?: number;
  /** Steps between penalties, each then as many times as large. @default {1} */
  readonly every?: number;
}

/**
 * Keeps the discriminator flat at generated images (R2): adds gamma / 2 times the mean of ‖∇D‖² there to its loss.
 *
 * It is to generated images what `r1` is to real ones. Beside it, with the same gamma, it steadies losses that compare
 * pairs; alone it is seldom used, as the generator's images move away from where the discriminator was made flat. The
 * loss term is `r2`.
 *
 * @throws {RangeError} If `gamma` is not a positive number, or `every` not a positive integer.
 * @throws {TypeError} When training begins, if the discriminator has batch normalization: the penalty is per image.
 * @see Which training methods for GANs do actually converge? Mescheder, Geiger, Nowozin, 2018, https://arxiv.org/abs/1801.04406
 * @see The GAN is dead; long live the GAN! A modern GAN baseline (R1 and R2 with pairs). Huang, Gokaslan, Kuleshov, Tompkin, 2025, https://arxiv.org/abs/2501.05441
 *
 * @example
 * ```ts
 * import { r2 } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(r2().options, { gamma: 10, every: 1 });
 * ```
 */
export function r2(options: R2Options = {}): Plugin {
  const { gamma = 10, every = 1 } = options;
  checkPositiveNumber("r2", "gamma", gamma);
  return slopePenalty({
    name: "r2",
    options: { gamma, every },
    penalize({ discriminate, images: { fake }, labels }) {
      return fake && zeroCenteredPenalty((images) => discriminate(images, labels.fake), fake).mul(gamma / 2);
    },
  });
}
