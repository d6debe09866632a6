import { checkSchedule, linear, type Schedule, type Tensor } from "@forger/core";
import type { Plugin, StepContext } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";

/** Options of {@linkcode instanceNoise}. */
export interface InstanceNoiseOptions {
  /** The noise's standard deviation, at least 0, in units of the images' values. @default {linear(0.1, 0)} */
  readonly stddev?: Schedule;
}

/**
 * Adds normal noise to every image that the discriminator sees, real or generated, in both players' updates.
 *
 * Real and generated images seldom overlap, so that a good discriminator tells them apart without leaving the generator
 * a gradient; noise makes them overlap. It fades out over the run, as the generator is to learn the images and not the
 * noise: with a constant deviation it learns images that match once they are blurred. It helps early and with small
 * data; a gradient penalty does much the same without noise.
 *
 * @throws {RangeError} If `stddev` is no schedule or falls below 0.
 * @see Amortised MAP inference for image super-resolution. Sønderby, Caballero, Theis, Shi, Huszár, 2017, https://arxiv.org/abs/1610.04490
 * @see Towards principled methods for training generative adversarial networks. Arjovsky, Bottou, 2017, https://arxiv.org/abs/1701.04862
 *
 * @example
 * ```ts
 * import { linear } from "@forger/core";
 * import { instanceNoise } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(instanceNoise({ stddev: linear(0.2, 0, 5_000) }).name, "instance-noise");
 * ```
 */
export function instanceNoise(options: InstanceNoiseOptions = {}): Plugin {
  const { stddev = linear(0.1, 0) } = options;
  checkSchedule("instance-noise", "stddev", stddev, { least: 0 });

  const addNoise = (images: Tensor, { at, random }: StepContext): Tensor =>
    tf.tidy(() => images.add(random.normal(images.shape).mul(at(stddev))));

  return { name: "instance-noise", options: { stddev }, transformReal: addNoise, transformFake: addNoise };
}
