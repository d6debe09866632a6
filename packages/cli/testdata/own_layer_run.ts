import { sampledRun } from "./sampled_runs.ts";

/** A run of which the generator has a layer that is none of Forger's or TensorFlow.js's. */
export interface OwnLayerRun {
  /** The run's folder. */
  readonly folder: string;
  /** The file of its experiment, which makes the layer known. */
  readonly experiment: string;
  /** The file of another experiment. */
  readonly other: string;
}

/** Writes such a run. */
export async function ownLayerRun(): Promise<OwnLayerRun> {
  const folder = await sampledRun("grey"), model = `${folder}/model/model.json`;
  await Deno.writeTextFile(model, (await Deno.readTextFile(model)).replaceAll('"Dense"', '"DenseOfMine"'));
  const [experiment, other] = [`${folder}/mine.ts`, `${folder}/other.ts`];
  await Deno.writeTextFile(
    experiment,
    `
import { GREY } from "${import.meta.resolve("./sampled_runs.ts")}";
import * as tf from "@tensorflow/tfjs";
class DenseOfMine extends tf.layers.dense({ units: 1 }).constructor {
  static className = "DenseOfMine";
}
tf.serialization.registerClass(DenseOfMine);
export default GREY;
`,
  );
  await Deno.writeTextFile(
    other,
    `import { GREY } from "${import.meta.resolve("./sampled_runs.ts")}";\nexport default { ...GREY, name: "other" };\n`,
  );
  return { folder, experiment, other };
}
