import {
  adam,
  cacheFolder,
  CompiledStep,
  linear,
  startCompute,
  stateVariable,
  stepRandom,
  withRandom,
} from "@forger/core";
import { mnist, type Source } from "@forger/data";
import { dropout } from "@forger/layers";
import * as tf from "@tensorflow/tfjs";

const BATCH = 128, STEPS = 4_000, SEED = 7, IMAGE_SIZE = 28;

/** Raise it when the network or its training changes: it names the cached weights. */
const VERSION = 1;

/** A network that says of images `[batch, 28, 28, 1]` in [-1, 1] which digit they show: logits `[batch, 10]`. */
export interface DigitClassifier {
  readonly model: tf.LayersModel;
  /** The share of MNIST's test images that it reads rightly. */
  readonly accuracy: number;
}

function createNetwork(): tf.LayersModel {
  const kernel = (name: string, offset: number) => ({
    name,
    kernelInitializer: tf.initializers.heNormal({ seed: SEED + offset }),
  });
  const convolution = (name: string, offset: number, filters: number) =>
    tf.layers.conv2d({ ...kernel(name, offset), filters, kernelSize: 3, padding: "same", activation: "relu" });
  return tf.sequential({
    name: "digit_classifier",
    layers: [
      tf.layers.conv2d({
        ...kernel("convolution_1", 1),
        inputShape: [IMAGE_SIZE, IMAGE_SIZE, 1],
        filters: 32,
        kernelSize: 3,
        padding: "same",
        activation: "relu",
      }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      convolution("convolution_2", 2, 64),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ ...kernel("dense", 3), units: 128, activation: "relu" }),
      dropout({ rate: 0.4, name: "dropout" }),
      tf.layers.dense({ ...kernel("logits", 4), units: 10 }),
    ],
  });
}

/** Trains the network on MNIST's training images. */
async function train(model: tf.LayersModel): Promise<void> {
  const data = await mnist();
  const counter = stateVariable(() => tf.scalar(0, "int32"));
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const schedule = linear(1e-3, 0);
  const optimizer = adam(schedule).create(variables);
  const step = new CompiledStep(() => {
    const random = stepRandom(SEED, counter);
    const indices = random.stream("batch").uniform([BATCH], 0, data.size).floor().toInt();
    const { value, grads } = withRandom(random, () =>
      tf.variableGrads(() => {
        const logits = model.apply(data.gather(indices), { training: true }) as tf.Tensor2D;
        return tf.losses.softmaxCrossEntropy(tf.oneHot(data.gatherLabels!(indices), 10), logits) as tf.Scalar;
      }, variables));
    optimizer.apply(variables.map(({ name }) => grads[name]!), schedule.at(counter, STEPS));
    counter.assign(counter.add(tf.scalar(1, "int32")));
    return { loss: value };
  }, { mode: "graph" });
  for (let done = 0; done < STEPS; done += 20) await step.run([], 20);
  step.dispose();
  optimizer.dispose();
  counter.dispose();
  data.dispose();
}

function accuracyOf(model: tf.LayersModel, test: Source): number {
  let right = 0;
  const batch = 500;
  for (let first = 0; first < test.size; first += batch) {
    right += tf.tidy(() => {
      const indices = tf.range(first, first + batch, 1, "int32");
      const answers = (model.apply(test.gather(indices)) as tf.Tensor).argMax(1);
      return answers.equal(test.gatherLabels!(indices)).sum().dataSync()[0]!;
    });
  }
  return right / test.size;
}

/** Gives the classifier: trained on first use, in about a minute on two cores, and from then on read from the cache. */
export async function digitClassifier(): Promise<DigitClassifier> {
  await startCompute();
  const model = createNetwork(), file = `${cacheFolder()}/digit-classifier-${VERSION}.bin`;
  const shapes = model.getWeights().map(({ shape }) => shape);
  const cached = await Deno.readFile(file).catch(() => undefined);
  if (cached) {
    const values = new Float32Array(cached.buffer);
    let offset = 0;
    tf.tidy(() =>
      model.setWeights(
        shapes.map((shape) => tf.tensor(values.slice(offset, offset += tf.util.sizeFromShape(shape)), shape)),
      )
    );
  } else {
    await train(model);
    const values = Float32Array.from(model.getWeights().flatMap((weight) => [...weight.dataSync()]));
    await Deno.mkdir(cacheFolder(), { recursive: true });
    await Deno.writeFile(file, new Uint8Array(values.buffer));
  }
  const test = await mnist({ split: "test" });
  const accuracy = accuracyOf(model, test);
  test.dispose();
  return { model, accuracy };
}
