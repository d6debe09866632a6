import { adam, CompiledStep, linear, stateVariable, stepRandom, type Tensor, type Variable } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import type { LabelledImages } from "./labelled_images.ts";

/** `[height, width, channels]` of the images. */
export const DIGIT_SHAPE = [28, 28, 1] as const;

/** How many digits there are. */
export const DIGITS = 10;

/** How many numbers the layer before the logits has. */
export const DIGIT_FEATURES = 128;

/** Where the weights start and which images a step sees. */
const SEED = 7;

const BATCH = 128, LEARNING_RATE = 1e-3, DROPPED = 0.4;

/** Steps between two reports. */
const STEPS_A_CALL = 20;

/** Images at a time where nothing is learned. */
const IMAGES_AT_ONCE = 500;

/** A network in two parts. */
export interface DigitNetwork {
  /** From images `[batch, 28, 28, 1]` to features `[batch, 128]`. */
  readonly features: tf.LayersModel;
  /** From features to logits `[batch, 10]`. */
  readonly logits: tf.LayersModel;
}

/** Makes the network with the weights that training starts from. */
export function createDigitNetwork(): DigitNetwork {
  const kernel = (name: string, offset: number) => ({
    name,
    kernelInitializer: tf.initializers.heNormal({ seed: SEED + offset }),
  });
  const convolution = { kernelSize: 3, padding: "same", activation: "relu" } as const;
  const features = tf.sequential({
    name: "digit_features",
    layers: [
      tf.layers.conv2d({ ...kernel("convolution_1", 1), ...convolution, inputShape: [...DIGIT_SHAPE], filters: 32 }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ ...kernel("convolution_2", 2), ...convolution, filters: 64 }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ ...kernel("dense", 3), units: DIGIT_FEATURES, activation: "relu" }),
    ],
  });
  const logits = tf.sequential({
    name: "digit_logits",
    layers: [tf.layers.dense({ ...kernel("logits", 4), inputShape: [DIGIT_FEATURES], units: DIGITS })],
  });
  return { features, logits };
}

/** The network's weights in the order of its layers. */
export function weightsOf({ features, logits }: DigitNetwork): Variable[] {
  return [...features.weights, ...logits.weights].map((weight) => weight.read() as Variable);
}

/** Trains the network, whose weights are then the same whenever the same machine does it. */
export async function trainDigitNetwork(
  network: DigitNetwork,
  images: LabelledImages,
  { steps, onStep }: { readonly steps: number; readonly onStep: (done: number) => void },
): Promise<void> {
  const variables = weightsOf(network), schedule = linear(LEARNING_RATE, 0);
  const counter = stateVariable(() => tf.scalar(0, "int32"));
  const optimizer = adam(schedule).create(variables);
  const step = new CompiledStep(() => {
    const random = stepRandom(SEED, counter);
    const indices = random.stream("batch").uniform([BATCH], 0, images.size).floor().toInt();
    const kept = random.stream("dropout/dropout").uniform([BATCH, DIGIT_FEATURES]).greaterEqual(DROPPED);
    const { value, grads } = tf.variableGrads(() => {
      const features = network.features.apply(images.gather(indices), { training: true }) as Tensor;
      const logits = network.logits.apply(features.mul(kept.toFloat().mul(1 / (1 - DROPPED)))) as tf.Tensor2D;
      return tf.losses.softmaxCrossEntropy(tf.oneHot(images.gatherLabels!(indices), DIGITS), logits) as tf.Scalar;
    }, variables);
    optimizer.apply(variables.map(({ name }) => grads[name]!), schedule.at(counter, steps));
    counter.assign(counter.add(tf.scalar(1, "int32")));
    return { loss: value };
  }, { mode: "graph" });
  try {
    for (let done = 0; done < steps;) {
      const next = Math.min(STEPS_A_CALL, steps - done);
      await step.run([], next);
      onStep(done += next);
    }
  } finally {
    step.dispose();
    optimizer.dispose();
    counter.dispose();
  }
}

/** The share of images of which the network says the right digit. */
export async function digitAccuracy({ features, logits }: DigitNetwork, images: LabelledImages): Promise<number> {
  let right = 0;
  for (let first = 0; first < images.size; first += IMAGES_AT_ONCE) {
    const hits = tf.tidy(() => {
      const indices = tf.range(first, Math.min(images.size, first + IMAGES_AT_ONCE), 1, "int32");
      const answers = (logits.apply(features.apply(images.gather(indices)) as Tensor) as Tensor).argMax(1);
      return answers.equal(images.gatherLabels!(indices)).sum();
    });
    right += (await hits.data())[0]!;
    hits.dispose();
  }
  return right / images.size;
}
