import { checkCount } from "./_check_count.ts";
import { checkFeaturePair } from "./_check_features.ts";
import type { Features } from "./features.ts";
import { frechetDistance } from "./frechet_distance.ts";
import { inceptionScore } from "./inception_score.ts";

/** Options of {@linkcode mnistScore}. */
export interface MnistScoreOptions {
  /** Images of a batch, at least 2: all three values depend on it. @default {32} */
  readonly batch?: number;
}

/** What {@linkcode mnistScore} finds. */
export interface MnistScore {
  /** The mean score of the batches of fake images, from 1 to 10. */
  readonly score: number;
  /** Its standard error; NaN of one batch. */
  readonly standardError: number;
  /** The same of the real images: what a perfect generator would reach. */
  readonly realScore: number;
  /** The mean Fréchet distance of a batch of fake logits to a batch of real ones. */
  readonly frechetDistance: number;
  /** How many batches of each kind there were. */
  readonly batches: number;
}

/**
 * The "MNIST score" of TF-GAN and the Fréchet distance that stands beside it: the inception score and the distance of a
 * classifier's logits, both as means over batches of 32.
 *
 * TF-GAN's tutorial has 100 batches; its classifier is another than {@linkcode digitClassifier}. The score hardly depends
 * on which good classifier it is: real digits have 8.38 there and 8.5 to 8.7 here, where a perfect one gives 8.6. The
 * Fréchet distance does, as it is in units of the logits: compare it only with values of the same classifier. Of batches
 * so small it is far from 0 even between real images, about 100 here; {@linkcode frechetDistance} of all logits is not.
 *
 * @param real Logits of real images, in random order; rows beyond whole batches are left out.
 * @param fake Logits of generated images, likewise. Of both kinds as many batches are taken as the smaller one has.
 * @throws {RangeError} If there is no whole batch, all real rows are the same, or a number is not finite.
 * @throws {TypeError} If the sizes differ.
 * @see https://github.com/tensorflow/gan/blob/master/tensorflow_gan/examples/colab_notebooks/tfgan_tutorial.ipynb
 * @see Improved techniques for training GANs. Salimans, Goodfellow, Zaremba, Cheung, Radford, Chen, 2016, https://arxiv.org/abs/1606.03498
 *
 * @example Two sure classes equally often score 2; the same rows are 0 apart.
 * ```ts
 * import { mnistScore } from "@forger/metrics";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const rows = { values: Float32Array.of(50, 0, 0, 50, 50, 0, 0, 50), count: 4, size: 2 };
 * const { frechetDistance, realScore, score } = mnistScore(rows, rows, { batch: 2 });
 * assertAlmostEquals(score, 2, 1e-9);
 * assertAlmostEquals(realScore, 2, 1e-9);
 * assertAlmostEquals(frechetDistance, 0, 1e-9);
 * ```
 */
export function mnistScore(real: Features, fake: Features, options: MnistScoreOptions = {}): MnistScore {
  const { batch = 32 } = options;
  const action = "compute the MNIST score";
  checkCount(action, "batch", batch, 2);
  checkFeaturePair(action, real, fake, batch);
  const batches = Math.floor(Math.min(real.count, fake.count) / batch);
  const scoreOf = (rows: Features) => inceptionScore(part(rows, 0, batches * batch), { input: "logits", batch });
  const { value: score, standardDeviation } = scoreOf(fake);
  let distances = 0;
  for (let first = 0; first < batches * batch; first += batch) {
    distances += frechetDistance(part(real, first, batch), part(fake, first, batch)).value;
  }
  return {
    score,
    standardError: standardDeviation / Math.sqrt(batches - 1),
    realScore: scoreOf(real).value,
    frechetDistance: distances / batches,
    batches,
  };
}

function part({ values, size }: Features, first: number, count: number): Features {
  return { values: values.subarray(first * size, (first + count) * size), count, size };
}
