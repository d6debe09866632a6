import type { Layer, Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { checkPowerIterations } from "./_check_power_iterations.ts";
import { kernelPlace, LAYERS_WITH_KERNEL } from "./_kernel_place.ts";
import { layerKernel } from "./layer_kernel.ts";
import { spectrallyNormalized } from "./spectral_kernel.ts";
import { withKernel } from "./with_kernel.ts";

/** Options of {@linkcode spectralNormalization}. */
export interface SpectralNormalizationOptions {
  /** The layer whose kernel is divided: dense, a convolution, a transposed convolution, an embedding or a projection. */
  readonly layer: Layer;
  /** The name, which also begins the names of its weights. @default {the layer's name} */
  readonly name?: string;
  /** Rounds of the power iteration at each call, a positive integer. @default {1} */
  readonly powerIterations?: number;
}

type Shapes = tf.Shape | tf.Shape[];
type Tensors = Tensor | Tensor[];
type Config = tf.serialization.ConfigDict;

class SpectralNormalization extends tf.layers.Layer {
  static className = "SpectralNormalization";
  readonly layer: Layer;
  readonly #powerIterations: number;
  #u?: tf.LayerVariable;

  constructor({ layer, name = layer.name, powerIterations = 1, ...base }: SpectralNormalizationOptions) {
    checkPowerIterations(powerIterations);
    if (!kernelPlace(layer)) {
      throw new TypeError(
        `Cannot normalize layer as it must be one of ${
          LAYERS_WITH_KERNEL.join(", ")
        }: current value is ${layer.name} (${layer.getClassName()})`,
      );
    }
    super({
      batchInputShape: layer.batchInputShape,
      dtype: layer.dtype,
      name,
      trainable: layer.trainable,
      ...base,
    });
    this.layer = layer;
    this.#powerIterations = powerIterations;
    this.inputSpec = layer.inputSpec;
    this.supportsMasking = layer.supportsMasking;
  }

  override build(inputShape: Shapes): void {
    if (!this.layer.built) {
      this.layer.build(inputShape);
      this.layer.built = true;
    }
    const { outputAxis, value } = layerKernel(this.layer)!;
    // any vector will do to begin with, and the same one each time keeps runs alike
    const initializer = tf.initializers.randomNormal({ mean: 0, stddev: 1, seed: 1 });
    this.trainableWeights = this.layer.weights; // the wrapper decides whether they are trained
    this.#u = this.addWeight("vector_u", [value.shape[outputAxis]!], "float32", initializer, undefined, false);
    this.inputSpec = this.layer.inputSpec;
    this.built = true;
  }

  override call(inputs: Tensors, kwargs: { training?: boolean }): Tensors {
    this.invokeCallHook(inputs, kwargs);
    return tf.tidy(() => {
      const { outputAxis, value } = layerKernel(this.layer)!;
      const options = { powerIterations: this.#powerIterations };
      const { kernel, u } = spectrallyNormalized(value, this.#u!.read(), outputAxis, options);
      if (kwargs.training) this.#u!.write(u);
      return withKernel(this.layer, kernel, () => this.layer.call(inputs, kwargs));
    });
  }

  override computeOutputShape(inputShape: Shapes): Shapes {
    return this.layer.computeOutputShape(inputShape);
  }

  override computeMask(inputs: Tensors, mask?: Tensors): Tensors {
    return this.layer.computeMask(inputs, mask);
  }

  override get losses(): Layer["losses"] {
    return this.layer.losses;
  }

  override setFastWeightInitDuringBuild(value: boolean): void {
    super.setFastWeightInitDuringBuild(value);
    this.layer.setFastWeightInitDuringBuild(value);
  }

  override getConfig(): Config {
    const layer = { className: this.layer.getClassName(), config: this.layer.getConfig() };
    return { layer, powerIterations: this.#powerIterations, ...super.getConfig() };
  }

  /** Loads the wrapped layer first. */
  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: Config,
  ): T {
    const { className, config: layerConfig } = config.layer as { className: string; config: Config };
    const registered = tf.serialization.SerializationMap.getMap().classNameMap[className];
    if (!registered) {
      throw new TypeError(`Cannot load layer as its class must be registered: current value is ${className}`);
    }
    const [layerClass, layerFromConfig] = registered;
    return new cls({ ...config, layer: layerFromConfig(layerClass, layerConfig) } as unknown as Config);
  }
}
tf.serialization.registerClass(SpectralNormalization);

/**
 * A layer with its kernel divided by the kernel's largest singular value, so that it stretches nothing: for
 * discriminators, which it keeps smooth.
 *
 * The value follows the kernel by power iteration, a round at each training call, from a vector that is saved with the
 * weights. The layer's own weights are trained as ever: gradients flow through the division. A bias and an activation
 * are left as they are.
 *
 * @returns A layer with the input, output and trainable weights of the one that it wraps.
 * @throws {TypeError} If the layer has no kernel, or more than one.
 * @throws {RangeError} If `powerIterations` is not a positive integer.
 * @see Spectral normalization for generative adversarial networks. Miyato, Kataoka, Koyama, Yoshida, 2018,
 * https://arxiv.org/abs/1802.05957
 *
 * @example
 * ```ts
 * import { spectralNormalization } from "@forger/layers";
 * import { assertAlmostEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const layer = spectralNormalization({ layer: tf.layers.dense({ units: 1, useBias: false, name: "example_dense" }) });
 * const column = tf.tensor2d([[0.6, 0.8]]);
 * layer.apply(column);
 * layer.setWeights([tf.tensor2d([[3], [4]]), tf.tensor1d([1])]); // its largest singular value is 5
 * assertAlmostEquals((layer.apply(column) as tf.Tensor).dataSync()[0]!, 1, 1e-6);
 * ```
 */
export function spectralNormalization(options: SpectralNormalizationOptions): Layer {
  return new SpectralNormalization(options);
}
