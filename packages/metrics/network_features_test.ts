import { startCompute, writeAtomically } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { join } from "node:path";
import { extractFeatures } from "./extract_features.ts";
import { frechetDistance } from "./frechet_distance.ts";
import { networkFeatures, type NetworkFeaturesOptions } from "./network_features.ts";

await startCompute({ backend: "cpu" });

/** Adds up each channel of a 2 x 2 image, then mixes the sums. */
function tinyModel(scale = 1): tf.LayersModel {
  const model = tf.sequential({
    name: "tiny",
    layers: [
      tf.layers.conv2d({ inputShape: [2, 2, 3], filters: 2, kernelSize: 1, useBias: false, name: "mix" }),
      tf.layers.flatten({ name: "flat" }),
      tf.layers.dense({ units: 1, useBias: false, name: "sum" }),
    ],
  });
  tf.tidy(() => {
    model.getLayer("mix").setWeights([tf.tensor4d([1, 0, 0, 1, 1, 1].map((weight) => weight * scale), [1, 1, 3, 2])]);
    model.getLayer("sum").setWeights([tf.ones([8, 1])]);
  });
  return model;
}

/** Writes a model's files as the converter does. */
async function save(artifacts: tf.io.ModelArtifacts, change: Record<string, unknown> = {}): Promise<string> {
  const folder = await Deno.makeTempDir();
  const { weightData, weightSpecs, modelTopology, format } = artifacts;
  const weightsManifest = [{ paths: ["group1-shard1of1.bin"], weights: weightSpecs }];
  await Deno.writeFile(join(folder, "group1-shard1of1.bin"), new Uint8Array(weightData as ArrayBuffer));
  const description = { format, modelTopology, weightsManifest, ...change };
  await writeAtomically(join(folder, "model.json"), JSON.stringify(description));
  return join(folder, "model.json");
}

async function artifactsOf(model: tf.LayersModel): Promise<tf.io.ModelArtifacts> {
  let found: tf.io.ModelArtifacts | undefined;
  await model.save(tf.io.withSaveHandler((artifacts) => {
    found = artifacts;
    return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } });
  }));
  return found!;
}

/** A graph as the converter writes it: the input times a weight, a node called `scaled`, then its mean over places. */
const graphArtifacts: tf.io.ModelArtifacts = {
  format: "graph-model",
  modelTopology: {
    versions: { producer: 1087 },
    node: [
      {
        name: "images",
        op: "Placeholder",
        attr: {
          dtype: { type: "DT_FLOAT" },
          shape: { shape: { dim: [{ size: "-1" }, { size: "-1" }, { size: "-1" }, { size: "3" }] } },
        },
      },
      {
        name: "weight",
        op: "Const",
        attr: { dtype: { type: "DT_FLOAT" }, value: { tensor: { dtype: "DT_FLOAT", tensorShape: {} } } },
      },
      {
        name: "axes",
        op: "Const",
        attr: {
          dtype: { type: "DT_INT32" },
          value: { tensor: { dtype: "DT_INT32", tensorShape: { dim: [{ size: "2" }] } } },
        },
      },
      { name: "scaled", op: "Mul", input: ["images", "weight"], attr: { T: { type: "DT_FLOAT" } } },
      {
        name: "means",
        op: "Mean",
        input: ["scaled", "axes"],
        attr: { keep_dims: { b: false }, T: { type: "DT_FLOAT" } },
      },
    ],
  },
  weightSpecs: [
    { name: "weight", shape: [], dtype: "float32" },
    { name: "axes", shape: [2], dtype: "int32" },
  ],
  weightData: concat(Float32Array.of(3), Int32Array.of(1, 2)),
};

function concat(...arrays: (Float32Array | Int32Array)[]): ArrayBuffer {
  return tf.io.concatenateArrayBuffers(arrays.map((array) => array.buffer as ArrayBuffer));
}

const IMAGE = [0.5, 0, 0.25, -1, 1, 0.5, 0, 0, 0.75, 1, -1, 0];
const image = () => tf.tensor4d(IMAGE, [1, 2, 2, 3]);

const values = async (options: NetworkFeaturesOptions, images: tf.Tensor = image()) => {
  const extractor = await networkFeatures(options);
  const { values } = await extractFeatures(extractor, [images]);
  assertEquals(extractor.size * images.shape[0]!, values.length);
  return [...values];
};

