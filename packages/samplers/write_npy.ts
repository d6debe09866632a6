import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { dirname } from "node:path";
import { imageBatches } from "./_image_batches.ts";
import { replaceFile } from "./_replace_file.ts";
import type { GeneratedBatch } from "./generate_in_batches.ts";

/** Options of {@linkcode writeNpy}. */
export interface WriteNpyOptions {
  /** How many images the batches hold together, which stands at the beginning of the file. @default {those of the tensor} */
  readonly count?: number;
}

/**
 * Writes images as one `.npy` file for Python: `numpy.load(file)` gives float32 `[count, ...shape]`, the values as they
 * are.
 *
 * @param images `[count, ...shape]`, which stay the caller's; or batches, as {@linkcode generateInBatches} makes them, which
 * pass through without being held together. Reading them waits for the device.
 * @param file Path of the file; it appears whole or not at all, and folders that are missing are made.
 * @throws {TypeError} If batches come without `count`, hold other than so many images, or differ in shape.
 * @throws {Error} If the file cannot be written.
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { writeNpy } from "@forger/samplers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 * import { load } from "npyjs";
 *
 * await startCompute({ backend: "cpu" });
 * const file = `${await Deno.makeTempDir()}/samples.npy`;
 * await writeNpy(tf.tensor2d([[1, 2], [3, 4.5]]), file);
 * const { shape, data } = await load(await Deno.readFile(file));
 * assertEquals([shape, data], [[2, 2], Float32Array.of(1, 2, 3, 4.5)]);
 * ```
 */
export async function writeNpy(
  images: Tensor | AsyncIterable<GeneratedBatch>,
  file: string,
  options: WriteNpyOptions = {},
): Promise<void> {
  const count = images instanceof tf.Tensor ? images.shape[0]! : options.count;
  if (count === undefined || (options.count ?? count) !== count) {
    throw new TypeError(
      `Cannot write NPY as count must be the number of images: current value is ${options.count}`,
    );
  }
  const { dump } = await import("npyjs");
  await replaceFile(file, async (path) => {
    await Deno.mkdir(dirname(file), { recursive: true });
    using output = await Deno.open(path, { write: true, createNew: true });
    let written = 0;
    let shape: readonly number[] | undefined;
    for await (const batch of imageBatches(images)) {
      if (!shape) await writeAll(output, new Uint8Array(dump(new Float32Array(0), [count, ...batch.shape]))); // the header
      shape ??= batch.shape;
      if (shape.join() !== batch.shape.join()) {
        throw new TypeError(
          `Cannot write NPY as batches must be alike: expected [${shape}], received [${batch.shape}]`,
        );
      }
      const { buffer, byteOffset, byteLength } = batch.values;
      await writeAll(output, new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength));
      written += batch.count;
    }
    if (written !== count) {
      throw new TypeError(`Cannot write NPY as batches must hold count images: expected ${count}, received ${written}`);
    }
    await output.sync(); // else a power cut could leave the new name with no content
  });
}

async function writeAll(output: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) written += await output.write(bytes.subarray(written));
}
