import { type LayersModel, writeAtomically } from "@forger/core";
import type { Plugin } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";

/**
 * Writes the generator that samples are drawn from, at the end of training, in TensorFlow.js's layers format:
 * `model/model.json` and `model/weights.bin`.
 *
 * `tf.loadLayersModel` reads it in a browser, from any web server. Its `userDefinedMetadata` says which latents it
 * takes, which range its images have, and where it takes labels too what these stand for.
 *
 * @see https://www.tensorflow.org/js/guide/save_load
 *
 * @example
 * ```ts
 * import { saveGenerator } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(saveGenerator().name, "save-generator");
 * ```
 */
export function saveGenerator(): Plugin {
  return {
    name: "save-generator",
    async onTrainEnd(reason, { classes, data, folder, generator, latent }) {
      if (reason === "failed") return;
      const { name, size, options } = latent;
      await saveModel(generator, `${folder}/model`, {
        latent: { name, size, ...options && { options } },
        range: data.range,
        ...classes && { classes },
      });
    },
  };
}

async function saveModel(model: LayersModel, folder: string, userDefinedMetadata: unknown): Promise<void> {
  await model.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData, generatedBy, convertedBy }) => {
      const weightsManifest = [{ paths: ["weights.bin"], weights: weightSpecs }];
      const description = {
        modelTopology,
        format: "layers-model",
        generatedBy,
        convertedBy: convertedBy ?? null,
        userDefinedMetadata,
        weightsManifest,
      };
      await writeAtomically(
        `${folder}/weights.bin`,
        new Uint8Array(tf.io.concatenateArrayBuffers([weightData!].flat())),
      );
      await writeAtomically(`${folder}/model.json`, JSON.stringify(description));
      const saved: tf.io.SaveResult = { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
      return saved;
    }),
  );
}
