import { cacheFolder, startCompute, type Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { join } from "node:path";
import { checkImages } from "./_check_images.ts";
import { createDigitNetwork, DIGIT_FEATURES, DIGIT_SHAPE, DIGITS, weightsOf } from "./_digit_network.ts";
import { learnedDigitWeights } from "./_learned_digit_weights.ts";
import { extractorHash } from "./_extractor_hash.ts";
import type { FeatureExtractor } from "./feature_extractor.ts";
import type { LabelledImages } from "./labelled_images.ts";

/** How far the training of {@linkcode digitClassifier} is. */
export interface DigitClassifierProgress {
  /** `wait`: another process trains it; `train` and `test`: this one does; `damage`: what was kept is of no use. */
  readonly phase: "wait" | "train" | "test" | "damage";
  /** What is happening, in words. */
  readonly message: string;
  /** Steps done, 0 where there are none. */
  readonly done: number;
  /** Steps in all, 0 where there are none. */
  readonly total: number;
}

/** Options of {@linkcode digitClassifier}. */
export interface DigitClassifierOptions {
  /** Loads MNIST's 60,000 training images, if they are needed; they are disposed of in the end. */
  readonly train: () => Promise<LabelledImages>;
  /** Loads MNIST's 10,000 test images, if they are needed; they are disposed of in the end. */
  readonly test: () => Promise<LabelledImages>;
  /** The folder that trained weights are kept in. @default the user's cache folder */
  readonly folder?: string;
  /** Hears how far a training is: it takes a minute or two. */
  readonly onProgress?: (progress: DigitClassifierProgress) => void;
}

/** A network that reads digits, as {@linkcode digitClassifier} gives it. */
export interface DigitClassifier extends FeatureExtractor {
  /** The share of MNIST's test images that it reads rightly: at least 0.988. */
  readonly accuracy: number;
  /**
   * What it says of images before probabilities are made of it.
   *
   * @param images `[batch, 28, 28, 1]` in [-1, 1]; stay the caller's.
   * @returns float32 `[batch, 10]`; whoever asks disposes it.
   */
  logits(images: Tensor): Tensor;
  /**
   * How probable each digit is.
   *
   * @param images `[batch, 28, 28, 1]` in [-1, 1]; stay the caller's.
   * @returns float32 `[batch, 10]`, each row 1 in sum; whoever asks disposes it.
   */
  probabilities(images: Tensor): Tensor;
  /** The logits as features, for {@linkcode extractFeatures} and {@linkcode mnistScore}. */
  readonly logitFeatures: FeatureExtractor;
  /** Frees the weights. */
  dispose(): void;
}

/** Raise it when the network or its training changes: it names the file that keeps the weights. */
const VERSION = 1;

/**
 * Gives Forger's own classifier of MNIST's digits, whose features and class probabilities show what a generator of digits
 * has learned: two convolutions and two dense layers, which read 99.1 % of the test images rightly.
 *
 * It is trained on first use, in a minute or two on two cores, and from then on read from the user's cache folder. One
 * process trains at a time; others wait for it. Weights that were damaged are trained again. The seed is fixed, but
 * another processor rounds otherwise: the hash is that of the weights, so cards tell whether values may be compared.
 *
 * Images are 28 x 28 x 1 in [-1, 1], white on black. The features are the 128 numbers before the logits.
 *
 * @throws {Error} If it must be trained and compute does not run on libtensorflow, or it read less than 98.8 % of the
 * test images rightly after training.
 * @throws {TypeError} If images for training or tests are not `[28, 28, 1]` in [-1, 1] with labels.
 *
 * @example
 * ```ts
 * import { mnist } from "@forger/data";
 * import { digitClassifier, extractFeatures } from "@forger/metrics";
 * import { assert, assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * const classifier = await digitClassifier({ train: () => mnist(), test: () => mnist({ split: "test" }) });
 * assert(classifier.accuracy > 0.988);
 * const digits = await mnist({ split: "test" });
 * const images = digits.gather(tf.tensor1d([0, 1, 2], "int32"));
 * assertEquals(classifier.probabilities(images).argMax(1).arraySync(), [7, 2, 1]);
 * assertEquals((await extractFeatures(classifier, [images])).size, 128);
 * ```
 */
export async function digitClassifier(options: DigitClassifierOptions): Promise<DigitClassifier> {
  const { folder = cacheFolder() } = options;
  await startCompute();
  const network = createDigitNetwork(), weights = weightsOf(network);
  const { accuracy } = await learnedDigitWeights(network, {
    ...options,
    file: join(folder, `digit-classifier-${VERSION}.safetensors`),
  });
  const values = await Promise.all(weights.map((weight) => weight.data() as Promise<Float32Array>));
  const features = (images: Tensor): Tensor => {
    checkImages("read digits", images, DIGIT_SHAPE);
    return network.features.apply(images) as Tensor;
  };
  const logits = (images: Tensor) => tf.tidy(() => network.logits.apply(features(images)) as Tensor);
  const hash = await extractorHash(["digit classifier", VERSION], values);
  return {
    name: "digit classifier",
    hash,
    size: DIGIT_FEATURES,
    accuracy,
    extract: (images) => tf.tidy(() => features(images)),
    logits,
    probabilities: (images) => tf.tidy(() => tf.softmax(logits(images) as tf.Tensor2D)),
    logitFeatures: { name: "digit classifier's logits", hash, size: DIGITS, extract: logits },
    dispose() {
      network.features.dispose();
      network.logits.dispose();
    },
  };
}
