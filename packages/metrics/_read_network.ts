import * as tf from "@tensorflow/tfjs";
import { basename, dirname, join } from "node:path";

/** A longer description is none of a network. */
const MOST_DESCRIPTION_BYTES = 2 ** 26;

/** Bytes that a stored value takes. */
const BYTES: Readonly<Record<string, number>> = { float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2, float16: 2 };

/**
 * Reads a network that TensorFlow.js or its converter saved: `model.json` and the weights that it names, which must lie in the
 * same folder and have the bytes that it speaks of, which is checked before they are read.
 *
 * @throws {Error} If a file is missing or damaged: the message names it.
 */
export async function readNetwork(action: string, path: string): Promise<tf.io.ModelArtifacts> {
  const folder = dirname(path);
  try {
    checkBytes(basename(path), (await Deno.stat(path)).size, MOST_DESCRIPTION_BYTES);
    const { weightsManifest, ...description } = JSON.parse(await Deno.readTextFile(path)) as tf.io.ModelJSON;
    if (!Array.isArray(weightsManifest) || !description.modelTopology) {
      throw new TypeError("it has no modelTopology and weightsManifest, as a model.json of TensorFlow.js has");
    }
    const parts: ArrayBuffer[] = [];
    for (const { paths, weights } of weightsManifest) {
      const files = paths.map((name) => join(folder, checkedName(name)));
      const sizes = await Promise.all(files.map(async (file) => (await Deno.stat(file)).size));
      const found = sizes.reduce((sum, size) => sum + size, 0);
      const expected = weights.reduce((sum, weight) => sum + bytesOf(weight), 0);
      if (found !== expected) {
        throw new RangeError(`${paths.join(", ")} must have ${expected} bytes: current value is ${found}`);
      }
      for (const file of files) parts.push((await Deno.readFile(file)).buffer);
    }
    return {
      ...description,
      weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
      weightData: tf.io.concatenateArrayBuffers(parts),
    };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Cannot ${action} as ${path} must be a saved network, with its weights beside it: ${reason}`, {
      cause,
    });
  }
}

function checkBytes(name: string, bytes: number, most: number): void {
  if (bytes <= most) return;
  throw new RangeError(`${name} must have at most ${most} bytes: current value is ${bytes}`);
}

function checkedName(name: unknown): string {
  if (typeof name === "string" && /^[^/\\:]+$/.test(name) && !/^\.+$/.test(name)) return name;
  throw new RangeError(`files of weights must lie in the same folder: current value is ${JSON.stringify(name)}`);
}

function bytesOf({ name, dtype, shape, quantization }: tf.io.WeightsManifestEntry): number {
  const bytes = BYTES[quantization?.dtype ?? dtype];
  const count = shape.reduce((product, length) => product * length, 1);
  if (bytes !== undefined && Number.isSafeInteger(count) && count >= 0) return bytes * count;
  throw new RangeError(
    `weight ${name} must be numbers of a known type: current value is ${quantization?.dtype ?? dtype} [${shape}]`,
  );
}
