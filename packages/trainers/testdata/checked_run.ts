import * as tf from "@tensorflow/tfjs";
import { writeCheckpoint } from "../checkpoint.ts";
import type { Plugin } from "../plugin.ts";
import { Trainer } from "../trainer.ts";
import { tinyExperiment } from "./tiny_experiment.ts";

/** A file of TensorBoard's events as TensorFlow has them: the version, then a scalar of step 1 and one of step 2. */
const EVENTS =
  "GAAAAAAAAACjf0siCQwCi6BdwdpBGg1icmFpbi5FdmVudDoyLGmWQxoAAAAAAAAAEpvYLQkAAAAAAADwPxABKg0KCwoEbG9zcxUAAAA/J/ldsRoAAAAAAAAAEpvYLQkAAAAAAAAAQBACKg0KCwoEbG9zcxUAAIA+ghpkvA==";

/** The smallest PNG there is, of one pixel. */
const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==";

/** Write what the plugins of their names do. */
const PLUGINS: readonly Plugin[] = [
  {
    name: "metrics-file",
    options: { formats: ["jsonl", "csv"], every: 1 },
    async onStepEnd({ logs }, { folder }) {
      const names = Object.keys(logs[0]!.values);
      if (logs[0]!.step === 1) await Deno.writeTextFile(`${folder}/metrics.csv`, `step,${names}\n`);
      for (const { step, values } of logs) {
        const append = (format: string, line: string) =>
          Deno.writeTextFile(`${folder}/metrics.${format}`, `${line}\n`, { append: true });
        await append("jsonl", JSON.stringify({ step, ...values }));
        await append("csv", [step, ...names.map((name) => values[name])].join());
      }
    },
  },
  {
    name: "checkpoints",
    options: { every: 4 },
    every: 4,
    onSettled: (run) => writeCheckpoint(run.folder, { state: run.saveState(), config: run.config }),
  },
  {
    name: "save-generator",
    async onTrainEnd(_, { data, folder, generator, latent: { name, size } }) {
      await Deno.mkdir(`${folder}/model`);
      await generator.save(tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
        const weightsManifest = [{ paths: ["weights.bin"], weights: weightSpecs }];
        const userDefinedMetadata = { latent: { name, size }, range: data.range };
        const bytes = new Uint8Array(tf.io.concatenateArrayBuffers([weightData!].flat()));
        await Deno.writeFile(`${folder}/model/weights.bin`, bytes);
        await Deno.writeTextFile(
          `${folder}/model/model.json`,
          JSON.stringify({ modelTopology, userDefinedMetadata, weightsManifest }),
        );
        return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
      }));
    },
  },
];

/** Trains the tiny experiment for 12 steps, with a file of every kind that a run has. */
export async function checkedRun(): Promise<string> {
  const folder = `${await Deno.makeTempDir({ prefix: "forger-checked-" })}/run`;
  await new Trainer(tinyExperiment(), { folder, compile: "off", plugins: PLUGINS }).train();
  for (const inner of ["samples", "tensorboard"]) await Deno.mkdir(`${folder}/${inner}`);
  await Deno.writeFile(`${folder}/tensorboard/events.out.tfevents.1700000000.0`, Uint8Array.fromBase64(EVENTS));
  await Deno.writeFile(`${folder}/samples/final.png`, Uint8Array.fromBase64(PNG));
  await Deno.writeTextFile(`${folder}/losses.svg`, '<svg xmlns="http://www.w3.org/2000/svg"></svg>\n');
  return folder;
}

/** Copies a folder. */
export async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { isDirectory, name } of Deno.readDir(from)) {
    await (isDirectory ? copyFolder : Deno.copyFile)(`${from}/${name}`, `${to}/${name}`);
  }
}
