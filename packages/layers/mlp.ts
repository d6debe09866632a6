import type { Layer, LayersModel, Shape } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { activationLayer } from "./_activation_layer.ts";
import { checkChoice } from "./_check_choice.ts";
import { checkSizes } from "./_check_sizes.ts";
import { type Initializers, seededInitializers } from "./_initializers.ts";
import type { Activation } from "./activation.ts";

/** How {@linkcode mlp} normalizes its hidden layers; Keras' defaults. */
export interface MlpBatchNormalization {
  /** How much of the moving averages each training step keeps, in [0, 1). @default {0.99} */
  readonly momentum?: number;
  /** What is added to the variance, positive. @default {0.001} */
  readonly epsilon?: number;
}

/** How the layers of {@linkcode mlp} begin. */
export type MlpInitializer = "glorotUniform" | "heUniform" | "pytorch";

/** Options of {@linkcode mlp}. */
export interface MlpOptions {
  /** The network's name, which the names of its layers begin with: `"generator"` or `"discriminator"`. */
  readonly name: string;
  /** How many numbers go in, come out of each hidden layer, and come out in the end; the first and the last may be an image's `[height, width, channels]`. */
  readonly sizes: readonly (number | Shape)[];
  /** What follows each hidden layer. @default {"relu"} */
  readonly activation?: Activation;
  /** Normalizes each hidden layer over the batch, after its activation; `{}` takes the defaults. @default {no normalization} */
  readonly batchNormalization?: MlpBatchNormalization;
  /** What follows the last layer: `linear` for logits and for points anywhere, `tanh` for [-1, 1], `sigmoid` for [0, 1]. @default {"linear"} */
  readonly output?: "linear" | "tanh" | "sigmoid";
  /**
   * How kernels begin, and biases at 0: as Keras has it, or as suits ReLU; or kernels and biases alike uniform in
   * ±1/√inputs, as PyTorch has it. @default {"glorotUniform"}
   */
  readonly initializer?: MlpInitializer;
  /** How the last layer begins. @default {as the others} */
  readonly outputInitializer?: MlpInitializer;
  /** Where the initial weights are drawn from, an integer from 0 to 2^53 - 1. @default {0} */
  readonly seed?: number;
}

/**
 * A network of fully connected layers, for points and for small images.
 *
 * It maps `[batch, …first size]` to `[batch, …last size]`.
 *
 * @throws {RangeError} If the name cannot name layers, there are not two sizes or more, one is not positive, an option has
 * none of its values, the momentum
 * or the epsilon is out of range, or the seed is not an integer from 0 to 2^53 - 1.
 * @throws {TypeError} If a hidden layer's size is a shape.
 *
 * @example The GAN that learns a parabola.
 * ```ts
 * import { countParameters, mlp } from "@forger/layers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const generator = mlp({ name: "generator", sizes: [5, 15, 2], initializer: "heUniform", seed: 42 });
 * const discriminator = mlp({ name: "discriminator", sizes: [2, 25, 1], initializer: "heUniform", seed: 42 });
 * assertEquals([countParameters(generator).total, countParameters(discriminator).total], [122, 101]);
 * ```
 *
 * @example Networks for MNIST.
 * ```ts
 * import { mlp } from "@forger/layers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const image = [28, 28, 1];
 * const generator = mlp({ name: "generator", sizes: [64, 256, 256, image], output: "tanh" });
 * const discriminator = mlp({ name: "discriminator", sizes: [image, 256, 256, 1], activation: "leakyRelu" });
 * assertEquals([generator.outputShape, discriminator.outputShape], [[null, 28, 28, 1], [null, 1]]);
 * ```
 */
