import { startCompute, type Tensor } from "@forger/core";
import { normalLatent, numberedLatents, sphericalLatent, truncatedNormalLatent, uniformLatent } from "@forger/samplers";
import { assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { loadGenerator } from "./load_generator.ts";
import { conditionalNetworks } from "./testdata/conditional_experiment.ts";
import { tinyExperiment } from "./testdata/tiny_experiment.ts";

await startCompute({ backend: "cpu" });

const GENERATORS = {
  plain: () => tinyExperiment().networks({ seed: 1 }).generator,
  conditional: () => conditionalNetworks().generator,
};

const METADATA = {
  plain: { latent: { name: "normal", size: 3 }, range: [-1, 1] },
  conditional: { latent: { name: "uniform", size: 2 }, range: [-2, 3], classes: ["left", "middle", "right"] },
};

/** A run's folder with a generator as the plugin writes it; `said` takes the place of what that says of it. */
async function saved(kind: keyof typeof GENERATORS, said: unknown = METADATA[kind]): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "forger-generator-" });
  const generator = GENERATORS[kind]();
  await Deno.mkdir(`${folder}/model`);
  await generator.save(tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
    const weightsManifest = [{ paths: ["weights.bin"], weights: weightSpecs }];
    const description = { modelTopology, userDefinedMetadata: said, weightsManifest };
    const bytes = new Uint8Array(tf.io.concatenateArrayBuffers([weightData!].flat()));
    await Deno.writeFile(`${folder}/model/weights.bin`, bytes);
    await Deno.writeTextFile(`${folder}/model/model.json`, JSON.stringify(description));
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
  }));
  generator.dispose();
  return folder;
}

Deno.test("a generator comes back with its weights, its latents and its range", async () => {
  const { generator, latent, range, classes } = await loadGenerator(await saved("plain"));
  assertEquals([latent.name, latent.size, range, classes], ["normal", 3, [-1, 1], undefined]);
  const latents = tf.tensor2d([[1, -2, 0.5], [0, 3, 1]]), original = GENERATORS.plain();
  assertEquals((generator.apply(latents) as Tensor).dataSync(), (original.apply(latents) as Tensor).dataSync());
});

Deno.test("a conditional generator comes back with its classes", async () => {
  const { generator, latent, range, classes } = await loadGenerator(await saved("conditional"));
  assertEquals([latent.name, range, classes], ["uniform", [-2, 3], ["left", "middle", "right"]]);
  assertEquals(generator.inputs.map(({ shape }) => shape), [[null, 2], [null, 3]]);
});

for (
  const original of [
    normalLatent(3),
    sphericalLatent(3),
    truncatedNormalLatent(3),
    truncatedNormalLatent(3, { limit: 0.7 }),
    uniformLatent(3),
    uniformLatent(3, { low: 2, high: 5 }),
  ]
) {
  const { name, size, options } = original;
  Deno.test(`${name} latents ${JSON.stringify(options ?? {})} come back as they were`, async () => {
    const folder = await saved("plain", { ...METADATA.plain, latent: { name, size, options } });
    const { latent } = await loadGenerator(folder);
    assertEquals(latent.name, original.name);
    const numbers = [0, 5, 900];
    assertEquals(numberedLatents(latent, numbers, 7).dataSync(), numberedLatents(original, numbers, 7).dataSync());
  });
}

const { plain, conditional } = METADATA;
const incomplete = "model/model.json must say latents and range: it was not written by the plugin save-generator";
const misfit = "must say of latents and classes how many the network takes: expected";

const refused: [what: string, kind: keyof typeof GENERATORS, said: unknown, message: string][] = [
  ["nothing beside the network", "plain", undefined, incomplete],
  ["no range", "plain", { latent: plain.latent }, incomplete],
  ["a range that falls", "plain", { ...plain, range: [1, -1] }, incomplete],
  ["a range of three", "plain", { ...plain, range: [-1, 0, 1] }, incomplete],
  ["a range without an end", "plain", { ...plain, range: [-1, null] }, incomplete],
  ["latents without a size", "plain", { ...plain, latent: { name: "normal" } }, incomplete],
  ["classes without names", "conditional", { ...conditional, classes: [1, 2, 3] }, incomplete],
  [
    "latents of one's own",
    "plain",
    { ...plain, latent: { name: "ring", size: 3 } },
    "latents must be one of normal, spherical, truncated-normal, uniform: they are ring; sample from it in a program",
  ],
  ["latents of a name that all objects have", "plain", { ...plain, latent: { name: "toString", size: 3 } }, "toString"],
  ["longer latents", "plain", { ...plain, latent: { name: "normal", size: 4 } }, `${misfit} 3, received 4`],
  ["fewer classes", "conditional", { ...conditional, classes: ["a", "b"] }, `${misfit} 2 and 3, received 2 and 2`],
  ["no classes", "conditional", { ...conditional, classes: undefined }, `${misfit} 2 and 3, received 2`],
  ["classes it does not take", "plain", { ...plain, classes: ["a", "b"] }, `${misfit} 3, received 3 and 2`],
];

for (const [what, kind, said, message] of refused) {
  Deno.test(`a ${kind} generator with ${what} is refused, and freed`, async () => {
    const folder = await saved(kind, said === undefined ? null : said);
    const before = tf.memory().numTensors;
    await assertRejects(() => loadGenerator(folder), Error, message);
    assertEquals(tf.memory().numTensors, before);
  });
}

Deno.test("what is missing or damaged is named", async () => {
  const folder = await saved("plain");
  await assertRejects(
    () => loadGenerator(`${folder}/none`),
    Error,
    `Cannot load the generator of ${folder}/none as it must be a run's folder: there is nothing of that name`,
  );
  await Deno.truncate(`${folder}/model/weights.bin`, 4);
  await assertRejects(() => loadGenerator(folder), Error, "weights.bin must have");
  await Deno.remove(`${folder}/model/model.json`);
  await assertRejects(
    () => loadGenerator(folder),
    Error,
    `the plugin save-generator does when training ends: ${folder}/model/model.json: there is nothing of that name`,
  );
});
