import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { onnxExtractor } from "./_onnx_extractor.ts";
import type { NetworkExtractor } from "./network_features.ts";
import type { NetworkImages } from "./network_images.ts";
import { loadOnnxRuntime, type OnnxRuntimeOptions } from "./onnx_runtime.ts";

/** Options of {@linkcode onnxFeatures}. */
export interface OnnxFeaturesOptions extends NetworkImages {
  /** The path of an `.onnx` file that holds its weights. */
  readonly path: string | URL;
  /** The order of the axes: `nchw` as PyTorch exports it, or `nhwc`. @default {"nchw"} */
  readonly layout?: "nchw" | "nhwc";
  /** The name of the input, which is the only one. @default {the model's} */
  readonly input?: string;
  /** The name of the output, or of any tensor of the model, that are the features. @default {the first output} */
  readonly output?: string;
  /** What it is called on metric cards. @default {the file's name and the output} */
  readonly name?: string;
  /** How onnxruntime is found. */
  readonly runtime?: OnnxRuntimeOptions;
}

/**
 * Features of an ONNX model, such as an Inception that PyTorch exported, on the CPU by onnxruntime.
 *
 * Onnxruntime is installed on first use, 113 MB to fetch: {@linkcode loadOnnxRuntime}. Images are brought to the model's
 * size and range as the options say, for ImageNet's networks often `range: [0, 1]` with `mean` and `deviation`; `resizing`
 * tells metric cards how. An output with height and width is averaged over them. The hash is that of the file and of all
 * that is done to images. Where a model takes a fixed number of images at a time, it gets them so.
 *
 * @throws {TypeError} If the input is none of images, or the output none of features; `extract` throws it where images do
 * not fit.
 * @throws {RangeError} If an option is out of range, there is no such input, or the size is needed and missing.
 * @throws {Error} If the file is missing or damaged, has no such tensor, or onnxruntime cannot be had.
 *
 * @example
 * ```ts
 * import { onnxFeatures } from "@forger/metrics";
 * import { assertRejects } from "@std/assert";
 *
 * const inception = () =>
 *   onnxFeatures({
 *     path: "models/inception.onnx",
 *     output: "pool",
 *     range: [0, 1],
 *     mean: [0.485, 0.456, 0.406],
 *     deviation: [0.229, 0.224, 0.225],
 *   });
 * await assertRejects(inception, Error, "Cannot make features by an ONNX model as models/inception.onnx must be a file");
 * ```
 */
export async function onnxFeatures(options: OnnxFeaturesOptions): Promise<NetworkExtractor> {
  const action = "make features by an ONNX model";
  const path = options.path instanceof URL ? fileURLToPath(options.path) : options.path;
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Cannot ${action} as ${path} must be a file: ${reason}`, { cause });
  }
  const runtime = await loadOnnxRuntime(options.runtime);
  return await onnxExtractor(runtime, bytes, { ...options, action, file: basename(path) });
}
