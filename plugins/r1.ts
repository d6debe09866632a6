import { zeroCenteredPenalty } from "@forger/losses";
import type { Plugin } from "@forger/trainers";
import { checkPositiveNumber } from "./_check_positive_number.ts";
import { slopePenalty } from "./_slope_penalty.ts";

/** Options of {@linkcode r1}. */
export interface R1Options {
  /** Twice the factor of the penalty, as the papers count it. @default {10} */
  readonly gamma?: number;
  /** Steps between penalties, each then as many times as large; StyleGAN2 has 16. @default {1} */
  readonly every?: number;
}

/**
 * Keeps the discriminator flat at real images (R1): adds gamma / 2 times the mean of ‖∇D‖² there to its loss.
 *
 * With it the training settles where generated and real images are alike, as there a discriminator without slope is best.
 * It goes with every loss. A larger gamma is steadier and slower; small images need less, large ones more. The loss term
 * is `r1`.
 *
 * It needs second derivatives, so that a step takes longer. `every: 16` makes up for that: the sixteenfold penalty in every
 * sixteenth step has about the same effect, and the steps between cost nothing (lazy regularization). StyleGAN2 makes it
 * an update of its own; here it joins the step's.
 *
 * @throws {RangeError} If `gamma` is not a positive number, or `every` not a positive integer.
 * @throws {TypeError} When training begins, if the discriminator has batch normalization: the penalty is per image.
 * @see Which training methods for GANs do actually converge? Mescheder, Geiger, Nowozin, 2018, https://arxiv.org/abs/1801.04406
 * @see Analyzing and improving the image quality of StyleGAN (lazy regularization). Karras, Laine, Aittala, Hellsten, Lehtinen, Aila, 2020, https://arxiv.org/abs/1912.04958
 *
 * @example
 * ```ts
 * import { r1 } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(r1({ every: 16 }).options, { gamma: 10, every: 16 });
 * ```
 */
export function r1(options: R1Options = {}): Plugin {
  const { gamma = 10, every = 1 } = options;
  checkPositiveNumber("r1", "gamma", gamma);
  return slopePenalty({
    name: "r1",
    options: { gamma, every },
    penalize: ({ discriminate, images: { real } }) => real && zeroCenteredPenalty(discriminate, real).mul(gamma / 2),
  });
}
