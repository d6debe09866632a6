import { startCompute } from "@forger/core";
import { assertEquals, assertNotEquals, assertRejects, assertStringIncludes } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { writeCheckpoint } from "./checkpoint.ts";
import type { Plugin } from "./plugin.ts";
import { tinyExperiment } from "./testdata/tiny_experiment.ts";
import { weightBits } from "./testdata/weights.ts";
import { Trainer } from "./trainer.ts";
import { warmStart } from "./warm_start.ts";

await startCompute();

const saving: Plugin = {
  name: "saving",
  every: 3,
  onSettled: (run) => writeCheckpoint(run.folder, { state: run.saveState(), config: run.config }),
};

async function trainedRun() {
  const folder = `${await Deno.makeTempDir({ prefix: "forger-warm-" })}/run`;
  const { networks } = await new Trainer(tinyExperiment({ steps: 3 }), { folder, plugins: [saving] }).train();
  return { folder, networks };
}

Deno.test("networks begin with another run's weights, and train on from there", async () => {
  const { folder, networks: trained } = await trainedRun();
  const networks = tinyExperiment().networks({ seed: 9 });
  const { matched, unmatched, step } = await warmStart(networks, folder);
  assertEquals(weightBits(networks), weightBits(trained));
  assertEquals([matched.length, unmatched, step], [8, [], 3]);
  assertEquals(matched[0], "generator/generator_1/kernel");

  const warnings: string[] = [];
  let first: Int32Array | undefined;
  const looking: Plugin = {
    name: "looking",
    onWarning: (warning) => void warnings.push(warning),
    onTrainBegin: (run) => void (first = weightBits(run.networks)),
  };
  const parent = await Deno.makeTempDir({ prefix: "forger-warm-" });
  const settings = { folder: `${parent}/run`, initFrom: folder, seed: 9, plugins: [looking] };
  const result = await new Trainer(tinyExperiment({ steps: 2 }), settings).train();
  assertEquals(first, weightBits(trained));
  assertNotEquals(weightBits(result.networks), first);
  assertEquals(warnings, [`began with 8 of 8 weights of ${folder} after step 3`]);
});

Deno.test("what has another name or shape keeps its initial values, and is named with the reason", async () => {
  const { folder } = await trainedRun();
  const networks = tinyExperiment().networks({ seed: 9 });
  const other = tf.sequential({
    name: "generator",
    layers: [
      tf.layers.dense({ name: "generator_1", units: 6, inputShape: [3] }),
      tf.layers.dense({ name: "generator_last", units: 2 }),
    ],
  });
  const before = weightBits({ ...networks, generator: other });
  const { matched, unmatched } = await warmStart({ ...networks, generator: other }, folder);
  assertEquals(matched.map((name) => name.split("/")[0]), Array(4).fill("discriminator"));
  assertEquals(unmatched, [
    { name: "generator/generator_1/kernel", reason: "its shape is [3,6], the other run's [3,5]" },
    { name: "generator/generator_1/bias", reason: "its shape is [6], the other run's [5]" },
    { name: "generator/generator_last/kernel", reason: "the other run has none of that name" },
    { name: "generator/generator_last/bias", reason: "the other run has none of that name" },
  ]);
  const size = other.countParams();
  assertEquals(weightBits({ ...networks, generator: other }).slice(0, size), before.slice(0, size));
});

Deno.test("a run without a checkpoint, and one of quite other networks, are refused", async () => {
  const { folder } = await trainedRun();
  const networks = tinyExperiment().networks({ seed: 9 });
  await assertRejects(() => warmStart(networks, `${folder}/none`), Error, "must have a checkpoint");
  const strangers = { generator: tf.sequential(), discriminator: tf.sequential() };
  for (const [player, network] of Object.entries(strangers)) {
    network.add(tf.layers.dense({ name: `${player}_stranger`, units: 1, inputShape: [1] }));
  }
  const error = await assertRejects(() => warmStart(strangers, folder), Error);
  assertStringIncludes(error.message, `Cannot begin with the weights of ${folder}`);
});
