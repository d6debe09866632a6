import * as tf from "@tensorflow/tfjs";

/**
 * Reads a model in TensorFlow.js's layers format.
 *
 * @param action What cannot be done if it is not there.
 * @throws {Error} If a file is missing, cannot be read or is no model's.
 */
export async function readSavedModel(action: string, folder: string): Promise<tf.io.ModelArtifacts> {
  try {
    const { weightsManifest, ...description } = JSON.parse(
      await Deno.readTextFile(`${folder}/model.json`),
    ) as tf.io.ModelJSON;
    const files = weightsManifest.flatMap(({ paths }) => paths);
    const parts = await Promise.all(files.map(async (file) => (await Deno.readFile(`${folder}/${file}`)).buffer));
    const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
    const weightData = tf.io.concatenateArrayBuffers(parts);
    const bytes = weightSpecs.reduce((sum, { shape }) => sum + 4 * tf.util.sizeFromShape(shape), 0);
    if (weightData.byteLength !== bytes) {
      throw new Error(
        `${files.join(", ")} must have ${bytes} bytes altogether: current value is ${weightData.byteLength}`,
      );
    }
    return { ...description, weightSpecs, weightData };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `Cannot ${action} as ${folder} must hold a saved model, model.json and the files that it names: ${reason}`,
      { cause },
    );
  }
}
