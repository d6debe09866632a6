import type { Tensor } from "@forger/core";

/** What the discriminator should say of each image: probabilities of being real, `[batch, 1]`. */
export interface Targets {
  /** For the real images. */
  readonly real: Tensor;
  /** For the generated images. */
  readonly fake: Tensor;
}

/** Named terms of a loss, one or more, each a scalar: what a network minimises is their sum. */
export type LossTerms = Readonly<Record<string, Tensor>>;

/** The discriminator's logits, `[batch, 1]`; either may be absent where it is updated on real and on fake images in turn. */
export interface Logits {
  /** Of real images. */
  readonly real?: Tensor;
  /** Of generated images. */
  readonly fake?: Tensor;
}

/**
 * How a loss compares real with generated images: `"none"` judges each image by itself, `"average"` each image against
 * the mean of the other kind, `"pairs"` each real image against one generated image.
 */
export type Comparison = "none" | "average" | "pairs";

/**
 * An adversarial loss: what each network minimises, as functions of the discriminator's logits.
 *
 * @example A loss of one's own: LSGAN's with targets of -1 for generated images, 1 for real ones and 0 for the generator.
 * ```ts
 * import type { Tensor } from "@forger/core";
 * import type { GanLoss } from "@forger/losses";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * const halfSquares = (scores: Tensor, targets: Tensor): Tensor => scores.sub(targets).square().mean().div(2);
 * const zeroMeanSquares: GanLoss = {
 *   name: "zero-mean-squares",
 *   defaultTargets: { real: 1, fake: 0, generator: 0.5 }, // from 0 to 1: they become -1 to 1 below
 *   usesTargets: true,
 *   comparison: "none",
 *   output: "score",
 *   boundary: 0,
 *   discriminator: ({ real, fake }, targets) => ({
 *     ...real && { real: halfSquares(real, targets.real.mul(2).sub(1)) },
 *     ...fake && { fake: halfSquares(fake, targets.fake.mul(2).sub(1)) },
 *   }),
 *   generator: ({ fake }, targets) => ({ generator: halfSquares(fake, targets.fake.mul(2).sub(1)) }),
 * };
 *
 * await tf.setBackend("cpu");
 * const scores = { real: tf.fill([8, 1], 3), fake: tf.fill([8, 1], -1) };
 * const { real, fake } = zeroMeanSquares.discriminator(scores, { real: tf.ones([8, 1]), fake: tf.zeros([8, 1]) });
 * assertEquals([real!.dataSync()[0], fake!.dataSync()[0]], [2, 0]);
 * ```
 */
export interface GanLoss {
  /** The loss's name, for logs and for comparing runs. */
  readonly name: string;
  /**
   * What the targets are before plugins see them, each in [0, 1], as plugins take them for probabilities: a loss of other
   * targets makes its own of these.
   */
  readonly defaultTargets: { readonly real: number; readonly fake: number; readonly generator: number };
  /** False for losses without targets: plugins that change targets refuse them. */
  readonly usesTargets: boolean;
  /** Whether the two kinds of images are compared: then both players need the logits of both. */
  readonly comparison: Comparison;
  /** What the discriminator's output is: the logit of a probability, or a score. */
  readonly output: "logit" | "score";
  /** The output above which an image counts as real; undefined where only differences of outputs mean anything. */
  readonly boundary: number | undefined;
  /**
   * Loss terms of the discriminator.
   *
   * @param logits Either may be absent, unless the loss compares them.
   * @returns One term for each of the logits given, under the same name; or one, `pairs`, where pairs are compared.
   */
  discriminator(logits: Logits, targets: Targets): LossTerms;
  /**
   * Loss terms of the generator.
   *
   * @param logits Of generated images, `[batch, 1]`; `real` is there where the loss compares.
   * @param targets `fake` is what the generator wants the discriminator to say of them; for `minimax`, what it does not want.
   * @returns One term, `generator`.
   */
  generator(logits: { readonly real?: Tensor; readonly fake: Tensor }, targets: Targets): LossTerms;
}
