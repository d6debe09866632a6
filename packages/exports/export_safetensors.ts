import { encodeSafetensors, type LayersModel, type SafetensorsTensor } from "@forger/core";
import { checkExport } from "./_check_export.ts";
import { checkFinite } from "./_check_finite.ts";
import { checkExportFolder, writeExportFolder } from "./_export_folder.ts";
import { README, readmeText } from "./_readme.ts";
import type { ExportedFiles } from "./exported_files.ts";
import type { ExportOptions } from "./export_options.ts";

const FILE = "model.safetensors";

/**
 * Writes a generator's weights in the safetensors format: `model.safetensors` and `README.txt`.
 *
 * Every weight is there, trained or not, under the name that Keras gives it: the layer's name and the weight's, such as
 * `generator_dense/kernel`, with shapes as Keras has them. The file's metadata hold `architecture`, the network's layers
 * as Keras's JSON, in which Forger's own layers stand by their own names, and `latent`, `range` and `classes` as JSON.
 *
 * @param folder Is made; an earlier export there is replaced, at once and as a whole where the folder can be moved.
 * @throws {TypeError} If two weights have one name, or latents and classes are not those of the network's inputs.
 * @throws {RangeError} If the range does not rise, or the folder holds something else.
 * @throws {Error} If a weight is no finite number, or a file cannot be written; nothing is left behind.
 * @see https://huggingface.co/docs/safetensors
 *
 * @example
 * ```ts
 * import { decodeSafetensors } from "@forger/core";
 * import { exportSafetensors } from "@forger/exports";
 * import { mlp } from "@forger/layers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const generator = mlp({ name: "generator", sizes: [2, 3] });
 * const folder = `${await Deno.makeTempDir()}/weights`;
 * await exportSafetensors(generator, folder, { latent: { name: "normal", size: 2 }, range: [-1, 1] });
 * const { tensors } = decodeSafetensors(await Deno.readFile(`${folder}/model.safetensors`));
 * assertEquals(tensors["generator_output/kernel"]?.shape, [2, 3]);
 * ```
 */
export async function exportSafetensors(
  network: LayersModel,
  folder: string,
  options: ExportOptions,
): Promise<ExportedFiles> {
  checkExport(network, "safetensors", options);
  await checkExportFolder(folder, [FILE, README]);
  await checkFinite(network, "safetensors");
  const { classes, latent, range } = options;
  const bytes = encodeSafetensors(await weightsOf(network), {
    format: "forger generator 1",
    architecture: network.toJSON(undefined, true) as string,
    latent: JSON.stringify(latent),
    range: JSON.stringify(range),
    ...classes && { classes: JSON.stringify(classes) },
  });
  return await writeExportFolder(folder, { [FILE]: bytes, [README]: readmeOf(network, options) });
}

async function weightsOf({ weights }: LayersModel): Promise<Record<string, SafetensorsTensor>> {
  const tensors: Record<string, SafetensorsTensor> = Object.create(null);
  for (const weight of weights) {
    const name = weight.originalName;
    if (name in tensors) {
      throw new TypeError(
        `Cannot export network to safetensors as each weight must have a name of its own: ${name} is there twice`,
      );
    }
    const value = weight.read();
    tensors[name] = { dtype: "float32", shape: [...value.shape], values: await value.data<"float32">() };
  }
  return tensors;
}

function readmeOf(network: LayersModel, options: ExportOptions): string {
  return readmeText(network, options, {
    format: "weights in the safetensors format",
    names: {
      inputs: network.inputs.map(({ sourceLayer: { name } }) => name),
      output: network.outputs[0]!.sourceLayer.name,
    },
    program: `
Load it with Python's safetensors:

  from safetensors import safe_open
  with safe_open("${FILE}", framework="np") as file:
      architecture = file.metadata()["architecture"]  # the layers as JSON
      weights = {name: file.get_tensor(name) for name in file.keys()}

Kernels are as Keras has them: dense [inputs, units], convolutions [height, width, inputs, filters], transposed
convolutions [height, width, filters, inputs].`,
  });
}
