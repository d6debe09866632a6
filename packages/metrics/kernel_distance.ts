import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { checkCount } from "./_check_count.ts";
import { checkFeaturePair } from "./_check_features.ts";
import { checkSeed, randomSubsets } from "./_random_numbers.ts";
import type { Features } from "./features.ts";

/** Options of {@linkcode kernelDistance}. */
export interface KernelDistanceOptions {
  /** How many pairs of random subsets are compared. @default {100} */
  readonly subsets?: number;
  /** Rows of a subset. @default {1000, or half of the smaller set where that is less} */
  readonly subsetSize?: number;
  /** Another seed draws other subsets: an integer from 0 to 2^53 - 1. @default {0} */
  readonly seed?: number;
  /** The kernel is `(gamma x·y + coef) ^ degree`; the degree is a positive integer. @default {3} */
  readonly degree?: number;
  /** What products of rows are multiplied by. @default {1 / the features' size} */
  readonly gamma?: number;
  /** What is added to them. @default {1} */
  readonly coef?: number;
}

/** What {@linkcode kernelDistance} finds. */
export interface KernelDistance {
  /** The mean over the subsets. It may be below 0: without a difference it is 0 in expectation. */
  readonly value: number;
  /** The standard deviation over the subsets; 0 of one subset, and of subsets that are all of both sets. */
  readonly standardDeviation: number;
  /** The standard deviation over the root of the number of subsets: how exactly these rows' distance is known. */
  readonly standardError: number;
  /** How many pairs of subsets were compared: one, where a subset is all of both sets. */
  readonly subsets: number;
  /** Rows of each. */
  readonly subsetSize: number;
}

/**
 * The kernel distance of two sets of features, KID where they are Inception's: the squared maximum mean discrepancy with a
 * polynomial kernel, estimated without bias.
 *
 * Unlike the Fréchet distance it does not depend on how many rows there are, so it is the one to use where there are few.
 * Products of rows are computed by the running backend in float32, everything else in float64; on a GPU that multiplies
 * in TF32 the value is that of features rounded to 11 bits.
 *
 * @param real At least 4 rows, unless `subsetSize` is given; more than 2 always.
 * @param fake As many, of the same size.
 * @throws {RangeError} If there are fewer rows than a subset needs, an option is out of range, or a number is not finite.
 * @throws {TypeError} If the sizes differ.
 * @see Demystifying MMD GANs. Bińkowski, Sutherland, Arbel, Gretton, 2018, https://arxiv.org/abs/1801.01401
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { kernelDistance } from "@forger/metrics";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * await startCompute({ backend: "cpu" });
 * const real = { values: Float32Array.of(0, 2), count: 2, size: 1 };
 * const fake = { values: Float32Array.of(1, 1), count: 2, size: 1 };
 * const { value } = await kernelDistance(real, fake, { subsetSize: 2 });
 * // (0·2 + 1)³ + (1·1 + 1)³ - 2 · ((0·1 + 1)³ + (2·1 + 1)³) / 2
 * assertAlmostEquals(value, 1 + 8 - 28, 1e-4);
 * ```
 */
