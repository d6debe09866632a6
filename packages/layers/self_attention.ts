import { type Layer, streamKey, type Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { onlyInput } from "./_only_input.ts";
import { restoredInitializer, savedInitializer } from "./_saved_initializer.ts";
import type { KernelInitializer } from "./kernel_initializer.ts";
import { spectrallyNormalized } from "./spectral_kernel.ts";

/** Options of {@linkcode selfAttention}. */
export interface SelfAttentionOptions {
  /** What the four kernels begin with, each by a seed of its own where it has one. @default {glorotUniform, drawn anew each time} */
  readonly kernelInitializer?: KernelInitializer;
  /** Divides each kernel by its largest singular value, as `spectralNormalization` does. @default {false} */
  readonly spectralNormalization?: boolean;
  /** The layer's name. @default {one that counts up, other in each process} */
  readonly name?: string;
}

type Shapes = tf.Shape | tf.Shape[];

const KERNELS = ["query", "key", "value", "output"] as const;
type KernelName = (typeof KERNELS)[number];

/** Neighbours of which a key and a value are made: 2 · 2. */
const POOL = 2;

/** The same initializer with a seed that follows from its own, as one seed would give kernels that begin alike. */
function reseeded(initializer: KernelInitializer, kernel: KernelName): KernelInitializer {
  const config = initializer.getConfig(), { seed } = config;
  if (typeof seed !== "number") return initializer;
  const create = initializer.constructor as new (config: tf.serialization.ConfigDict) => KernelInitializer;
  return new create({ ...config, seed: (streamKey(Math.floor(Math.abs(seed)), `kernel/${kernel}`, 0)[0] >>> 1) || 1 });
}

class SelfAttention extends tf.layers.Layer {
  static className = "SelfAttention";
  readonly #initializer: KernelInitializer;
  readonly #isNormalized: boolean;
  readonly #kernels = new Map<KernelName, tf.LayerVariable>();
  readonly #vectors = new Map<KernelName, tf.LayerVariable>();
  #gamma?: tf.LayerVariable;

  constructor(options: SelfAttentionOptions) {
    const {
      kernelInitializer = tf.initializers.glorotUniform({}),
      spectralNormalization = false,
      ...base
    } = options;
    super(base);
    this.#initializer = restoredInitializer(kernelInitializer);
    this.#isNormalized = spectralNormalization;
  }

  override build(inputShape: Shapes): void {
    const shape = inputShape as tf.Shape, channels = shape[3];
    if (shape.length !== 4 || !channels || channels < 2) {
      throw new TypeError(
        `Cannot build ${this.name} as its input must be maps: expected [batch, height, width, 2 channels or more], received [${
          shape.map((length) => length ?? "batch").join(", ")
        }]`,
      );
    }
    const narrow = Math.max(Math.floor(channels / 8), 1), half = Math.floor(channels / 2);
    const sizes = {
      query: [channels, narrow],
      key: [channels, narrow],
      value: [channels, half],
      output: [half, channels],
    };
    for (const name of KERNELS) {
      const kernel = this.addWeight(`${name}_kernel`, sizes[name], "float32", reseeded(this.#initializer, name));
      this.#kernels.set(name, kernel);
    }
    this.#gamma = this.addWeight("gamma", [1], "float32", tf.initializers.zeros());
    if (this.#isNormalized) {
      // any vector will do to begin with, and the same one each time keeps runs alike
      const initializer = tf.initializers.randomNormal({ mean: 0, stddev: 1, seed: 1 });
      for (const name of KERNELS) {
        const outputs = sizes[name][1]!;
        const vector = this.addWeight(`${name}_vector_u`, [outputs], "float32", initializer, undefined, false);
        this.#vectors.set(name, vector);
      }
    }
    super.build(inputShape);
  }

  override call(inputs: Tensor | Tensor[], kwargs: { training?: boolean }): Tensor {
    this.invokeCallHook(inputs, kwargs);
    return tf.tidy(() => {
      const input = onlyInput(inputs) as tf.Tensor4D, [batch, height, width, channels] = input.shape;
      const pixels = input.reshape([batch * height * width, channels]);
      const projected = (name: KernelName): Tensor => tf.matMul(pixels, this.#kernelOf(name, kwargs));
      const pooled = (map: Tensor): Tensor =>
        tf.maxPool(map.reshape([batch, height, width, -1]) as tf.Tensor4D, POOL, POOL, "same")
          .reshape([batch, -1, map.shape[1]!]);
      const queries = projected("query").reshape([batch, height * width, -1]);
      const keys = pooled(projected("key")), values = pooled(projected("value"));
      const attention = tf.matMul(queries, keys, false, true).softmax(); // [batch, height · width, pooled places]
      const attended = tf.matMul(attention, values).reshape([batch * height * width, -1]);
      // gamma on the kernel, which is smaller than the map
      const output = tf.matMul(attended, this.#kernelOf("output", kwargs).mul(this.#gamma!.read()));
      return input.add(output.reshape(input.shape));
    });
  }

  #kernelOf(name: KernelName, { training }: { training?: boolean }): Tensor {
    const kernel = this.#kernels.get(name)!.read(), vector = this.#vectors.get(name);
    if (!vector) return kernel;
    const normalized = spectrallyNormalized(kernel, vector.read(), 1);
    if (training) vector.write(normalized.u);
    return normalized.kernel;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      kernelInitializer: savedInitializer(this.#initializer),
      spectralNormalization: this.#isNormalized,
      ...super.getConfig(),
    };
  }
}
tf.serialization.registerClass(SelfAttention);

/**
 * A layer in which every place of a map looks at all others, so that distant parts of an image can fit each other.
 *
 * Queries and keys have an eighth of the channels (one at least), values half of them; keys and values are pooled to their
 * maximum over 2 × 2 places. Each place gets the mean of the values, weighted by the softmax of its query's products with
 * the keys, back in all channels: `x + gamma · attention(x)`. `gamma` begins at 0, so that the layer begins as none.
 * None of the four projections has a bias.
 *
 * It holds `(height · width)² / 4` weights a sample: use it on maps of 16 × 16 or 32 × 32.
 *
 * @returns A layer for maps `[batch, height, width, channels]`, which keeps their shape; 2 channels or more.
 * @throws {TypeError} When it is built, if its input is not of this shape.
 * @see Self-attention generative adversarial networks. Zhang, Goodfellow, Metaxas, Odena, 2019,
 * https://arxiv.org/abs/1805.08318
 *
 * @example
 * ```ts
 * import { selfAttention } from "@forger/layers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const layer = selfAttention({ kernelInitializer: tf.initializers.glorotUniform({ seed: 42 }) });
 * const map = tf.randomNormal([2, 8, 8, 16]);
 * assertEquals((layer.apply(map) as tf.Tensor).dataSync(), map.dataSync()); // before it is trained
 * assertEquals(layer.countParams(), 16 * 2 + 16 * 2 + 16 * 8 + 8 * 16 + 1);
 * ```
 */
export function selfAttention(options: SelfAttentionOptions = {}): Layer {
  return new SelfAttention(options);
}
