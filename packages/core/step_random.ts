import * as tf from "@tensorflow/tfjs";
import { philoxBits } from "./philox_bits.ts";
import type { RandomStream, StepRandom } from "./random_stream.ts";
import { streamKey } from "./stream_key.ts";
import { elementCount } from "./tensor_bytes.ts";
import type { Tensor } from "./tensor.ts";

/** The uniforms are the middles of 2^23 equal cells, so that neither 0 nor 1 is among them and all are exact in float32. */
const CELL = 2 ** -23;

/**
 * The random streams of one step: the same numbers in a graph, under XLA, eagerly and on the `cpu` backend.
 *
 * Call it at the start of each step. Uniform numbers agree to the bit everywhere; normal numbers to the last places of logarithm and cosine.
 *
 * @param seed The run's seed, an integer from 0 to 2^53 - 1.
 * @param step The step's number as an int32 scalar: other numbers for every step without recompiling.
 * @throws {RangeError} If the seed is not such an integer.
 *
 * @example
 * ```ts
 * import { startCompute, stepRandom } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const latent = () => stepRandom(42, tf.scalar(7, "int32")).stream("latent").normal([2, 3]).dataSync();
 * assertEquals(latent(), latent());
 * ```
 */
export function stepRandom(seed: number, step: Tensor): StepRandom {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(
      `Cannot create random streams as seed must be an integer from 0 to 2^53 - 1: current value is ${seed}`,
    );
  }
  const streams = new Map<string, RandomStream>();
  return {
    stream(name) {
      let stream = streams.get(name);
      if (!stream) {
        stream = new PhiloxStream(seed, name, step);
        streams.set(name, stream);
      }
      return stream;
    },
  };
}

class PhiloxStream implements RandomStream {
  readonly #seed: number;
  readonly #name: string;
  readonly #step: Tensor;
  #draws = 0;

  constructor(seed: number, name: string, step: Tensor) {
    this.#seed = seed;
    this.#name = name;
    this.#step = step;
  }

  uniform(shape: readonly number[], low = 0, high = 1): Tensor {
    return tf.tidy(() => {
      const unit = this.#unit([...shape]);
      return low === 0 && high === 1 ? unit : unit.mul(high - low).add(low);
    });
  }

  normal(shape: readonly number[], mean = 0, stddev = 1): Tensor {
    return tf.tidy(() => {
      const count = elementCount(shape);
      const pairs = Math.ceil(count / 2);
      // Box-Muller: two uniforms make two normals
      const [first, second] = this.#unit([2 * pairs]).split(2) as [Tensor, Tensor];
      const radius = first.log().mul(-2).sqrt(), angle = second.mul(2 * Math.PI);
      const both = tf.concat([radius.mul(angle.cos()), radius.mul(angle.sin())]);
      const normal = (2 * pairs === count ? both : both.slice([0], [count])).reshape([...shape]);
      return mean === 0 && stddev === 1 ? normal : normal.mul(stddev).add(mean);
    });
  }

  /** Uniform numbers of (0, 1). */
  #unit(shape: number[]): Tensor {
    const key = streamKey(this.#seed, this.#name, this.#draws++);
    return philoxBits(key, this.#step, shape).mul(CELL).add(CELL / 2);
  }
}