export function mlp(options: MlpOptions): LayersModel {
  const { name, sizes, activation = "relu", batchNormalization, output = "linear" } = options;
  const { initializer = "glorotUniform", outputInitializer = initializer, seed = 0 } = options;
  const choices = Object.entries({ activation, output, initializer, outputInitializer });
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) {
    throw new RangeError(
      `Cannot build mlp as name must be letters, digits and underscores, a letter first: current value is "${name}"`,
    );
  }
  for (const [option, value] of choices) checkChoice(`build ${name}`, option, value, CHOICES[option]!);
  const shapes = sizes.map((size) => typeof size === "number" ? [size] : [...size]);
  checkSizes(name, { sizes: shapes.flat() });
  if (shapes.length < 2 || shapes.some((shape) => shape.length === 0)) {
    throw new RangeError(
      `Cannot build ${name} as sizes must have two entries or more, none of them empty: current value is ${
        JSON.stringify(sizes)
      }`,
    );
  }
  const input = shapes[0]!, last = shapes.at(-1)!, hidden = shapes.slice(1, -1);
  if (hidden.some((shape) => shape.length > 1)) {
    throw new TypeError(
      `Cannot build ${name} as the sizes of hidden layers must be numbers: current value is ${JSON.stringify(sizes)}`,
    );
  }
  const initializers = seededInitializers(name, seed);
  const normalization = batchNormalization && normalizationConfig(name, batchNormalization);
  const widths = [tf.util.sizeFromShape(input), ...hidden.flat()];
  const layers: Layer[] = hidden.flatMap(([units], index) => [
    dense(initializers, { name: `${name}_dense_${index + 1}`, inputs: widths[index]!, units: units!, initializer }),
    activationLayer(activation, `${name}_activation_${index + 1}`),
    ...normalization
      ? [tf.layers.batchNormalization({ ...normalization, name: `${name}_batch_normalization_${index + 1}` })]
      : [],
  ]);
  layers.push(dense(initializers, {
    name: `${name}_output`,
    inputs: widths.at(-1)!,
    units: tf.util.sizeFromShape(last),
    initializer: outputInitializer,
  }));
  if (input.length > 1) layers.unshift(tf.layers.flatten({ name: `${name}_flatten` }));
  if (output !== "linear") layers.push(activationLayer(output, `${name}_${output}`));
  if (last.length > 1) layers.push(tf.layers.reshape({ name: `${name}_reshape`, targetShape: last }));
  return tf.sequential({
    name,
    layers: [tf.layers.inputLayer({ name: `${name}_input`, inputShape: input }), ...layers],
  });
}

/** What is taken for the options that are words. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  activation: ["relu", "leakyRelu", "tanh", "sigmoid", "elu", "selu", "softplus"] satisfies Activation[],
  output: ["linear", "tanh", "sigmoid"],
  initializer: ["glorotUniform", "heUniform", "pytorch"] satisfies MlpInitializer[],
  outputInitializer: ["glorotUniform", "heUniform", "pytorch"] satisfies MlpInitializer[],
};

function dense(
  initializers: Initializers,
  { name, inputs, units, initializer }: { name: string; inputs: number; units: number; initializer: MlpInitializer },
): Layer {
  return tf.layers.dense({
    name,
    units,
    kernelInitializer: initializer === "pytorch" ? initializers.inverseRoot(name) : initializers[initializer](name),
    ...initializer === "pytorch" && { biasInitializer: initializers.inverseRootBias(name, inputs) },
  });
}

function normalizationConfig(network: string, options: MlpBatchNormalization): Required<MlpBatchNormalization> {
  const { momentum = 0.99, epsilon = 1e-3 } = options;
  const refuse = (name: string, rule: string, value: number): never => {
    throw new RangeError(`Cannot build ${network} as ${name} must be ${rule}: current value is ${value}`);
  };
  if (!(momentum >= 0 && momentum < 1)) refuse("batchNormalization.momentum", "in [0, 1)", momentum);
  if (!(epsilon > 0 && epsilon < Infinity)) refuse("batchNormalization.epsilon", "a positive number", epsilon);
  return { momentum, epsilon };
}
