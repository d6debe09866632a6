import type { LayersModel } from "@forger/core";
import { checkExport } from "./_check_export.ts";
import { checkFinite } from "./_check_finite.ts";
import { checkSize } from "./_check_size.ts";
import { checkExportFolder, writeExportFolder } from "./_export_folder.ts";
import { NAMES, README, readmeText } from "./_readme.ts";
import { encodeSavedModel } from "./_saved_model.ts";
import { stockNetwork } from "./_stock_network.ts";
import { TensorflowWriter } from "./_tensorflow_writer.ts";
import { writeNetwork } from "./_write_network.ts";
import type { ExportedFiles } from "./exported_files.ts";
import type { ExportOptions } from "./export_options.ts";

const FILE = "saved_model.pb";

/**
 * Writes a generator as a TensorFlow SavedModel: `saved_model.pb` and `README.txt`.
 *
 * TensorFlow of every language reads it, and Keras by `TFSMLayer` where there are no labels. Its signature `serving_default` takes `latent`
 * `[batch, latent]`, and `labels` `[batch, classes]` of a conditional generator, and gives `images`; the batch is free.
 * The weights are constants of the graph, so that there is no `variables/`, and nothing can be trained.
 *
 * @param folder Is made; an earlier export there is replaced, at once and as a whole where the folder can be moved.
 * @throws {TypeError} If a layer cannot be expressed (the message names it), or latents and classes are not those of the
 * network's inputs.
 * @throws {RangeError} If the range does not rise, the graph would be larger than its format allows, 2 GiB, or the folder
 * holds something else.
 * @throws {Error} If a weight is no finite number, or a file cannot be written; nothing is left behind.
 * @see https://www.tensorflow.org/guide/saved_model
 *
 * @example
 * ```ts
 * import { exportSavedModel } from "@forger/exports";
 * import { mlp } from "@forger/layers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const generator = mlp({ name: "generator", sizes: [2, 8, [4, 4, 1]], output: "tanh" });
 * const folder = `${await Deno.makeTempDir()}/saved`;
 * const { files } = await exportSavedModel(generator, folder, { latent: { name: "normal", size: 2 }, range: [-1, 1] });
 * assertEquals(files, ["saved_model.pb", "README.txt"]);
 * ```
 */
export async function exportSavedModel(
  network: LayersModel,
  folder: string,
  options: ExportOptions,
): Promise<ExportedFiles> {
  const target = "savedmodel";
  checkExport(network, target, options);
  await checkExportFolder(folder, [FILE, README]);
  await checkFinite(network, target);
  using stock = stockNetwork(network, target);
  checkSize(stock.network, target);
  const writer = new TensorflowWriter();
  await writeNetwork(stock.network, writer, NAMES, target);
  const { graph, inputs, outputs } = writer;
  return await writeExportFolder(folder, {
    [FILE]: encodeSavedModel({ graph: graph.finish(), inputs, outputs }),
    [README]: readmeOf(stock.network, options),
  });
}

function readmeOf(network: LayersModel, options: ExportOptions): string {
  const { classes, latent: { size } } = options;
  const labels = classes ? `, labels=tf.one_hot([0, 1], ${classes.length})` : "";
  // Keras passes the first input by its place, which signatures of two inputs do not take
  const keras = classes ? "" : `

With Keras: keras.layers.TFSMLayer(folder, call_endpoint="serving_default").`;
  return readmeText(network, options, {
    format: "a TensorFlow SavedModel",
    names: NAMES,
    program: `
Load it with Python's TensorFlow; the folder is the one of this file:

  generator = tf.saved_model.load(folder).signatures["serving_default"]
  latent = tf.random.normal([2, ${size}])  # drawn as said above
  images = generator(latent=latent${labels})["images"]${keras}`,
  });
}
