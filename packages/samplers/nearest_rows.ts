import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { checkCount } from "./_check_count.ts";

/** Real rows that are read as they are needed: all of a source, or some of it. */
export interface RealRows {
  /** How many there are. */
  readonly size: number;
  /**
   * Reads rows.
   *
   * @param indices Each from 0 to size - 1.
   * @returns `[indices, ...shape]`; whoever asks disposes it.
   */
  read(indices: Int32Array): Tensor | Promise<Tensor>;
}

/** Options of {@linkcode nearestRows}. */
export interface NearestRowsOptions {
  /** Real rows that are compared at once, which bounds the memory that is used. @default {1000} */
  readonly chunk?: number;
}

/** The nearest real row of each sample, as {@linkcode nearestRows} finds it. */
export interface NearestRows {
  /** The row's index; of rows that are equally near the first one. */
  readonly indices: Int32Array;
  /** The mean squared difference of their values: 0 where they are equal. */
  readonly distances: Float32Array;
}

/**
 * Finds for each sample the real row that it is most like, so that one sees whether a generator has learned rows by heart.
 *
 * Rows are compared by the mean squared difference of their values. All of them pass the device in chunks, so their number
 * does not matter; a chunk costs one product of matrices. Which of two rows is nearer is found to the precision of
 * float32, about 1e-6 of the values' mean square; the distances are then computed from the differences themselves.
 *
 * @param samples `[count, ...shape]`; stay the caller's.
 * @param real All rows that the generator may have learned from.
 * @throws {TypeError} If a row has another shape than a sample.
 * @throws {RangeError} If there is no real row, a sample or a row holds a number that is not finite, or `chunk` is not a
 * positive integer.
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { nearestRows } from "@forger/samplers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const points = tf.tensor2d([[0, 0], [4, 0], [0, 6]]);
 * const real = { size: 3, read: (indices: Int32Array) => tf.gather(points, tf.tensor1d(indices, "int32")) };
 * const { indices, distances } = await nearestRows(tf.tensor2d([[4, 2], [0, 6]]), real);
 * assertEquals([[...indices], [...distances]], [[1, 2], [2, 0]]); // (0² + 2²) / 2
 * ```
 */
export async function nearestRows(
  samples: Tensor,
  real: RealRows,
  options: NearestRowsOptions = {},
): Promise<NearestRows> {
  const { chunk = 1000 } = options;
  const action = "find nearest rows";
  checkCount(action, "chunk", chunk);
  checkCount(action, "number of real rows", real.size);
  const flat = flattened(samples);
  let best: Best = tf.tidy(() => ({
    distance: tf.fill([samples.shape[0]!], Infinity),
    index: tf.zeros([samples.shape[0]!], "int32") as Tensor,
    squares: flat.square().sum(),
  }));
  try {
    for (let start = 0; start < real.size; start += chunk) {
      const indices = Int32Array.from({ length: Math.min(chunk, real.size - start) }, (_, place) => start + place);
      const before = best;
      best = await withRows(samples, real, indices, (rows) => closest(flat, rows, start, before));
      tf.dispose(before);
    }
    const [squares] = await best.squares.data();
    if (!Number.isFinite(squares!)) {
      throw new RangeError(
        `Cannot ${action} as samples and rows must be finite: the sum of their values' squares is ${squares}`,
      );
    }
    const indices = (await best.index.data() as Int32Array).slice();
    return { indices, distances: await exactDistances(samples, flat, real, { indices, chunk }) };
  } finally {
    tf.dispose(flat);
    tf.dispose(best);
  }
}

type Best = {
  /** Without the samples' own squares, which are the same for all rows: `[count]`. */
  readonly distance: Tensor;
  /** int32 `[count]`. */
  readonly index: Tensor;
  /** The sum of all values' squares so far: not finite where a value is not, which comparing would pass over. */
  readonly squares: Tensor;
};

/** |s - r|² is |s|² - 2 s·r + |r|²: a product of matrices, and less than a difference for each pair. */
function closest(flat: Tensor, rows: Tensor, start: number, best: Best): Best {
  const products = tf.matMul(flat as tf.Tensor2D, rows as tf.Tensor2D, false, true); // [count, rows]
  const squares = rows.square().sum(1), distances = squares.sub(products.mul(2));
  const distance = distances.min(1), index = distances.argMin(1).add(tf.scalar(start, "int32"));
  const isNearer = distance.less(best.distance);
  return {
    distance: tf.where(isNearer, distance, best.distance),
    index: tf.where(isNearer, index, best.index),
    squares: best.squares.add(squares.sum()),
  };
}

/** The distances of samples to one row each, in pieces of as many rows as one may read at once. */
async function exactDistances(
  samples: Tensor,
  flat: Tensor,
  real: RealRows,
  { indices, chunk }: { readonly indices: Int32Array; readonly chunk: number },
): Promise<Float32Array> {
  const distances = new Float32Array(indices.length);
  for (let start = 0; start < indices.length; start += chunk) {
    const some = indices.slice(start, start + chunk);
    const piece = await withRows(
      samples,
      real,
      some,
      (rows) => tf.squaredDifference(flat.slice(start, some.length), rows).mean(1),
    );
    try {
      distances.set(await piece.data() as Float32Array, start);
    } finally {
      piece.dispose();
    }
  }
  return distances;
}

/** Computes with rows as `[rows, values]`, and frees them. */
async function withRows<Result extends tf.TensorContainer>(
  samples: Tensor,
  real: RealRows,
  indices: Int32Array,
  compute: (rows: Tensor) => Result,
): Promise<Result> {
  const rows = await real.read(indices);
  try {
    const expected = [indices.length, ...samples.shape.slice(1)];
    if (rows.shape.join() !== expected.join()) {
      throw new TypeError(
        `Cannot find nearest rows as they must have the samples' shape: expected [${expected}], received [${rows.shape}]`,
      );
    }
    return tf.tidy(() => compute(flattened(rows)));
  } finally {
    rows.dispose();
  }
}

function flattened(rows: Tensor): Tensor {
  return rows.reshape([rows.shape[0]!, -1]);
}
