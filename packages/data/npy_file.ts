import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { type Shape, startCompute } from "@forger/core";
import { byteImages } from "./_byte_images.ts";
import { checkRange } from "./_check_range.ts";
import { fingerprintOfRows } from "./_fingerprint_of.ts";
import { onlyArray, openNpyArchive, readArray } from "./_npy_archive.ts";
import { readNpyLabels } from "./_npy_labels.ts";
import { stretch } from "./_stretch.ts";
import { arraySource } from "./array_source.ts";
import type { Source } from "./source.ts";

/** Options of {@linkcode npyFile}. */
export interface NpyFileOptions {
  /** Which array of a `.npz` file holds the rows. @default {the only one, besides the labels} */
  readonly array?: string;
  /** The shape of a row, of as many numbers: `[28, 28, 1]` of rows of 784. @default the file's */
  readonly shape?: Shape;
  /**
   * What 0 and 255 become of images of bytes, and the least and the greatest number of anything else.
   * @default {[-1, 1] for images of bytes; other numbers stay as they are}
   */
  readonly range?: readonly [low: number, high: number];
  /** Where the labels are: the name of an array of the same `.npz` file, or the path of another file. @default {no labels} */
  readonly labels?: string | URL;
  /** What each label stands for. @default {"0", "1", … up to the greatest label} */
  readonly classes?: readonly string[];
  /** What the source is called in a run's records. @default the file's name, and the array's */
  readonly name?: string;
}

/**
 * Reads rows from a file that numpy wrote: an array in a `.npy` file, or one of those in a `.npz` file.
 *
 * The first axis counts the rows. An array of bytes (uint8) of shape `[images, height, width, channels]` or
 * `[images, height, width]`, which gets one channel, is kept on the device as bytes, and a batch is converted when it is
 * gathered. All else is kept as float32: whole numbers, floats of any width, truth values as 0 and 1. Labels are whole numbers
 * from 0, one for each row. Starts compute with its defaults where that has not happened.
 *
 * A file whose numbers have their greatest byte first is refused: `numpy.save(path, array.astype(array.dtype.newbyteorder("<")))`
 * writes one that is read.
 *
 * @throws {TypeError} If a file is no array of real numbers, or `shape` has not as many numbers as a row.
 * @throws {RangeError} If `array` is none of the file's, a file is cut off, rows are missing, labels are not one whole number
 * for each row, numbers are not finite, or `range` is none.
 * @throws {Error} If a file cannot be read.
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { npyFile } from "@forger/data";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const header = "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 1, 2), }".padEnd(117) + "\n";
 * const start = Uint8Array.of(0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, header.length, 0);
 * const path = await Deno.makeTempFile({ suffix: ".npy" });
 * await Deno.writeFile(path, Uint8Array.of(...start, ...new TextEncoder().encode(header), 0, 255, 255, 0));
 *
 * const images = await npyFile(path);
 * assertEquals([images.size, images.shape, images.range], [2, [1, 2, 1], [-1, 1]]);
 * assertEquals(images.gather(tf.tensor1d([0], "int32")).arraySync(), [[[[-1], [1]]]]);
 * images.dispose();
 * await Deno.remove(path);
 * ```
 */
export async function npyFile(path: string | URL, options: NpyFileOptions = {}): Promise<Source> {
  const { classes, labels, range } = options;
  const archive = await openNpyArchive(toPath(path));
  const array = options.array ?? onlyArray(archive, labels);
  const what = array === undefined ? archive.path : `${array} of ${archive.path}`;
  const { name = basename(archive.path) + (array === undefined ? "" : ` ${array}`) } = options;
  if (range) checkRange(range, `source ${name}`);
  if (classes && labels === undefined) {
    throw new RangeError(`Cannot read ${what} as classes must come with labels: current value is [${classes}]`);
  }
  const { isBytes, shape: fileShape, values } = await readArray(archive, array);
  const [size = 0] = fileShape;
  if (values.length === 0 || size === 0) {
    throw new RangeError(`Cannot read ${what} as it must have rows: current shape is [${fileShape}]`);
  }
  const shape = rowShape(fileShape.slice(1), { isBytes, wanted: options.shape, what });
  const labelled = labels === undefined ? {} : await readNpyLabels(archive, { labels: toPath(labels), size, classes });
  await startCompute();
  if (isBytes && shape.length === 3) {
    const source = byteImages({ name, bytes: values as Uint8Array, shape, range: range ?? [-1, 1], ...labelled });
    return { ...source, fingerprint: fingerprintOfRows({ values, ...labelled }) };
  }
  const numbers = range ? stretch(values, range, what) : Float32Array.from(values);
  const source = arraySource({ name, values: numbers, shape, ...labelled });
  return { ...source, fingerprint: fingerprintOfRows({ values: numbers, ...labelled }) };
}

const toPath = (path: string | URL): string => path instanceof URL ? fileURLToPath(path) : path;

const product = (shape: Shape): number => shape.reduce((product, length) => product * length, 1);

/** The shape of a row: as it is wanted, or as the file has it, where images of bytes get a channel and numbers an axis. */
function rowShape(
  fileShape: Shape,
  { isBytes, wanted, what }: { readonly isBytes: boolean; readonly wanted: Shape | undefined; readonly what: string },
): Shape {
  if (!wanted) return fileShape.length === 0 || isBytes && fileShape.length === 2 ? [...fileShape, 1] : fileShape;
  const isShape = wanted.length > 0 && wanted.every((length) => Number.isInteger(length) && length > 0);
  if (isShape && product(wanted) === product(fileShape)) return wanted;
  throw new TypeError(
    `Cannot read ${what} as shape must have as many numbers as a row of the file: expected [${fileShape}], received [${wanted}]`,
  );
}
