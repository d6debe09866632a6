import { type Layer, type Tensor, workerMean } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { checkEpsilon } from "./_check_epsilon.ts";

/** Options of {@linkcode conditionalBatchNormalization}. */
export interface ConditionalBatchNormalizationOptions {
  /** What is added to the variance, positive. @default {1e-5} */
  readonly epsilon?: number;
  /** How much of the moving averages each training step keeps, in [0, 1). @default {0.9} */
  readonly momentum?: number;
  /** The layer's name. @default {one that counts up, other in each process} */
  readonly name?: string;
}

type Shapes = tf.Shape | tf.Shape[];

const written = (shape: tf.Shape): string => `[${shape.map((length) => length ?? "batch").join(", ")}]`;

class ConditionalBatchNormalization extends tf.layers.Layer {
  static className = "ConditionalBatchNormalization";
  readonly #epsilon: number;
  readonly #momentum: number;
  #gain?: tf.LayerVariable;
  #bias?: tf.LayerVariable;
  #movingMean?: tf.LayerVariable;
  #movingVariance?: tf.LayerVariable;

  constructor({ epsilon = 1e-5, momentum = 0.9, ...base }: ConditionalBatchNormalizationOptions) {
    checkEpsilon("conditional batch normalization", epsilon);
    if (!(momentum >= 0 && momentum < 1)) {
      throw new RangeError(
        `Cannot create conditional batch normalization as momentum must be in [0, 1): current value is ${momentum}`,
      );
    }
    super(base);
    this.#epsilon = epsilon;
    this.#momentum = momentum;
  }

  override build(inputShape: Shapes): void {
    const shapes = (Array.isArray(inputShape[0]) ? inputShape : [inputShape]) as tf.Shape[];
    const [features, labels] = shapes, channels = features?.at(-1), classes = labels?.at(-1);
    if (shapes.length !== 2 || features!.length < 2 || labels!.length !== 2 || !channels || !classes) {
      throw new TypeError(
        `Cannot build ${this.name} as its inputs must be features and one-hot labels: expected [batch, …, channels] and [batch, classes], received ${
          shapes.map(written).join(" and ")
        }`,
      );
    }
    const ones = tf.initializers.ones(), zeros = tf.initializers.zeros();
    this.#gain = this.addWeight("gain", [classes, channels], "float32", ones);
    this.#bias = this.addWeight("bias", [classes, channels], "float32", zeros);
    this.#movingMean = this.addWeight("moving_mean", [channels], "float32", zeros, undefined, false);
    this.#movingVariance = this.addWeight("moving_variance", [channels], "float32", ones, undefined, false);
    super.build(inputShape);
  }

  override call(inputs: Tensor | Tensor[], kwargs: { training?: boolean }): Tensor {
    this.invokeCallHook(inputs, kwargs);
    return tf.tidy(() => {
      const [features, labels] = inputs as [Tensor, Tensor];
      const ofSamples = (weight: tf.LayerVariable): Tensor => tf.matMul(labels, weight.read()); // [batch, channels]
      const { centred, variance } = kwargs.training ? this.#ownMoments(features) : this.#averageMoments(features);
      const gain = ofSamples(this.#gain!).mul(variance.add(this.#epsilon).rsqrt());
      const everywhere = [features.shape[0]!, ...Array<number>(features.rank - 2).fill(1), features.shape.at(-1)!];
      return centred.mul(gain.reshape(everywhere)).add(ofSamples(this.#bias!).reshape(everywhere));
    });
  }

  /** The moments of the batch, which the averages then move towards. */
  #ownMoments(features: Tensor): { centred: Tensor; variance: Tensor } {
    const axes = features.shape.slice(0, -1).map((_, axis) => axis);
    const mean = workerMean(features.mean(axes)), centred = features.sub(mean);
    const variance = workerMean(centred.square().mean(axes));
    for (const [average, value] of [[this.#movingMean!, mean], [this.#movingVariance!, variance]] as const) {
      average.write(average.read().sub(average.read().sub(value).mul(1 - this.#momentum)));
    }
    return { centred, variance };
  }

  #averageMoments(features: Tensor): { centred: Tensor; variance: Tensor } {
    return { centred: features.sub(this.#movingMean!.read()), variance: this.#movingVariance!.read() };
  }

  override computeOutputShape(inputShape: Shapes): Shapes {
    return inputShape[0] as tf.Shape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { epsilon: this.#epsilon, momentum: this.#momentum, ...super.getConfig() };
  }
}
tf.serialization.registerClass(ConditionalBatchNormalization);

/**
 * Batch normalization whose gain and bias each class has for itself: how a generator is told which class to make.
 *
 * The features are normalized over the batch and all places, as `tf.layers.batchNormalization` does it, then multiplied
 * by the gain and shifted by the bias of the sample's class: `[classes, channels]` each, 1 and 0 to begin with. Outside of
 * training the moving averages take the batch's place. Labels that mix classes mix their gains and biases.
 *
 * @returns A layer of two inputs, features `[batch, …, channels]` and one-hot labels `[batch, classes]`, whose output has
 * the features' shape: apply it to `[features, labels]`.
 * @throws {RangeError} If `epsilon` is not a positive number, or `momentum` not in [0, 1).
 * @throws {TypeError} When it is built, if its inputs are not two of these shapes.
 * @see A learned representation for artistic style. Dumoulin, Shlens, Kudlur, 2017, https://arxiv.org/abs/1610.07629
 * @see cGANs with projection discriminator. Miyato, Koyama, 2018, https://arxiv.org/abs/1802.05637
 *
 * @example
 * ```ts
 * import { conditionalBatchNormalization } from "@forger/layers";
 * import { assertAlmostEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const layer = conditionalBatchNormalization();
 * const features = tf.tensor2d([[2], [6]]), labels = tf.tensor2d([[1, 0], [0, 1]]); // mean 4, deviation 2
 * layer.apply([features, labels]);
 * layer.setWeights([tf.tensor2d([[1], [10]]), tf.tensor2d([[0], [3]]), tf.tensor1d([0]), tf.tensor1d([1])]);
 * const [first, second] = (layer.apply([features, labels], { training: true }) as tf.Tensor).dataSync();
 * assertAlmostEquals(first!, -1, 1e-5);
 * assertAlmostEquals(second!, 10 * 1 + 3, 1e-4);
 * ```
 */
export function conditionalBatchNormalization(options: ConditionalBatchNormalizationOptions = {}): Layer {
  return new ConditionalBatchNormalization(options);
}
