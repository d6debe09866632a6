import type { Shape, Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { checkIndices } from "./_check_indices.ts";
import { checkKept } from "./_check_kept.ts";
import { checkRange } from "./_check_range.ts";
import { namesUpTo } from "./_names_up_to.ts";
import type { Source } from "./source.ts";

/** Options of {@linkcode arraySource}. */
export interface ArraySourceOptions {
  /** What the source is called in a run's records. */
  readonly name: string;
  /** The rows, one after another. */
  readonly values: Float32Array;
  /** The shape of a row: `[features]` of a point, `[height, width, channels]` of an image. */
  readonly shape: Shape;
  /**
   * The range that the values are said to have; needed for pictures of values that are all the same.
   * @default the least and the greatest of them
   */
  readonly range?: readonly [low: number, high: number];
  /** The label of each row, an integer from 0; they are copied. @default {no labels} */
  readonly labels?: ArrayLike<number>;
  /** What each label stands for. @default {"0", "1", … up to the greatest label, which must then be below 65,536} */
  readonly classes?: readonly string[];
}

function extent(values: Float32Array, name: string): readonly [number, number] {
  let low = Infinity, high = -Infinity;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (!Number.isFinite(value)) {
      throw new RangeError(
        `Cannot create source ${name} as values must be finite: current value is ${value} at index ${index}`,
      );
    }
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** The class names, where there are labels; refuses labels that are not one class for each row. */
function checkLabels(
  { name, labels, classes }: Pick<ArraySourceOptions, "name" | "labels" | "classes">,
  size: number,
): readonly string[] | undefined {
  const refuse = (what: string, rule: string, value: string | number): never => {
    throw new RangeError(`Cannot create source ${name} as ${what} must ${rule}: current value is ${value}`);
  };
  if (!labels) return classes && refuse("classes", "come with labels", `[${classes}]`);
  if (labels.length !== size) refuse("labels", `be one for each of the ${size} rows`, `${labels.length} labels`);
  const count = classes?.length ?? Infinity;
  const rule = classes ? `be an integer from 0 to ${count - 1}` : "be an integer of 0 or more";
  let greatest = 0;
  for (let row = 0; row < size; row++) {
    const label = labels[row]!;
    if (!(Number.isInteger(label) && label >= 0 && label < count)) refuse(`the label of row ${row}`, rule, label);
    if (label > greatest) greatest = label;
  }
  return classes ? [...classes] : namesUpTo(greatest, `create source ${name}`);
}

/**
 * Makes a source of rows of numbers, which are copied to the device.
 *
 * @throws {TypeError} If the shape has no axis, or an axis that is not a positive integer.
 * @throws {RangeError} If the values are no whole number of rows, are none at all, are not finite, or leave the range; if
 * labels are not one for each row, or none of the classes.
 *
 * @example
 * ```ts
 * import { arraySource } from "@forger/data";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * const points = arraySource({ name: "corners", values: Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1), shape: [2] });
 * assertEquals(points.size, 4);
 * assertEquals(points.gather(tf.tensor1d([3, 1], "int32")).arraySync(), [[1, 1], [0, 1]]);
 * points.dispose();
 * ```
 *
 * @example Rows with labels.
 * ```ts
 * import { arraySource } from "@forger/data";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * const source = arraySource({
 *   name: "signs",
 *   values: Float32Array.of(-2, 3, -1),
 *   shape: [1],
 *   labels: [0, 1, 0],
 *   classes: ["negative", "positive"],
 * });
 * assertEquals(source.gatherLabels!(tf.tensor1d([1, 2], "int32")).arraySync(), [1, 0]);
 * source.dispose();
 * ```
 */
export function arraySource({ name, values, shape, range, ...given }: ArraySourceOptions): Source {
  if (shape.length === 0 || shape.some((length) => !Number.isInteger(length) || length < 1)) {
    throw new TypeError(
      `Cannot create source ${name} as shape must be one or more positive integers: current value is [${shape}]`,
    );
  }
  const rowSize = shape.reduce((product, length) => product * length, 1);
  const size = values.length / rowSize;
  if (values.length === 0 || !Number.isInteger(size)) {
    throw new RangeError(
      `Cannot create source ${name} as values must fill one or more rows of shape [${shape}], ${rowSize} values each: current length is ${values.length}`,
    );
  }
  const found = extent(values, name);
  if (range) {
    checkRange(range, `source ${name}`);
    if (found[0] < Math.fround(range[0]) || found[1] > Math.fround(range[1])) { // the values are float32, 0.1 is not
      throw new RangeError(
        `Cannot create source ${name} as values must be in its range [${range}]: they reach from ${found[0]} to ${
          found[1]
        }`,
      );
    }
  }
  const classes = checkLabels({ name, ...given }, size);
  const rows = tf.tensor(values.slice(), [size, ...shape], "float32"); // a copy, as some backends keep the array itself
  const labels = given.labels && tf.tensor1d(Int32Array.from(given.labels), "int32");
  return {
    name,
    size,
    shape: [...shape],
    range: range ?? found,
    gather(indices) {
      checkIndices(indices, name);
      checkKept(rows.isDisposed, name);
      return tf.gather(rows, indices);
    },
    ...labels && {
      classes,
      gatherLabels(indices: Tensor): Tensor {
        checkIndices(indices, name);
        checkKept(labels.isDisposed, name);
        return tf.gather(labels, indices);
      },
    },
    dispose() {
      rows.dispose();
      labels?.dispose();
    },
  };
}
