import { streamKey } from "@forger/core";
import * as tf from "@tensorflow/tfjs";

/** What initialises the kernel of a layer: one of TensorFlow.js's own, so that saved networks load anywhere. */
export type Initializer = ReturnType<typeof tf.initializers.zeros>;

/** Kernel initializers, each with a seed of its own for each layer. */
export interface Initializers {
  /** N(0, `stddev`). */
  normal(layer: string, stddev: number): Initializer;
  /** Uniform in ±√(6 / (inputs + outputs)): Keras' default. */
  glorotUniform(layer: string): Initializer;
  /** Uniform in ±√(12 / (inputs + outputs)): Glorot's of twice the variance, for layers with ReLU beside them. */
  doubledGlorotUniform(layer: string): Initializer;
  /** Uniform in ±√(6 / inputs), for layers with ReLU after them. */
  heUniform(layer: string): Initializer;
  /** Uniform in ±√(1 / inputs): PyTorch's default. */
  inverseRoot(layer: string): Initializer;
  /** Uniform in ±√(1 / inputs) for the biases of such a layer. */
  inverseRootBias(layer: string, inputs: number): Initializer;
}

/**
 * Derives the seed of every kernel from the run's seed and the layer's name, so that neither the order of building nor
 * another network changes the weights.
 *
 * @throws {RangeError} If the seed is not an integer from 0 to 2^53 - 1.
 */
export function seededInitializers(network: string, seed: number): Initializers {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(
      `Cannot build ${network} as seed must be an integer from 0 to 2^53 - 1: current value is ${seed}`,
    );
  }
  // TensorFlow.js takes a seed of 0 for none, and others read seeds as signed 32-bit integers
  const seedOf = (layer: string, draw = 0): number => (streamKey(seed, `kernel/${layer}`, draw)[0] >>> 1) || 1;
  return {
    normal: (layer, stddev) => tf.initializers.randomNormal({ mean: 0, stddev, seed: seedOf(layer) }),
    glorotUniform: (layer) => tf.initializers.glorotUniform({ seed: seedOf(layer) }),
    doubledGlorotUniform: (layer) =>
      tf.initializers.varianceScaling({ scale: 2, mode: "fanAvg", distribution: "uniform", seed: seedOf(layer) }),
    heUniform: (layer) => tf.initializers.heUniform({ seed: seedOf(layer) }),
    inverseRoot: (layer) =>
      tf.initializers.varianceScaling({ scale: 1 / 3, mode: "fanIn", distribution: "uniform", seed: seedOf(layer) }),
    inverseRootBias: (layer, inputs) => {
      const limit = 1 / Math.sqrt(inputs);
      return tf.initializers.randomUniform({ minval: -limit, maxval: limit, seed: seedOf(layer, 1) });
    },
  };
}
