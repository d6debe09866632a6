import type { Plugin } from "@forger/trainers";
import { saveSamplingGenerator } from "./_save_sampling_generator.ts";

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
    async onTrainEnd(reason, run) {
      if (reason !== "failed") await saveSamplingGenerator(run, run.folder);
    },
  };
}
