import type { LayersModel } from "@forger/core";
import { checkExport } from "./_check_export.ts";
import { checkFinite } from "./_check_finite.ts";
import { checkSize } from "./_check_size.ts";
import { checkExportFolder, writeExportFolder } from "./_export_folder.ts";
import { encodeOnnxModel } from "./_onnx_model.ts";
import { OnnxWriter } from "./_onnx_writer.ts";
import { NAMES, README, readmeText } from "./_readme.ts";
import { stockNetwork } from "./_stock_network.ts";
import { writeNetwork } from "./_write_network.ts";
import type { ExportedFiles } from "./exported_files.ts";
import type { ExportOptions } from "./export_options.ts";

const FILE = "model.onnx";

/**
 * Writes a generator as an ONNX model of operator set 17: `model.onnx` and `README.txt`.
 *
 * It takes `latent` `[batch, latent]`, and `labels` `[batch, classes]` of a conditional generator, and gives `images`
 * `[batch, height, width, channels]`; the batch is free. Maps have their channels first from one convolution to the next,
 * and are transposed only where something else wants them last. The model's metadata hold `latent`, `range` and `classes`
 * as JSON.
 *
 * @param folder Is made; an earlier export there is replaced, at once and as a whole where the folder can be moved.
 * @throws {TypeError} If a layer cannot be expressed (the message names it), or latents and classes are not those of the
 * network's inputs.
 * @throws {RangeError} If the range does not rise, the model would be larger than its format allows, 2 GiB, or the folder
 * holds something else.
 * @throws {Error} If a weight is no finite number, or a file cannot be written; nothing is left behind.
 * @see https://onnx.ai/onnx/operators/
 *
 * @example
 * ```ts
 * import { exportOnnx } from "@forger/exports";
 * import { mlp } from "@forger/layers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const generator = mlp({ name: "generator", sizes: [2, 8, [4, 4, 1]], output: "tanh" });
 * const folder = `${await Deno.makeTempDir()}/onnx`;
 * const { files } = await exportOnnx(generator, folder, { latent: { name: "normal", size: 2 }, range: [-1, 1] });
 * assertEquals(files, ["model.onnx", "README.txt"]);
 * ```
 */
export async function exportOnnx(
  network: LayersModel,
  folder: string,
  options: ExportOptions,
): Promise<ExportedFiles> {
  const target = "onnx", { classes, latent, range } = options;
  checkExport(network, target, options);
  await checkExportFolder(folder, [FILE, README]);
  await checkFinite(network, target);
  using stock = stockNetwork(network, target);
  checkSize(stock.network, target);
  const writer = new OnnxWriter();
  await writeNetwork(stock.network, writer, NAMES, target);
  const metadata = {
    latent: JSON.stringify(latent),
    range: JSON.stringify(range),
    ...classes && { classes: JSON.stringify(classes) },
  };
  const { inputs, nodes, outputs, tensors } = writer;
  return await writeExportFolder(folder, {
    [FILE]: encodeOnnxModel({ name: network.name, inputs, outputs, nodes, tensors, metadata }),
    [README]: readmeOf(stock.network, options),
  });
}

function readmeOf(network: LayersModel, options: ExportOptions): string {
  const { classes, latent: { size } } = options;
  const labels = classes ? `, "labels": np.eye(${classes.length}, dtype=np.float32)[[0, 1]]` : "";
  return readmeText(network, options, {
    format: "an ONNX model",
    names: NAMES,
    program: `
Load it with Python's onnxruntime:

  generator = onnxruntime.InferenceSession("${FILE}")
  latent = np.random.randn(2, ${size}).astype(np.float32)  # drawn as said above
  images, = generator.run(["images"], {"latent": latent${labels}})`,
  });
}
