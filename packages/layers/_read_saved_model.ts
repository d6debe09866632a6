import * as tf from "@tensorflow/tfjs";

/** A longer description is none of a network, and reading it takes many times as much memory. */
const MOST_DESCRIPTION_BYTES = 2 ** 26;

/** The types of weights that are read; a value takes 4 bytes. */
const TYPES: readonly unknown[] = ["float32", "int32"];

/**
 * Reads a model in TensorFlow.js's layers format, also one from a stranger: only files of the folder itself are read, and only
 * where their sizes are those of the weights that the description speaks of.
 *
 * @param action What cannot be done if it is not there.
 * @throws {Error} If a file is missing, cannot be read or is no model's.
 */
export async function readSavedModel(action: string, folder: string): Promise<tf.io.ModelArtifacts> {
  try {
    await sizeOf(folder, "model.json", MOST_DESCRIPTION_BYTES);
    const { weightsManifest, ...description } = JSON.parse(
      await Deno.readTextFile(`${folder}/model.json`),
    ) as tf.io.ModelJSON;
    const files = weightsManifest.flatMap(({ paths }) => paths),
      weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
    for (const file of files) checkName(file);
    const bytes = weightSpecs.reduce((sum, weight) => sum + bytesOf(weight), 0);
    let found = 0;
    for (const file of files) found += await sizeOf(folder, file, bytes);
    if (found !== bytes) {
      throw new Error(`${files.join(", ")} must have ${bytes} bytes altogether: current value is ${found}`);
    }
    const parts = await Promise.all(files.map(async (file) => (await Deno.readFile(`${folder}/${file}`)).buffer));
    return { ...description, weightSpecs, weightData: tf.io.concatenateArrayBuffers(parts) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `Cannot ${action} as ${folder} must hold a saved model, model.json and the files that it names: ${reason}`,
      { cause },
    );
  }
}

/** A name leads to no other folder, on any system. */
function checkName(name: unknown): void {
  // deno-lint-ignore no-control-regex
  if (typeof name === "string" && /^[^/\\:\u0000-\u001f]+$/.test(name) && name !== "." && name !== "..") return;
  throw new Error(
    `files of weights must be named as files of the folder itself, without others: current value is ${
      JSON.stringify(name)
    }`,
  );
}

/** The bytes of a weight, as its type and shape have it. */
function bytesOf({ dtype, name, quantization, shape }: tf.io.WeightsManifestEntry): number {
  if (!TYPES.includes(dtype) || quantization !== undefined) {
    const is = quantization === undefined ? dtype : "quantized";
    throw new Error(`weight ${name} must be ${TYPES.join(" or ")}: current type is ${is}`);
  }
  const isShape = Array.isArray(shape) && shape.every((length) => Number.isSafeInteger(length) && length >= 0);
  const bytes = isShape ? shape.reduce((product, length) => product * length, 4) : NaN;
  if (Number.isSafeInteger(bytes)) return bytes;
  throw new Error(
    `the shape of weight ${name} must be integers of 0 or more: current value is ${JSON.stringify(shape)}`,
  );
}

/** The size of a file, which must not be longer than that. */
async function sizeOf(folder: string, file: string, most: number): Promise<number> {
  const { isFile, size } = await Deno.stat(`${folder}/${file}`);
  if (!isFile) throw new Error(`${file} must be a file`);
  if (size > most) throw new Error(`${file} must have at most ${most} bytes: current value is ${size}`);
  return size;
}
