import type { Shape, Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { checkIndices } from "./_check_indices.ts";
import { checkRange } from "./_check_range.ts";
import { disposeOnce } from "./_dispose_once.ts";
import type { SameKind } from "./same_kind.ts";
import type { Source } from "./source.ts";
import { isStreamed, type StreamedSource } from "./streamed_source.ts";

/** Options of {@linkcode mapRows}. */
export interface MapRowsOptions {
  /** The shape of a row that `f` gives. @default the source's */
  readonly shape?: Shape;
  /** The least and the greatest value of a row that `f` gives. @default the source's */
  readonly range?: readonly [low: number, high: number];
  /** What the source is called in a run's records. @default the source's name and "mapped" */
  readonly name?: string;
}

/**
 * Changes a source's rows by a function of them: to another size, other channels, another range.
 *
 * The function runs inside the step, whenever rows are gathered, so it must not read values or draw random numbers;
 * {@linkcode cacheRows} computes it once. Labels, classes and fingerprint stay, modes do not: give another `name` with another
 * function, so that a run which goes on finds that out. Disposing the new source disposes the given one, which is not to be
 * disposed besides.
 *
 * @param f Gets float32 `[count, ...source.shape]` and gives float32 `[count, ...shape]`; what else it creates is freed.
 * @returns A source of the same kind as the given one.
 * @throws {TypeError} If the shape has no axis, or an axis that is not a positive integer; when rows are gathered, if `f` gives
 * others than it should.
 * @throws {RangeError} If `range` is none.
 *
 * @example
 * ```ts
 * import { functionPoints, mapRows } from "@forger/data";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * const line = functionPoints({ f: (x) => x, domain: [-1, 1], count: 4 });
 * const wide = mapRows(line, (rows) => rows.mul(10), { range: [-10, 10], name: "wide line" });
 * assertEquals(wide.gather(tf.tensor1d([3], "int32")).arraySync(), [[7.5, 7.5]]);
 * wide.dispose();
 * ```
 *
 * @example Images of another size, for which TensorFlow.js must be told that a batch has four axes.
 * ```ts
 * import { arraySource, mapRows } from "@forger/data";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * const values = new Float32Array(5 * 28 * 28).fill(0.5);
 * const images = arraySource({ name: "grey", values, shape: [28, 28, 1], range: [-1, 1] });
 * const small = mapRows(images, (rows) => tf.image.resizeBilinear(rows as tf.Tensor4D, [16, 24]), { shape: [16, 24, 1] });
 * assertEquals(small.gather(tf.tensor1d([0, 3], "int32")).shape, [2, 16, 24, 1]);
 * small.dispose();
 * ```
 */
export function mapRows<Given extends Source | StreamedSource>(
  source: Given,
  f: (rows: Tensor) => Tensor,
  options: MapRowsOptions = {},
): SameKind<Given> {
  return map(source, f, options) as SameKind<Given>;
}

function map(
  source: Source | StreamedSource,
  f: (rows: Tensor) => Tensor,
  options: MapRowsOptions,
): Source | StreamedSource {
  const { shape = source.shape, range = source.range, name = `${source.name}, mapped` } = options;
  if (shape.length === 0 || shape.some((length) => !Number.isInteger(length) || length < 1)) {
    throw new TypeError(
      `Cannot create source ${name} as shape must be one or more positive integers: current value is [${shape}]`,
    );
  }
  if (options.range) checkRange(range, `source ${name}`); // rows that are all the same have one that does not rise
  const mapped = (rows: Tensor): Tensor => {
    const count = rows.shape[0]!, result = f(rows);
    checkResult(result, [count, ...shape], name);
    return result;
  };
  const { size, classes, fingerprint } = source, dispose = disposeOnce(() => source.dispose());
  const facts = { name, size, shape: [...shape], range, classes, fingerprint, dispose };
  if (isStreamed(source)) {
    const { labels, storedShape } = source;
    return {
      ...facts,
      storedShape,
      labels,
      read: (indices) => source.read(indices),
      decode: (bytes) => tf.tidy(() => mapped(source.decode(bytes))),
    };
  }
  return {
    ...facts,
    gather(indices) {
      checkIndices(indices, name);
      return tf.tidy(() => mapped(source.gather(indices)));
    },
    ...source.gatherLabels && { gatherLabels: (indices: Tensor) => source.gatherLabels!(indices) },
  };
}

function checkResult({ dtype, shape }: Tensor, expected: Shape, name: string): void {
  if (dtype === "float32" && shape.length === expected.length && shape.every((n, axis) => n === expected[axis])) return;
  throw new TypeError(
    `Cannot gather rows of ${name} as its function must give float32 [${expected}]: current result is ${dtype} [${shape}]`,
  );
}
