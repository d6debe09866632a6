import type { Plugin } from "@forger/trainers";

/** Options of {@linkcode approximatedR1}. */
export interface ApproximatedR1Options {
  /** Factor of the penalty: `2 · weight · stddev²` is about R1's gamma. @default {100} */
  readonly weight?: number;
  /** How far the images are moved: the standard deviation of the noise, in units of the images' values. @default {0.1} */
  readonly stddev?: number;
}

/**
 * Keeps the discriminator flat around real images: its answer to an image and to the same image with a little noise should not differ.
 *
 * It approximates the R1 gradient penalty by a finite difference, so that it needs no second derivatives: one more pass of the discriminator.
 *
 * @throws {RangeError} If an option is not a positive number.
 * @see Diffusion adversarial post-training for one-step video generation (approximated R1). Lin, Xia, Ren, Yang, Xiao, Jiang, 2025, https://arxiv.org/abs/2501.08316
 * @see Which training methods for GANs do actually converge? (R1). Mescheder, Geiger, Nowozin, 2018, https://arxiv.org/abs/1801.04406
 *
 * @example
 * ```ts
 * import { approximatedR1 } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(approximatedR1({ weight: 50 }).name, "approximated-r1");
 * ```
 */
export function approximatedR1({ weight = 100, stddev = 0.1 }: ApproximatedR1Options = {}): Plugin {
  for (const [name, value] of Object.entries({ weight, stddev })) {
    if (!(value > 0 && Number.isFinite(value))) {
      throw new RangeError(`Cannot approximate R1 as ${name} must be a positive number: current value is ${value}`);
    }
  }
  return {
    name: "approximated-r1",
    options: { weight, stddev },
    transformLoss(terms, { player, images: { real }, logits, discriminate, random }) {
      if (player === "generator" || !real || !logits.real) return terms;
      const moved = real.add(random.normal(real.shape, 0, stddev));
      const penalty = discriminate(moved).sub(logits.real).square().mean().mul(weight);
      return { ...terms, approximated_r1: penalty };
    },
  };
}
