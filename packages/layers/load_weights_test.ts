import { type LayersModel, startCompute } from "@forger/core";
import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { dcgan } from "./dcgan.ts";
import { loadWeights } from "./load_weights.ts";
import { mlp } from "./mlp.ts";

await startCompute();

/** Saves a network as two files of weights, as TensorFlow.js's converters do of large ones. */
async function save(network: LayersModel): Promise<string> {
  const folder = await Deno.makeTempDir();
  await network.save(tf.io.withSaveHandler(async ({ weightSpecs, weightData }) => {
    const bytes = new Uint8Array(weightData as ArrayBuffer), middle = 4 * Math.floor(bytes.length / 8);
    await Deno.writeFile(`${folder}/1.bin`, bytes.subarray(0, middle));
    await Deno.writeFile(`${folder}/2.bin`, bytes.subarray(middle));
    const weightsManifest = [{ paths: ["1.bin", "2.bin"], weights: weightSpecs }];
    await Deno.writeTextFile(`${folder}/model.json`, JSON.stringify({ weightsManifest }));
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
  }));
  return folder;
}

const values = (network: LayersModel) => network.getWeights().map((weight) => [...weight.dataSync()]);
const network = (sizes: readonly number[], seed = 1, name = "network") => mlp({ name, sizes, seed });

Deno.test("a network gets the saved weights, moving averages included, and no tensors are left", async () => {
  const options = { image: [8, 8, 1], latent: 3, generatorWidths: [4], discriminatorWidths: [4] };
  const trained = dcgan({ ...options, seed: 1 }).generator, fresh = dcgan({ ...options, seed: 2 }).generator;
  tf.tidy(() => trained.setWeights(trained.getWeights().map((weight) => weight.add(0.5))));
  const folder = await save(trained), before = tf.memory().numTensors;
  assertNotEquals(values(fresh), values(trained));
  await loadWeights(fresh, folder);
  assertEquals(tf.memory().numTensors, before);
  assertEquals(values(fresh), values(trained));
});

const others: [what: string, build: () => LayersModel, message: string][] = [
  [
    "another width",
    () => network([3, 5, 2]),
    "the kernel of layer network_dense_1 must have the saved shape: expected [3,5], received [3,4] from",
  ],
  [
    "a further layer",
    () => network([3, 4, 2, 2]),
    "layer network_dense_2 must have a saved kernel of shape [4,2]:",
  ],
  ["a layer less", () => network([3, 2]), "the kernel of layer network_output must have the saved shape"],
  ["other names", () => network([3, 4, 2], 1, "other"), "layer other_dense_1 must have a saved kernel of shape [3,4]"],
];
for (const [what, build, message] of others) {
  Deno.test(`saved weights of a network with ${what} are refused, and change nothing`, async () => {
    const folder = await save(network([3, 4, 2])), target = build(), before = values(target);
    const error = await assertRejects(() => loadWeights(target, folder), TypeError, message);
    assertEquals(error.message.endsWith("; build the network with the options with which it was trained"), true);
    assertEquals(values(target), before);
  });
}

Deno.test("saved layers that the network has not are named", async () => {
  const folder = await save(network([3, 2, 2]));
  await assertRejects(
    () => loadWeights(tf.sequential({ name: "network", layers: [first(network([3, 2, 2]))] }), folder),
    TypeError,
    "has network_output/kernel, which the network has not",
  );
});

/** The first dense layer, alone in a network. */
function first({ layers }: LayersModel): tf.layers.Layer {
  const { name } = layers.find((layer) => layer.getClassName() === "Dense")!;
  return tf.layers.dense({ name, units: 2, inputShape: [3] });
}

