import type { Tensor } from "@forger/core";
import { gradientPenalty } from "@forger/losses";
import type { Plugin } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";
import { checkPositiveNumber } from "./_check_positive_number.ts";
import { slopePenalty } from "./_slope_penalty.ts";

/** Options of {@linkcode dragan}. */
export interface DraganOptions {
  /** Factor of the penalty. @default {10} */
  readonly weight?: number;
  /** How far images are moved at most, in units of the batch's standard deviation. @default {0.5} */
  readonly stddev?: number;
  /** Steps between penalties, each then as many times as large. @default {1} */
  readonly every?: number;
}

/**
 * Keeps the discriminator's slope near 1 around real images (DRAGAN): adds weight times the mean of (‖∇D‖ - 1)² to its loss.
 *
 * The images are x + share · stddev · std · U, as in the authors' program: std is the standard deviation of all values of
 * the batch, U is uniform in (0, 1) for each value, and the share likewise for each image. The paper's text has normal
 * noise instead, without a share. The loss term is `dragan`.
 *
 * It steadies losses that are not Wasserstein's and needs no generated images. Like `gradient-penalty` it takes time and pulls
 * shallow slopes up, so that no discriminator is at rest where generated and real images are alike; there `r1` is.
 *
 * @throws {RangeError} If `weight` or `stddev` is not a positive number, or `every` not a positive integer.
 * @throws {TypeError} When training begins, if the discriminator has batch normalization: the penalty is per image.
 * @see On convergence and stability of GANs. Kodali, Abernethy, Hays, Kira, 2017, https://arxiv.org/abs/1705.07215
 * @see The authors' program, https://github.com/kodalinaveen3/DRAGAN
 *
 * @example
 * ```ts
 * import { dragan } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(dragan().options, { weight: 10, stddev: 0.5, every: 1 });
 * ```
 */
export function dragan(options: DraganOptions = {}): Plugin {
  const { weight = 10, stddev = 0.5, every = 1 } = options;
  checkPositiveNumber("dragan", "weight", weight);
  checkPositiveNumber("dragan", "stddev", stddev);
  return slopePenalty({
    name: "dragan",
    options: { weight, stddev, every },
    penalize({ discriminate, images: { real }, random }) {
      if (!real) return undefined;
      const around = tf.tidy(() => {
        const noise = random.uniform(real.shape, 0, stddev).mul(deviation(real));
        return real.add(noise.mul(random.uniform([real.shape[0]!, ...real.shape.slice(1).fill(1)])));
      });
      return gradientPenalty(discriminate, around).mul(weight);
    },
  });
}

function deviation(values: Tensor): Tensor {
  return values.sub(values.mean()).square().mean().sqrt();
}
