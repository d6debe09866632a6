import { adam, startCompute } from "@forger/core";
import { arraySource } from "@forger/data";
import { dcgan } from "@forger/layers";
import { nonSaturating } from "@forger/losses";
import { PLUGINS } from "@forger/plugins";
import { fixedLatents, normalLatent } from "@forger/samplers";
import { type Experiment, type PluginList, Trainer, type TrainerSettings, type TrainResult } from "@forger/trainers";
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";

await startCompute();

const STEPS = 30, LATENT_SIZE = 4;

/** Digits are large; this learns 8 x 8 pixels of nothing in a moment. */
function experiment(plugins: PluginList): Experiment {
  const values = Float32Array.from({ length: 20 * 64 }, (_, index) => Math.sin(index * index));
  return {
    name: "tiny",
    data: () => arraySource({ name: "waves", values, shape: [8, 8, 1] }),
    networks: ({ seed }) =>
      dcgan({
        image: [8, 8, 1],
        latent: LATENT_SIZE,
        generatorWidths: [4],
        discriminatorWidths: [4],
        discriminatorNormalization: "none",
        discriminatorUnits: 4,
        seed,
      }),
    latent: normalLatent(LATENT_SIZE),
    loss: nonSaturating,
    optimizers: { discriminator: adam(0.01), generator: adam(0.01) },
    batch: 4,
    steps: STEPS,
    plugins,
  };
}

async function train(plugins: PluginList, settings: TrainerSettings = {}): Promise<TrainResult> {
  const folder = `${await Deno.makeTempDir()}/run`;
  return await new Trainer(experiment(plugins), { compile: "graph", folder, ...settings }).train();
}

/** Plugins that refuse another one, these networks or data, or how Deno was started. */
const CONFLICTING = [
  "auxiliary-classifier",
  "decision-surface",
  "mode-count",
  "scatter-plot",
  "telemetry",
  "update-ratio",
  "weight-clipping",
];

/** Every plugin that goes with the others, with the options that a run of a few steps needs. */
function everyPlugin(names: readonly string[] = Object.keys(PLUGINS).filter((name) => !CONFLICTING.includes(name))) {
  const options: Record<string, Record<string, unknown>> = {
    "evaluate": { every: 10 },
    "live-page": { port: 0, write() {} },
    "loss-plot": { every: 10 },
    "progress": { write() {} },
    "sample-gif": { every: 10, count: 4 },
    "sample-grid": { every: 20, count: 9, real: true },
    "tensorboard": { images: 20, histograms: 20, gradients: true },
    "value-plot": { every: 10 },
  };
  return names.map((name) => PLUGINS[name]!.create(options[name] ?? {}));
}

/** Those that watch: the training must not notice them. */
const WATCHERS = [
  "discriminator-accuracy",
  "discriminator-outputs",
  "early-stop",
  "ema",
  "evaluate",
  "failure-watch",
  "live-page",
  "loss-plot",
  "metrics-file",
  "nan-guard",
  "nearest-real",
  "progress",
  "report",
  "sample-gif",
  "sample-grid",
  "save-generator",
  "tensorboard",
  "value-plot",
];

function bits(model: tf.LayersModel): number[] {
  return model.getWeights().flatMap((
    weight,
  ) => [...new Int32Array((weight.dataSync() as Float32Array).slice().buffer)]);
}

Deno.test("all plugins work together and write what they promise", async () => {
  const { folder, generator } = await train(everyPlugin());
  const files = [folder, `${folder}/best`, `${folder}/samples`, `${folder}/model`].flatMap((parent) =>
    [...Deno.readDirSync(parent)].filter(({ isFile }) => isFile).map(({ name }) =>
      `${parent.slice(folder.length)}/${name}`
    )
  );
  assertEquals(files.toSorted(), [
    "/best/best.json",
    "/config.json",
    "/evaluations.jsonl",
    "/lock",
    "/losses.svg",
    "/metrics.csv",
    "/metrics.jsonl",
    "/model/model.json",
    "/model/weights.bin",
    "/report.html",
    "/report.json",
    "/samples/final.png",
    "/samples/nearest_final.png",
    "/samples/real.png",
    "/samples/step_000000.png",
    "/samples/step_000020.png",
    "/samples/training.gif",
    "/scores.svg",
  ]);
  const rows = (await Deno.readTextFile(`${folder}/metrics.csv`)).split("\n");
  assertEquals(rows.length, 1 + STEPS + 1);
  assert(rows[0]!.startsWith("step,discriminator,discriminator/"));
  const values = (await Deno.readTextFile(`${folder}/metrics.jsonl`)).trimEnd().split("\n").map((line) =>
    JSON.parse(line)
  );
  assertEquals(values.map(({ step }) => step), Array.from({ length: STEPS }, (_, index) => index + 1));
  assertEquals(rows[1]!.replace(/,+$/, ""), Object.values(values[0]).join()); // some values are logged later only
  const { length: eventFiles } = [...Deno.readDirSync(`${folder}/tensorboard`)];
  assertEquals(eventFiles, 3); // the settings, the steps, the end
  const weights = await Deno.readFile(`${folder}/model/weights.bin`);
  assertEquals([...new Int32Array(weights.buffer)], bits(generator));
});

Deno.test("plugins that only watch leave the training as it is, to the bit", async () => {
  const watched = await train(everyPlugin(WATCHERS)), alone = await train([]);
  assertEquals(bits(watched.networks.generator), bits(alone.networks.generator));
  assertEquals(bits(watched.networks.discriminator), bits(alone.networks.discriminator));
  const losses = Object.keys(alone.last!.values).map((name) => [name, watched.last!.values[name]]);
  assertEquals(Object.fromEntries(losses), alone.last!.values);
});

Deno.test("the averaged generator has the same bits as a graph and step by step, and is not the trained one", async () => {
  const names = ["ema"];
  const graph = await train(everyPlugin(names)), eager = await train(everyPlugin(names), { compile: "off" });
  assertEquals(bits(graph.generator), bits(eager.generator));
  assertNotEquals(bits(graph.generator), bits(graph.networks.generator));
  const [first, second] = [graph.generator, graph.networks.generator].map((model) =>
    (model.apply(fixedLatents(normalLatent(LATENT_SIZE), 4, 1)) as tf.Tensor).dataSync()
  );
  const difference = Math.max(...first!.map((value, index) => Math.abs(value - second![index]!)));
  assert(difference > 0 && difference < 1, `${difference}`);
});

Deno.test("all plugins leave no tensors but the networks and the averaged generator", async () => {
  const trainAndDispose = async () => {
    const { generator, networks } = await train(everyPlugin());
    for (const model of [generator, networks.generator, networks.discriminator]) model.dispose();
  };
  await trainAndDispose();
  const before = tf.memory().numTensors;
  await trainAndDispose();
  assertEquals(tf.memory().numTensors, before);
});