const broken: [what: string, spoil: (folder: string) => Promise<void>][] = [
  ["without its description", (folder) => Deno.remove(`${folder}/model.json`)],
  ["without a file of weights", (folder) => Deno.remove(`${folder}/2.bin`)],
  ["with a file that is cut off", (folder) => Deno.truncate(`${folder}/2.bin`, 4)],
  ["whose description is no JSON", (folder) => Deno.writeTextFile(`${folder}/model.json`, "{")],
  ["whose description is no model's", (folder) => Deno.writeTextFile(`${folder}/model.json`, "{}")],
];
for (const [what, spoil] of broken) {
  Deno.test(`a folder ${what} is refused by name`, async () => {
    const folder = await save(network([3, 4, 2]));
    await spoil(folder);
    await assertRejects(
      () => loadWeights(network([3, 4, 2]), folder),
      Error,
      `Cannot load weights of network as ${folder} must hold a saved model`,
    );
  });
}

interface Manifest {
  paths: unknown[];
  weights: { name: string; shape: unknown; dtype: string; quantization?: unknown }[];
}

const strange: [what: string, change: (manifest: Manifest, folder: string) => void, message: string][] = [
  ...["../outside.bin", "/etc/hostname", "inner/1.bin", "..", ".", "", "..\\outside.bin", "C:1.bin", "1.bin\0", 7, null]
    .map((
      path,
    ): [string, (manifest: Manifest) => void, string] => [
      `that names ${JSON.stringify(path)}`,
      (manifest) => manifest.paths[0] = path,
      `files of weights must be named as files of the folder itself, without others: current value is ${
        JSON.stringify(path)
      }`,
    ]),
  ["with a file that is a folder", (manifest) => manifest.paths[0] = "inner", "inner must be a file"],
  [
    "with a file that is far too long",
    (manifest) => manifest.paths[0] = "long.bin",
    "long.bin must have at most 104 bytes: current value is 68719476736",
  ],
  [
    "with weights far larger than its files",
    (manifest) => manifest.weights[0]!.shape = [1e9, 1e6],
    "1.bin, 2.bin must have 4000000000000056 bytes altogether: current value is 104",
  ],
  ...[[2 ** 40, 2 ** 40], [-3, -4], [1.5, 8], [3, "4"], "12", null].map((
    shape,
  ): [string, (manifest: Manifest) => void, string] => [
    `with a weight of shape ${JSON.stringify(shape)}`,
    (manifest) => manifest.weights[0]!.shape = shape,
    `the shape of weight network_dense_1/kernel must be integers of 0 or more: current value is ${
      JSON.stringify(shape)
    }`,
  ]),
  [
    "with a weight of texts",
    (manifest) => manifest.weights[0]!.dtype = "string",
    "weight network_dense_1/kernel must be float32 or int32: current type is string",
  ],
  [
    "with a quantized weight",
    (manifest) => manifest.weights[0]!.quantization = { dtype: "uint8", scale: 1, min: 0 },
    "weight network_dense_1/kernel must be float32 or int32: current type is quantized",
  ],
];
for (const [what, change, message] of strange) {
  Deno.test(`a model ${what} is refused before a file of weights is read`, async () => {
    const folder = await save(network([3, 4, 2])), path = `${folder}/model.json`;
    await Deno.mkdir(`${folder}/inner`);
    await Deno.copyFile(`${folder}/1.bin`, `${folder}/inner/1.bin`);
    await Deno.writeTextFile(`${folder}/long.bin`, "");
    await Deno.truncate(`${folder}/long.bin`, 2 ** 36); // takes no room on the disk
    const model = JSON.parse(await Deno.readTextFile(path)) as { weightsManifest: [Manifest] };
    change(model.weightsManifest[0], folder);
    await Deno.writeTextFile(path, JSON.stringify(model));
    const error = await assertRejects(() => loadWeights(network([3, 4, 2]), folder), Error);
    assertEquals(
      error.message,
      `Cannot load weights of network as ${folder} must hold a saved model, model.json and the files that it names: ${message}`,
    );
    await Deno.remove(folder, { recursive: true });
  });
}

Deno.test("a description that is far too long is refused before it is read", async () => {
  const folder = await save(network([3, 4, 2]));
  await Deno.truncate(`${folder}/model.json`, 2 ** 36);
  await assertRejects(
    () => loadWeights(network([3, 4, 2]), folder),
    Error,
    "model.json must have at most 67108864 bytes: current value is 68719476736",
  );
  await Deno.remove(folder, { recursive: true });
});
