import type { LayersModel } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { checkExport } from "./_check_export.ts";
import { checkFinite } from "./_check_finite.ts";
import { checkExportFolder, writeExportFolder } from "./_export_folder.ts";
import { README, readmeText } from "./_readme.ts";
import { stockNetwork } from "./_stock_network.ts";
import type { ExportedFiles } from "./exported_files.ts";
import type { ExportOptions } from "./export_options.ts";

const FILES = ["model.json", "weights.bin", README];

/**
 * Writes a generator as a TensorFlow.js layers model that plain `tf.loadLayersModel` reads, in a browser too, without
 * Forger: `model.json`, `weights.bin` and `README.txt`.
 *
 * Forger's own layers are made of stock ones that compute the same: pixel normalization of layer normalization,
 * conditional batch normalization of dense layers, self-attention of dot layers, interpolating upsampling of products;
 * spectral normalization is divided out of the kernel. Dropout and noise, which do nothing outside of training, are left
 * out. The inputs keep the names of the network's input layers. `userDefinedMetadata` has the options.
 *
 * @param folder Is made; an earlier export there is replaced, at once and as a whole where the folder can be moved.
 * @throws {TypeError} If a layer cannot be made of stock ones (the message names it), or latents and classes are not those
 * of the network's inputs.
 * @throws {RangeError} If the range does not rise, or the folder holds something else.
 * @throws {Error} If a weight is no finite number, or a file cannot be written; nothing is left behind.
 * @see https://www.tensorflow.org/js/guide/save_load
 *
 * @example
 * ```ts
 * import { exportLayers } from "@forger/exports";
 * import { mlp } from "@forger/layers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const generator = mlp({ name: "generator", sizes: [2, 8, [4, 4, 1]], output: "tanh" });
 * const folder = `${await Deno.makeTempDir()}/layers`;
 * const { files } = await exportLayers(generator, folder, { latent: { name: "normal", size: 2 }, range: [-1, 1] });
 * assertEquals(files, ["model.json", "weights.bin", "README.txt"]);
 * ```
 */
export async function exportLayers(
  network: LayersModel,
  folder: string,
  options: ExportOptions,
): Promise<ExportedFiles> {
  checkExport(network, "layers", options);
  await checkExportFolder(folder, FILES);
  await checkFinite(network, "layers");
  using stock = stockNetwork(network, "layers");
  const { modelTopology, weightData, weightSpecs, generatedBy, convertedBy } = await artifactsOf(stock.network);
  const { classes, latent, range } = options;
  const description = {
    modelTopology,
    format: "layers-model",
    generatedBy,
    convertedBy: convertedBy ?? null,
    userDefinedMetadata: { latent, range, ...classes && { classes } },
    weightsManifest: [{ paths: ["weights.bin"], weights: weightSpecs }],
  };
  return await writeExportFolder(folder, {
    "model.json": JSON.stringify(description),
    "weights.bin": new Uint8Array(tf.io.concatenateArrayBuffers([weightData!].flat())),
    [README]: readmeOf(stock.network, options),
  });
}

/** What TensorFlow.js would save. */
async function artifactsOf(network: LayersModel): Promise<tf.io.ModelArtifacts> {
  const { promise, resolve } = Promise.withResolvers<tf.io.ModelArtifacts>();
  await network.save(tf.io.withSaveHandler((artifacts) => {
    resolve(artifacts);
    return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } });
  }));
  return await promise;
}

function readmeOf(network: LayersModel, options: ExportOptions): string {
  const inputs = network.inputs.map(({ sourceLayer: { name } }) => name), { classes, latent: { size } } = options;
  const labels = classes ? `, tf.oneHot([0, 1], ${classes.length}).toFloat()` : "";
  return readmeText(network, options, {
    format: "a TensorFlow.js layers model",
    names: { inputs, output: network.outputs[0]!.sourceLayer.name },
    program: `
Load it in a page that has TensorFlow.js, from any web server:

  const generator = await tf.loadLayersModel("model.json");
  const latent = tf.randomNormal([2, ${size}]); // drawn as said above
  const images = generator.predict(${classes ? `[latent${labels}]` : "latent"});`,
  });
}
