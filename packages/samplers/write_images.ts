import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { imageBatches, type ImageValues } from "./_image_batches.ts";
import { replaceFile } from "./_replace_file.ts";
import type { GeneratedBatch } from "./generate_in_batches.ts";

/** Options of {@linkcode writeImages}. */
export interface WriteImagesOptions {
  /** Added to the images' numbers, in their names and in errors: an integer of 0 or more. @default {0} */
  readonly start?: number;
  /** Both without loss; of small images a PNG is smaller and quicker to write. @default {"png"} */
  readonly format?: "png" | "webp";
  /**
   * The name of each image's file without its ending: a list in the order of the images, or a function of the image's
   * number. @default the number in six digits or more, such as `000017`
   */
  readonly names?: readonly string[] | ((number: number) => string);
  /** The values that become black and white; what lies beyond is cut off. @default {[-1, 1]} */
  readonly range?: readonly [low: number, high: number];
}

/** So many that encoding keeps all processors busy while files are written. */
const IN_FLIGHT = 16;

/**
 * Writes each image to a file of its own, some thousands a second, in memory that does not depend on their number.
 *
 * @param images `[count, height, width, channels]` with 1 or 3 channels, which stay the caller's; or batches, as
 * {@linkcode generateInBatches} makes them. Reading them waits for the device.
 * @param folder It is made if it is missing; files of the same names are replaced. Each file appears whole or not at all.
 * @returns How many were written.
 * @throws {TypeError} If images have another shape, or names are not as many.
 * @throws {RangeError} If an option is out of range, a name cannot be a file's, or an image holds a number that is not
 * finite.
 * @throws {Error} If a file cannot be written.
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { writeImages } from "@forger/samplers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const folder = await Deno.makeTempDir();
 * assertEquals(await writeImages(tf.zeros([2, 8, 8, 1]), folder, { start: 10 }), 2);
 * assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), ["000010.png", "000011.png"]);
 * ```
 */
export async function writeImages(
  images: Tensor | AsyncIterable<GeneratedBatch>,
  folder: string,
  options: WriteImagesOptions = {},
): Promise<number> {
  const { start = 0, format = "png", names = (number) => String(number).padStart(6, "0"), range = [-1, 1] } = options;
  check({ start, format, names, range });
  if (typeof names !== "function" && images instanceof tf.Tensor) checkNameCount(names, images.shape[0]!);
  const nameOf = typeof names === "function" ? names : (number: number) => names[number - start];
  await makeFolder(folder);
  let count = 0;
  for await (const batch of imageBatches(images)) {
    count += batch.count;
    if (typeof names !== "function" && count > names.length) checkNameCount(names, count);
    await writeBatch(batch, { first: start + batch.start, folder, format, nameOf, range });
  }
  if (typeof names !== "function") checkNameCount(names, count);
  return count;
}

const action = "write images";

function checkNameCount(names: readonly string[], count: number): void {
  if (names.length === count) return;
  throw new TypeError(
    `Cannot ${action} as there must be a name for each: expected ${count}, received ${names.length}`,
  );
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await Deno.mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new Error(`Cannot write ${folder}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

interface BatchOptions extends Required<Pick<WriteImagesOptions, "format" | "range">> {
  readonly first: number;
  readonly folder: string;
  readonly nameOf: (number: number) => string | undefined;
}

async function writeBatch(batch: ImageValues, { first, folder, format, nameOf, range }: BatchOptions): Promise<void> {
  const { count, shape: [height = 0, width = 0, channels = 0], values } = batch;
  if (batch.shape.length !== 3 || values.length === 0 || (channels !== 1 && channels !== 3)) {
    throw new TypeError(
      `Cannot ${action} as they must have 1 or 3 channels: expected [count, height, width, channels], received [${count},${batch.shape}]`,
    );
  }
  const { default: sharp } = await import("sharp"); // takes 0.1 to 0.2 s, which the start of a program need not wait for
  const length = height * width * channels;
  let next = 0;
  const writers = Array.from({ length: Math.min(IN_FLIGHT, count) }, async () => {
    while (next < count) {
      const index = next++;
      await writeOne(values.subarray(index * length, (index + 1) * length), first + index);
    }
  });
  const [failure] = (await Promise.allSettled(writers)).filter((writer) => writer.status === "rejected");
  if (failure) throw failure.reason;

  async function writeOne(image: Float32Array, number: number): Promise<void> {
    const file = `${folder}/${checkName(nameOf(number), number)}.${format}`;
    const picture = sharp(levels(image, range, number), { raw: { width, height, channels: channels as 1 | 3 } });
    if (channels === 1) picture.toColourspace("b-w"); // else three channels that are the same
    if (format === "png") picture.png({ compressionLevel: 2, adaptiveFiltering: true });
    else picture.webp({ lossless: true, effort: 0 });
    const bytes = await picture.toBuffer();
    await replaceFile(file, (path) => Deno.writeFile(path, bytes));
  }
}

/** The values as bytes, black 0 and white 255. */
function levels(values: Float32Array, [low, high]: readonly [number, number], number: number): Uint8ClampedArray {
  const scale = 255 / (high - low);
  const bytes = new Uint8ClampedArray(values.length); // rounds, and cuts off below 0 and above 255
  for (let at = 0; at < values.length; at++) {
    if (!Number.isFinite(values[at]!)) {
      throw new RangeError(
        `Cannot ${action} as their values must be finite: image ${number} holds ${values[at]}`,
      );
    }
    bytes[at] = (values[at]! - low) * scale;
  }
  return bytes;
}

/** Names stay in the folder. */
function checkName(name: string | undefined, number: number): string {
  if (name !== undefined && name !== "" && name !== "." && name !== ".." && !/[/\\\0]/.test(name)) return name;
  throw new RangeError(
    `Cannot ${action} as names must be file names without folders: current value is "${name}" for image ${number}`,
  );
}

function check({ start, format, names, range: [low, high] }: Required<WriteImagesOptions>): void {
  if (!Number.isInteger(start) || start < 0) {
    throw new RangeError(`Cannot ${action} as start must be an integer of 0 or more: current value is ${start}`);
  }
  if (format !== "png" && format !== "webp") {
    throw new RangeError(`Cannot ${action} as format must be "png" or "webp": current value is "${format}"`);
  }
  if (!(low < high && Number.isFinite(high - low))) {
    throw new RangeError(`Cannot ${action} as range must rise: current value is [${low}, ${high}]`);
  }
  if (typeof names === "function") return;
  if (new Set(names).size < names.length) {
    const twice = names.find((name, index) => names.indexOf(name) < index);
    throw new RangeError(`Cannot ${action} as names must differ: current value is "${twice}" twice`);
  }
}
