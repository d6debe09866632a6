import { type LayersModel, writeAtomically } from "@forger/core";
import type { Run } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";

/**
 * Writes the generator that a run samples from, in TensorFlow.js's layers format: `model/model.json` and
 * `model/weights.bin`.
 *
 * @param folder The folder in which `model` is to be.
 * @returns The bytes of the weights.
 */
export async function saveSamplingGenerator(run: Run, folder: string): Promise<Uint8Array<ArrayBuffer>> {
  const { classes, data, generator, latent: { name, size, options } } = run;
  return await saveModel(generator, `${folder}/model`, {
    latent: { name, size, ...options && { options } },
    range: data.range,
    ...classes && { classes },
  });
}

async function saveModel(
  model: LayersModel,
  folder: string,
  userDefinedMetadata: unknown,
): Promise<Uint8Array<ArrayBuffer>> {
  let weights = new Uint8Array(0);
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
      weights = new Uint8Array(tf.io.concatenateArrayBuffers([weightData!].flat()));
      await writeAtomically(`${folder}/weights.bin`, weights);
      await writeAtomically(`${folder}/model.json`, JSON.stringify(description));
      const saved: tf.io.SaveResult = { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
      return saved;
    }),
  );
  return weights;
}