Deno.test("the output of a layers model, and of its layers by name, with means over places", async () => {
  const model = tinyModel();
  const [sum] = await values({ model });
  assertAlmostEquals(sum!, 0.5 + 0 + 0 + 2 * 1.5, 1e-6); // both channels of all four pixels
  const mix = await values({ model, layer: "mix" });
  [2 / 4, 1.5 / 4].forEach((mean, index) => assertAlmostEquals(mix[index]!, mean, 1e-6));
  assertEquals((await values({ model, layer: "flat" })).length, 8);
});

Deno.test("a model from its file gives the same, without tensors left", async () => {
  const path = await save(await artifactsOf(tinyModel()));
  const before = tf.memory().numTensors, images = image();
  const extractor = await networkFeatures({ path, layer: "mix" });
  assertEquals([extractor.name, extractor.size], ["model.json, mix", 2]);
  const { values: found } = await extractFeatures(extractor, [images]);
  assertEquals([...found], await values({ model: tinyModel(), layer: "mix" }, images));
  extractor.dispose();
  const again = await networkFeatures({ path, layer: "mix" });
  assertEquals(again.hash, extractor.hash);
  again.dispose();
  assert(tf.memory().numTensors - before <= 1 + 2, "the image, and the weights of the second tiny model");
});

Deno.test("a converted graph gives what its nodes compute", async () => {
  const path = await save(graphArtifacts);
  const means = await values({ path, size: [2, 2] });
  [0.375, 0, 1.125].forEach((mean, index) => assertAlmostEquals(means[index]!, mean, 1e-6));
  const scaled = await values({ path, size: [2, 2], layer: "scaled", name: "own" });
  assertEquals(scaled.map((value) => value.toFixed(6)), means.map((value) => value.toFixed(6)));
  const model = await tf.loadGraphModel({ load: () => Promise.resolve(graphArtifacts) });
  assertEquals(await values({ model, size: [2, 2] }), means);
});

Deno.test("images come to the network's size and range, and the extractor says how", async () => {
  const path = await save(graphArtifacts);
  const extractor = await networkFeatures({ path, size: [3, 5], range: [0, 255], resize: "bilinear" });
  assertEquals(
    extractor.resizing,
    "to 3 x 5 x 3 (bilinear with anti-aliasing as Pillow's, on float32, clipped), from [-1,1] to [0,255]",
  );
  const { values: found } = await extractFeatures(extractor, [tf.fill([2, 16, 9, 3], -0.6)]);
  found.forEach((value) => assertAlmostEquals(value, 3 * 51, 1e-3));
});

Deno.test("the hash follows weights, layer and what is done to images", async () => {
  const made = await Promise.all([
    networkFeatures({ model: tinyModel() }),
    networkFeatures({ model: tinyModel(2) }),
    networkFeatures({ model: tinyModel(), layer: "mix" }),
    networkFeatures({ model: tinyModel(), range: [0, 1] }),
    networkFeatures({ model: tinyModel(), resize: "bilinear" }),
    networkFeatures({ model: tinyModel(), mean: [0, 0, 1] }),
  ]);
  assertEquals(new Set(made.map(({ hash }) => hash)).size, made.length);
  assertEquals((await networkFeatures({ model: tinyModel(), name: "other name" })).hash, made[0]!.hash);
  assertNotEquals(made[0]!.name, made[2]!.name);
});

const two = () => {
  const [a, b] = [tf.input({ shape: [2, 2, 3] }), tf.input({ shape: [2, 2, 3] })];
  return tf.model({ inputs: [a, b], outputs: tf.layers.add().apply([a, b]) as tf.SymbolicTensor });
};
const vectors = () => tf.sequential({ layers: [tf.layers.dense({ inputShape: [4], units: 2 })] });
const lines = () => tf.sequential({ layers: [tf.layers.reshape({ inputShape: [2, 2, 3], targetShape: [4, 3] })] });

