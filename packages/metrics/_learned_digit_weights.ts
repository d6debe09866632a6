import * as tf from "@tensorflow/tfjs";
import { dirname } from "node:path";
import { DIGIT_SHAPE, digitAccuracy, type DigitNetwork, trainDigitNetwork, weightsOf } from "./_digit_network.ts";
import { type DigitWeights, readDigitWeights, writeDigitWeights } from "./_digit_weights_file.ts";
import { waitForLock } from "./_wait_for_lock.ts";
import type { DigitClassifierOptions } from "./digit_classifier.ts";
import type { LabelledImages } from "./labelled_images.ts";

/** What {@linkcode learnedDigitWeights} takes. */
export interface LearnedDigitWeightsOptions extends Omit<DigitClassifierOptions, "folder"> {
  /** Where the weights are kept. */
  readonly file: string;
  /** How long it is trained. @default {4000} */
  readonly steps?: number;
  /** The least share of test images that it must read rightly. @default {0.988} */
  readonly leastAccuracy?: number;
}

/** Gives a network its weights: those that are kept, or else trained ones, which are kept from then on. */
export async function learnedDigitWeights(
  network: DigitNetwork,
  options: LearnedDigitWeightsOptions,
): Promise<DigitWeights> {
  const { file, onProgress = () => {} } = options;
  const found = await read(network, options);
  if (found) return found;
  await Deno.mkdir(dirname(file), { recursive: true });
  using _lock = await waitForLock(`${file}.lock`, () => {
    onProgress({ phase: "wait", message: "Another process trains the digit classifier", done: 0, total: 0 });
  });
  const theirs = await read(network, { ...options, onProgress: undefined });
  if (theirs) return theirs;
  const accuracy = await train(network, options);
  await writeDigitWeights(file, weightsOf(network), { accuracy });
  return { accuracy };
}

async function read(
  network: DigitNetwork,
  { file, onProgress = () => {} }: LearnedDigitWeightsOptions,
): Promise<DigitWeights | undefined> {
  try {
    return await readDigitWeights(file, weightsOf(network));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    const message = `The digit classifier is trained again: ${error.message}`;
    onProgress({ phase: "damage", message, done: 0, total: 0 });
    return undefined;
  }
}

async function train(network: DigitNetwork, options: LearnedDigitWeightsOptions): Promise<number> {
  const { onProgress = () => {}, steps = 4000, leastAccuracy = 0.988 } = options;
  if (tf.getBackend() !== "tensorflow") {
    throw new Error(
      `Cannot train digit classifier as compute must run on libtensorflow: current backend is ${tf.getBackend()}`,
    );
  }
  const training = await load("train", options.train);
  try {
    const message = "Training the digit classifier, once";
    await trainDigitNetwork(network, training, {
      steps,
      onStep: (done) => onProgress({ phase: "train", message, done, total: steps }),
    });
  } finally {
    training.dispose();
  }
  onProgress({ phase: "test", message: "Testing the digit classifier", done: 0, total: 0 });
  const test = await load("test", options.test);
  try {
    const accuracy = await digitAccuracy(network, test);
    if (accuracy >= leastAccuracy) return accuracy;
    throw new Error(
      `Cannot use digit classifier as it must read ${
        100 * leastAccuracy
      } % of the test images rightly after training: ` +
        `current value is ${100 * accuracy} %. Give MNIST's images, in [-1, 1]`,
    );
  } finally {
    test.dispose();
  }
}

async function load(name: string, images: () => Promise<LabelledImages>): Promise<LabelledImages> {
  const loaded = await images();
  const { shape, range, gatherLabels } = loaded;
  if (`${shape}` === `${DIGIT_SHAPE}` && `${range}` === "-1,1" && gatherLabels) return loaded;
  loaded.dispose();
  throw new TypeError(
    `Cannot train digit classifier as ${name} must be images with labels: expected [${DIGIT_SHAPE}] in [-1,1], ` +
      `received [${shape}] in [${range}] ${gatherLabels ? "with" : "without"} labels`,
  );
}