export async function kernelDistance(
  real: Features,
  fake: Features,
  options: KernelDistanceOptions = {},
): Promise<KernelDistance> {
  const action = "compute the kernel distance";
  const { subsets = 100, seed = 0, degree = 3, gamma = 1 / real.size, coef = 1 } = options;
  checkFeaturePair(action, real, fake, options.subsetSize === undefined ? 4 : 2);
  const smaller = Math.min(real.count, fake.count);
  const { subsetSize = Math.min(1000, Math.floor(smaller / 2)) } = options;
  checkCount(action, "subsets", subsets);
  checkCount(action, "subsetSize", subsetSize, 2);
  checkCount(action, "degree", degree);
  checkSeed(action, seed);
  for (const [name, value] of [["gamma", gamma], ["coef", coef]] as const) {
    if (!Number.isFinite(value)) {
      throw new RangeError(`Cannot ${action} as ${name} must be finite: current value is ${value}`);
    }
  }
  if (subsetSize > smaller) {
    throw new RangeError(
      `Cannot ${action} as subsetSize must be at most ${smaller}, the rows of the smaller set: ` +
        `current value is ${subsetSize}`,
    );
  }
  const all = subsetSize === real.count && subsetSize === fake.count;
  const draw = randomSubsets(seed, "kernel distance subsets");
  const kernel = { degree, gamma, coef };
  const values: number[] = [];
  for (let subset = 0; subset < (all ? 1 : subsets); subset++) {
    values.push(
      await discrepancy(pick(real, draw(real.count, subsetSize)), pick(fake, draw(fake.count, subsetSize)), kernel),
    );
  }
  const value = values.reduce((sum, one) => sum + one, 0) / values.length;
  if (!Number.isFinite(value)) {
    throw new RangeError(`Cannot ${action} as its products exceed what numbers can hold: scale the features down`);
  }
  const variance = values.reduce((sum, one) => sum + (one - value) ** 2, 0) / values.length;
  const standardDeviation = Math.sqrt(variance);
  return {
    value,
    standardDeviation,
    standardError: standardDeviation / Math.sqrt(values.length),
    subsets: values.length,
    subsetSize,
  };
}

interface Kernel {
  readonly degree: number;
  readonly gamma: number;
  readonly coef: number;
}

/** Rows of a subset in float32, `[rows, size]`. */
interface Subset {
  readonly values: Float32Array;
  readonly rows: number;
  readonly size: number;
}

function pick({ values, size }: Features, indices: Int32Array): Subset {
  const picked = new Float32Array(indices.length * size);
  indices.forEach((row, place) => picked.set(values.subarray(row * size, (row + 1) * size), place * size));
  return { values: picked, rows: indices.length, size };
}

async function discrepancy(real: Subset, fake: Subset, kernel: Kernel): Promise<number> {
  const reals = tf.tensor2d(real.values, [real.rows, real.size]);
  const fakes = tf.tensor2d(fake.values, [fake.rows, fake.size]);
  try {
    const pairs = real.rows * (real.rows - 1);
    const within = await sumWithin(reals, kernel) + await sumWithin(fakes, kernel);
    return within / pairs - 2 * await sumOfProducts(reals, fakes, kernel) / real.rows ** 2;
  } finally {
    tf.dispose([reals, fakes]);
  }
}

/** Parts that rows are cut into: products of a part with an earlier one need not be computed again the other way round. */
const PARTS = 4;

/** The kernel's sum over all ordered pairs of different rows. */
async function sumWithin(rows: Tensor, kernel: Kernel): Promise<number> {
  const count = rows.shape[0]!, length = Math.ceil(count / PARTS);
  let sum = 0;
  for (let start = 0; start < count; start += length) {
    const part = rows.slice(start, Math.min(length, count - start));
    const before = start === 0 ? undefined : rows.slice(0, start);
    try {
      sum += await sumOfProducts(part, part, kernel, true);
      if (before) sum += 2 * await sumOfProducts(part, before, kernel);
    } finally {
      tf.dispose([part, ...(before ? [before] : [])]);
    }
  }
  return sum;
}

/** The kernel's sum over all pairs of a left and a right row, but for those of a row with itself. */
async function sumOfProducts(left: Tensor, right: Tensor, kernel: Kernel, skipDiagonal = false): Promise<number> {
  const { degree, gamma, coef } = kernel;
  const product: Tensor = tf.matMul(left as tf.Tensor2D, right as tf.Tensor2D, false, true);
  let products: Float32Array;
  try {
    products = await product.data() as Float32Array;
  } finally {
    product.dispose();
  }
  const columns = right.shape[0]!;
  let sum = 0;
  for (let place = 0; place < products.length; place++) {
    const base = gamma * products[place]! + coef;
    let power = base;
    for (let factor = 1; factor < degree; factor++) power *= base;
    sum += power;
  }
  if (!skipDiagonal) return sum;
  for (let row = 0; row < columns; row++) sum -= (gamma * products[row * (columns + 1)]! + coef) ** degree;
  return sum;
}