const faults: [options: () => NetworkFeaturesOptions, error: ErrorConstructor, message: string][] = [
  [() => ({}), TypeError, "exactly one of path and model must be given"],
  [() => ({ path: "x", model: tinyModel() }), TypeError, "exactly one of path and model"],
  [() => ({ model: tinyModel(), layer: "mx" }), RangeError, 'current value is mx, did you mean "mix"?'],
  [() => ({ model: tinyModel(), size: [3, 3] }), RangeError, "the network's own, [2,2]: current value is [3,3]"],
  [() => ({ model: tinyModel(), range: [1, 1] }), RangeError, "range must be [low, high] with low < high"],
  [() => ({ model: two() }), TypeError, "must have one input, of images: current value is 2"],
  [() => ({ model: vectors() }), TypeError, "expected [batch,height,width,channels], received [any,4]"],
  [() => ({ model: lines() }), TypeError, "features with height and width: current shape is [1,4,3]"],
];

for (const [options, error, message] of faults) {
  Deno.test(`a network is refused: ${message}`, async () => {
    await assertRejects(async () => await networkFeatures(options()), error, message);
  });
}

Deno.test("a graph is refused without a size, and by the name of a missing node", async () => {
  const path = await save(graphArtifacts);
  await assertRejects(() => networkFeatures({ path }), RangeError, "size must be given where the network takes any");
  await assertRejects(() => networkFeatures({ path, size: [2, 2], layer: "pool" }), Error, "(layer pool)");
});

const damages: [name: string, damage: (path: string) => Promise<void>, message: string][] = [
  [
    "a missing file",
    (path) => Deno.remove(path),
    "model.json must be a saved network, with its weights beside it: No such",
  ],
  ["missing weights", (path) => Deno.remove(join(path, "..", "group1-shard1of1.bin")), "No such file"],
  ["text that is no JSON", (path) => Deno.writeTextFile(path, "{"), "model.json must be a saved network"],
  ["another JSON file", (path) => Deno.writeTextFile(path, "{}"), "it has no modelTopology and weightsManifest"],
  [
    "weights that are cut off",
    (path) => Deno.truncate(join(path, "..", "group1-shard1of1.bin"), 52),
    "group1-shard1of1.bin must have 56 bytes: current value is 52",
  ],
  [
    "a description that is too long",
    (path) => Deno.truncate(path, 2 ** 26 + 1),
    "model.json must have at most 67108864 bytes: current value is 67108865",
  ],
  [
    "weights elsewhere",
    async (path) => Deno.writeTextFile(path, (await Deno.readTextFile(path)).replace("group1-", "../group1-")),
    'files of weights must lie in the same folder: current value is "../group1-shard1of1.bin"',
  ],
  [
    "an unknown layer",
    async (path) => Deno.writeTextFile(path, (await Deno.readTextFile(path)).replace('"Flatten"', '"Flat"')),
    "model.json must hold a network of known layers: Unknown layer: Flat",
  ],
];

for (const [name, damage, message] of damages) {
  Deno.test(`${name} is refused`, async () => {
    const path = await save(await artifactsOf(tinyModel()));
    await damage(path);
    await assertRejects(() => networkFeatures({ path }), Error, message);
  });
}

Deno.test("images that do not fit are refused", async () => {
  const extractor = await networkFeatures({ model: tinyModel(), resize: "none" });
  assertThrows(
    () => extractor.extract(tf.zeros([1, 4, 4, 3])),
    TypeError,
    "Cannot make features by a network as images must fit the network: expected [batch,2,2,3 or 1], received [1,4,4,3]",
  );
  assertThrows(() => extractor.extract(tf.zeros([1, 2, 2, 2])), TypeError, "received [1,2,2,2]");
});

Deno.test("values that are not finite are refused with the image's place", async () => {
  const extractor = await networkFeatures({ model: tinyModel() });
  const images = tf.concat([image(), tf.fill([1, 2, 2, 3], NaN)]);
  await assertRejects(() => extractFeatures(extractor, [images]), RangeError, "current value of image 1 is NaN");
});

Deno.test("constant images have features, of which no distance is made", async () => {
  const extractor = await networkFeatures({ model: tinyModel(), layer: "flat" });
  const blank = await extractFeatures(extractor, [tf.zeros([4, 2, 2, 3])]);
  const fake = await extractFeatures(extractor, [tf.concat([image(), image().neg()])]);
  assertThrows(
    () => frechetDistance(blank, fake),
    RangeError,
    "real features must differ: all 4 rows are the same, so the extractor sees nothing",
  );
});
