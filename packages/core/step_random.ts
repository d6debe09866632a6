import * as tf from "@tensorflow/tfjs";
import { philoxBits } from "./philox_bits.ts";
import type { RandomStream, StepRandom, StreamOptions } from "./random_stream.ts";
import type { PhiloxKey } from "./philox.ts";
import { streamKey } from "./stream_key.ts";
import { elementCount } from "./tensor_bytes.ts";
import type { Tensor } from "./tensor.ts";

/** The uniforms are the middles of 2^23 equal cells, so that neither 0 nor 1 is among them and all are exact in float32. */
const CELL = 2 ** -23;

/** Which part of every batch a worker draws. */
export interface RandomPart {
  /** The worker's number, from 0. */
  readonly own: number;
  /** How many workers train together. */
  readonly workers: number;
}

const ALONE: RandomPart = { own: 0, workers: 1 };

/**
 * The random streams of one step: the same numbers in a graph, under XLA, eagerly and on the `cpu` backend.
 *
 * Call it at the start of each step. Uniform numbers agree to the bit everywhere; normal numbers to the last places of logarithm and cosine.
 *
 * @param seed The run's seed, an integer from 0 to 2^53 - 1.
 * @param step The step's number as an int32 scalar: other numbers for every step without recompiling.
 * @param part Where several workers train together, which one this is: it draws its own rows of those numbers that a single
 * process would draw for the batches of all.
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
export function stepRandom(seed: number, step: Tensor, part: RandomPart = ALONE): StepRandom {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(
      `Cannot create random streams as seed must be an integer from 0 to 2^53 - 1: current value is ${seed}`,
    );
  }
  const streams = new Map<string, PhiloxStream>();
  return {
    stream(name, { sameOnAllWorkers = false }: StreamOptions = {}) {
      let stream = streams.get(name);
      if (!stream) {
        stream = new PhiloxStream(seed, name, step);
        streams.set(name, stream);
      }
      return sameOnAllWorkers || part.workers === 1 ? stream : stream.of(part);
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

  /** The same stream as one worker draws from it. */
  of(part: RandomPart): RandomStream {
    const draw = (shape: readonly number[], numbers: (size: Part) => Tensor) => {
      const count = elementCount(shape), isShared = shape.length === 0;
      const whole = { first: 0, count, all: count };
      const own = { first: part.own * count, count, all: part.workers * count };
      return tf.tidy(() => numbers(isShared ? whole : own).reshape([...shape]));
    };
    return {
      uniform: (shape, low = 0, high = 1) => draw(shape, (size) => scaled(this.#uniform(size), low, high)),
      normal: (shape, mean = 0, stddev = 1) => draw(shape, (size) => shifted(this.#normalPart(size), mean, stddev)),
    };
  }

  uniform(shape: readonly number[], low = 0, high = 1): Tensor {
    return tf.tidy(() => scaled(this.#unit(this.#nextKey(), [...shape]), low, high));
  }

  normal(shape: readonly number[], mean = 0, stddev = 1): Tensor {
    return tf.tidy(() => {
      const count = elementCount(shape);
      const pairs = Math.ceil(count / 2);
      // Box-Muller: two uniforms make two normals
      const [first, second] = this.#unit(this.#nextKey(), [2 * pairs]).split(2) as [Tensor, Tensor];
      const both = tf.concat([cosines(first, second), sines(first, second)]);
      return shifted((2 * pairs === count ? both : both.slice([0], [count])).reshape([...shape]), mean, stddev);
    });
  }

  #uniform({ first, count }: Part): Tensor {
    return this.#unit(this.#nextKey(), [count], first);
  }

  /** So many of all normal numbers: the first half of all are cosines, the second half sines, of the same pairs. */
  #normalPart({ first, count, all }: Part): Tensor {
    const key = this.#nextKey(), pairs = Math.ceil(all / 2), end = first + count, border = clamp(pairs, first, end);
    const radii = (from: number, to: number) => this.#unit(key, [to - from], from);
    const angles = (from: number, to: number) => this.#unit(key, [to - from], pairs + from);
    const parts = [
      ...first < border ? [cosines(radii(first, border), angles(first, border))] : [],
      ...border < end ? [sines(radii(border - pairs, end - pairs), angles(border - pairs, end - pairs))] : [],
    ];
    return parts.length === 0 ? tf.zeros([0]) : parts.length === 1 ? parts[0]! : tf.concat(parts);
  }

  #nextKey(): PhiloxKey {
    return streamKey(this.#seed, this.#name, this.#draws++);
  }

  /** Uniform numbers of (0, 1). */
  #unit(key: PhiloxKey, shape: number[], first = 0): Tensor {
    return philoxBits(key, this.#step, shape, first).mul(CELL).add(CELL / 2);
  }
}

/** Consecutive ones of the numbers of a draw. */
interface Part {
  readonly first: number;
  readonly count: number;
  /** How many numbers the whole draw has. */
  readonly all: number;
}

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

const radius = (uniform: Tensor): Tensor => uniform.log().mul(-2).sqrt();

const cosines = (first: Tensor, second: Tensor): Tensor => radius(first).mul(second.mul(2 * Math.PI).cos());

const sines = (first: Tensor, second: Tensor): Tensor => radius(first).mul(second.mul(2 * Math.PI).sin());

function scaled(unit: Tensor, low: number, high: number): Tensor {
  return low === 0 && high === 1 ? unit : unit.mul(high - low).add(low);
}

function shifted(normal: Tensor, mean: number, stddev: number): Tensor {
  return mean === 0 && stddev === 1 ? normal : normal.mul(stddev).add(mean);
}
