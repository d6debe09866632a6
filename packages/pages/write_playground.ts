import { writeAtomically } from "@forger/core";
import type { SavedGenerator } from "@forger/trainers";
import { plainTopology, saveModel } from "./_plain_model.ts";
import { PLAYGROUND_PAGE } from "./_playground_page.ts";
import { PLAYGROUND_SCRIPT } from "./_playground_script.ts";
import { PLAYGROUND_STYLE } from "./_playground_style.ts";
import { principalDirections } from "./_principal_directions.ts";
import { type PageFile, tensorflowFiles } from "./_tensorflow_files.ts";
import { latentSpread } from "./playground/mix_latents.ts";
import type { StoredGenerator } from "./playground/settings.ts";

/** Options of {@linkcode writePlayground}. */
export interface PlaygroundOptions {
  /** What the page is called. @default {"generator"} */
  readonly name?: string;
  /**
   * The same network made of TensorFlow.js's own layers, where the generator has others; stays the caller's.
   *
   * @default the generator itself
   */
  readonly network?: SavedGenerator["generator"];
}

/** What {@linkcode writePlayground} wrote. */
export interface WrittenPlayground {
  /** The page, to open in a browser. */
  readonly page: string;
  /** Whether a browser shows it when it is opened as a file, too; larger generators need a web server. */
  readonly opensAsFile: boolean;
  /** The size of all files. */
  readonly bytes: number;
}

/** Weights of more bytes lie in a file of their own, as a script of that size takes too long to read. */
const MOST_EMBEDDED = 20_000_000;

/**
 * Writes a page on which a generator can be played with: a folder of static files for any web server, that loads nothing from
 * anywhere else.
 *
 * It draws new images, moves latents along the directions that change images most, mixes four of them, chooses classes and
 * saves pictures. It computes with WebGL, WebAssembly or JavaScript, whichever is the first that the browser has. Of images of
 * 1 or 3 channels, and of points.
 *
 * @param saved The generator, as `loadGenerator` gives it; stays the caller's.
 * @param folder Where files go; those that are there are replaced.
 * @throws {TypeError} If it makes neither images nor points, or has a layer that TensorFlow.js itself has not.
 * @throws {RangeError} If its numbers are not finite.
 * @throws {Error} If a file cannot be written, or TensorFlow.js's scripts are not within reach.
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { writePlayground } from "@forger/pages";
 * import { normalLatent } from "@forger/samplers";
 * import { assert } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const generator = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
 * const folder = await Deno.makeTempDir();
 * const { opensAsFile, page } = await writePlayground({ generator, latent: normalLatent(3), range: [-1, 1] }, folder);
 * assert(opensAsFile && (await Deno.stat(page)).isFile);
 * ```
 */
export async function writePlayground(
  saved: SavedGenerator,
  folder: string,
  options: PlaygroundOptions = {},
): Promise<WrittenPlayground> {
  const { name = "generator", network = saved.generator } = options;
  const shape = shapeOf(saved.generator), model = await saveModel(network);
  const modelTopology = plainTopology(model.modelTopology);
  const { files, version } = await tensorflowFiles();
  const { stddev } = latentSpread(saved.latent);
  const directions = await principalDirections(saved.generator, saved.latent, { stddev });
  const opensAsFile = model.weightData.byteLength <= MOST_EMBEDDED;
  const { size, options: latentOptions } = saved.latent;
  const stored: StoredGenerator = {
    name,
    latent: { name: saved.latent.name, size, ...latentOptions && { options: latentOptions } },
    range: saved.range,
    ...saved.classes && { classes: saved.classes },
    shape,
    directions: new Uint8Array(directions.buffer).toBase64(),
    model: { modelTopology, weightSpecs: [...model.weightSpecs] },
    weights: opensAsFile ? new Uint8Array(model.weightData).toBase64() : { file: "weights.bin" },
  };
  const all: PageFile[] = [
    ...files,
    ...opensAsFile ? [] : [{ name: "weights.bin", data: new Uint8Array(model.weightData) }],
    { name: "generator.js", data: `globalThis.forgerGenerator = ${JSON.stringify(stored)};\n` },
    { name: "playground.js", data: PLAYGROUND_SCRIPT },
    { name: "playground.css", data: PLAYGROUND_STYLE },
    { name: "README.txt", data: readme(version, opensAsFile) },
    { name: "index.html", data: PLAYGROUND_PAGE }, // the last, so that a folder that is not whole cannot be opened
  ];
  let bytes = 0;
  for (const { data, name } of all) {
    const encoded = typeof data === "string" ? new TextEncoder().encode(data) : data;
    await writeAtomically(`${folder}/${name}`, encoded);
    bytes += encoded.length;
  }
  return { page: `${folder}/index.html`, opensAsFile, bytes };
}

function shapeOf({ outputs }: SavedGenerator["generator"]): readonly number[] {
  const shape = outputs[0]!.shape.slice(1), [first, , channels] = shape;
  const isImage = shape.length === 3 && (channels === 1 || channels === 3);
  if (isImage || (shape.length === 1 && first === 2)) return shape as number[];
  throw new TypeError(
    `Cannot make a playground as the generator must make images of 1 or 3 channels, or points: expected [height, width, channels] or [2], received [${shape}]`,
  );
}

function readme(version: string, opensAsFile: boolean): string {
  return `${
    opensAsFile
      ? "Open index.html in a browser, as a file or from any web server."
      : "Serve this folder by any web server, for instance with python3 -m http.server, and open http://localhost:8000:\nthe weights are too many for a page that is opened as a file."
  } Nothing is loaded from anywhere else.

index.html, playground.js, playground.css: the page.
generator.js${opensAsFile ? "" : ", weights.bin"}: the generator.
tf.min.js, tf-backend-wasm.min.js, *.wasm.js: TensorFlow.js ${version}, under the Apache License 2.0,
http://www.apache.org/licenses/LICENSE-2.0
`;
}
