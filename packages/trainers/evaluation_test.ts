import { type LayersModel, startCompute } from "@forger/core";
import { arraySource, ringOfGaussians, type Source } from "@forger/data";
import type { FeatureExtractor } from "@forger/metrics";
import { normalLatent } from "@forger/samplers";
import { assert, assertAlmostEquals, assertEquals, assertMatch, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { Evaluation, type EvaluationOptions } from "./evaluation.ts";

await startCompute({ backend: "cpu" });

/** The mean of each image. */
const brightness: FeatureExtractor = {
  name: "brightness",
  hash: "1",
  size: 1,
  extract: (images) => images.mean([1, 2, 3]).expandDims(1),
};

const SHAPE = [2, 2, 1];

/** Images of one grey each: of image i the i-th value. */
function greys(values: readonly number[], changes: Parameters<typeof arraySource>[0] | object = {}): Source {
  const pixels = Float32Array.from(values.flatMap((value) => [value, value, value, value]));
  return arraySource({ name: "greys", values: pixels, shape: SHAPE, range: [-1, 1], ...changes });
}

/** A generator that adds a number to what it makes of latents. */
function generatorOf(
  { scale = 0, add, shape = SHAPE }: { scale?: number; add: number; shape?: readonly number[] },
): LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.dense({
        units: tf.util.sizeFromShape([...shape]),
        inputShape: [3],
        kernelInitializer: tf.initializers.constant({ value: scale }),
        biasInitializer: tf.initializers.constant({ value: add }),
      }),
      tf.layers.reshape({ targetShape: [...shape] }),
    ],
  });
}

const latent = normalLatent(3);

/** The values of a generator by their names. */
async function measured(data: Source, generator: LayersModel, options: EvaluationOptions, seeds = [1]) {
  const evaluation = await Evaluation.open(data, options);
  try {
    return await evaluation.measure({ generator, latent }, seeds);
  } finally {
    evaluation.dispose();
  }
}

Deno.test("the Fréchet distance to a generator of one grey is that of the formula", async () => {
  const data = greys([-0.5, 0, 0.5]); // mean 0 and variance 1/4
  const [value] = await measured(data, generatorOf({ add: 0.25 }), {
    metrics: ["frechet-distance"],
    extractor: brightness,
    samples: 3,
  });
  assertAlmostEquals(value!.value, 0.25 ** 2 + 0.25, 1e-6);
  assertEquals([value!.name, value!.better, value!.standardDeviation], ["frechet-distance", "lower", 0]);
});

Deno.test("extractors see images in [-1, 1], and the card says from where values came", async () => {
  const data = greys([0.25, 0.5, 0.75], { range: [0, 1] }); // -0.5, 0 and 0.5 when scaled
  const [value] = await measured(data, generatorOf({ add: 0.625 }), {
    metrics: ["frechet-distance"],
    extractor: { ...brightness, resizing: "to 1 x 1" },
    samples: 3,
  });
  assertAlmostEquals(value!.value, 0.25 ** 2 + 0.25, 1e-6);
  assertEquals(value!.card.resizing, "values from [0,1] to [-1,1], then to 1 x 1");
});

Deno.test("points are their own features, unscaled", async () => {
  const data = ringOfGaussians({ count: 50 });
  const collapsed = generatorOf({ add: 0, shape: [2] });
  const [distance, covered, share] = await measured(data, collapsed, {});
  assertEquals([covered!.value, share!.value], [0, 0]);
  assertEquals(covered!.card.extractor.name, "coordinates");
  // all points must go from the origin to the circle: in a random direction √(E x² / 2)
  const points = [...await data.gather(tf.range(0, 50, 1, "int32")).data()];
  const square = points.reduce((sum, one) => sum + one * one, 0) / 50;
  assertAlmostEquals(distance!.value, Math.sqrt(square / 2), 0.1);
});

Deno.test("a card says all that decides a value, and each repeat is of its own seed", async () => {
  const data = { ...greys([-0.5, 0, 0.5, 1]), fingerprint: "abc" };
  const options = { metrics: ["precision-recall"], extractor: brightness, samples: 6 };
  const [precision, recall] = await measured(data, generatorOf({ scale: 0.2, add: 0 }), options, [5, 6]);
  assertEquals([precision!.name, recall!.name, recall!.repeats.length], ["precision", "recall", 2]);
  assertEquals(precision!.card, {
    metric: "precision",
    settings: { nearest: 3, data: "greys", dataRows: 4, split: "all rows of the source", fingerprint: "abc" },
    extractor: { name: "brightness", hash: "1" },
    realCount: 4,
    fakeCount: 6,
    resizing: "none",
    seeds: [5, 6],
  });
});

Deno.test("the same seed gives the same value, another one another", async () => {
  const data = greys([-0.5, 0, 0.5, 1, 0.25, 0.75]), generator = generatorOf({ scale: 0.2, add: 0 });
  const options = { metrics: ["pairwise-diversity"], extractor: brightness };
  const [value] = await measured(data, generator, options, [1, 2, 1]);
  assertEquals(value!.repeats[0], value!.repeats[2]);
  assert(value!.repeats[0] !== value!.repeats[1]);
});

Deno.test("labels of a conditional generator are drawn, each class equally often", async () => {
  const seen: number[] = [];
  const labels = tf.input({ shape: [3] }), input = tf.input({ shape: [3] });
  const scores = tf.layers.dense({ units: 4, useBias: false, name: "of_labels" });
  const out = tf.layers.reshape({ targetShape: SHAPE }).apply(scores.apply(labels)) as tf.SymbolicTensor;
  const none = tf.layers.dense({ units: 4, kernelInitializer: "zeros", useBias: false });
  const zeros = tf.layers.reshape({ targetShape: SHAPE }).apply(none.apply(input)) as tf.SymbolicTensor;
  const sum = tf.layers.add().apply([out, zeros]) as tf.SymbolicTensor;
  const generator = tf.model({ inputs: [input, labels], outputs: sum });
  scores.setWeights([tf.tensor2d([[0, 0, 0, 0], [1, 1, 1, 1], [2, 2, 2, 2]])]);
  const listening: FeatureExtractor = {
    ...brightness,
    extract(images) {
      const means = brightness.extract(images) as tf.Tensor;
      seen.push(...means.dataSync());
      return means;
    },
  };
  const data = greys([-0.5, 0, 0.5]);
  await measured(data, generator, { metrics: ["pairwise-diversity"], extractor: listening, samples: 900 });
  const drawn = seen.slice(3);
  for (const label of [0, 1, 2]) {
    const share = drawn.filter((value) => value === label).length / 900;
    assertAlmostEquals(share, 1 / 3, 4 * Math.sqrt(2 / 9 / 900));
  }
  assert(String(drawn.slice(0, 9)) !== "0,1,2,0,1,2,0,1,2");
});

Deno.test("real rows are measured against other real rows where there are enough", async () => {
  const values = Array.from({ length: 40 }, (_, index) => Math.sin(index * index));
  const metrics = ["frechet-distance", "pairwise-diversity"], data = greys(values);
  const few = await Evaluation.open(data, { metrics, extractor: brightness, samples: 20 });
  const half = await few.measureReal();
  assertEquals([...half.keys()], metrics);
  assert(half.get("frechet-distance")! > 0 && half.get("frechet-distance")! < 0.5);
  const all = await Evaluation.open(data, { metrics, extractor: brightness, samples: 21 });
  const own = await all.measureReal();
  assertEquals([...own.keys()], ["pairwise-diversity"]);
});

const defaults: [
  what: string,
  data: () => Source,
  options: EvaluationOptions,
  metrics: readonly string[],
  note?: RegExp,
][] = [
  ["points with modes", () => ringOfGaussians({ count: 20 }), {}, ["sliced-wasserstein", "modes"]],
  ["points without modes", () => ({ ...ringOfGaussians({ count: 20 }), modes: undefined } as unknown as Source), {}, [
    "sliced-wasserstein",
    "kernel-distance",
  ]],
  [
    "few images",
    () => greys([0, 1, 0.5, 0.25, 0.75, -1]),
    {},
    ["kernel-distance", "precision-recall", "density-coverage", "memorisation", "pairwise-diversity"],
    /^The Fréchet distance is left out, as it is far too great with 6 rows of 224 numbers: it needs 2048\./,
  ],
  ["few images in brief", () => greys([0, 1, 0.5, 0.25]), { brief: true }, ["kernel-distance"], /left out/],
  [
    "very few images",
    () => greys([0, 1, 0.5, 0.25]),
    { samples: 5 },
    ["kernel-distance", "precision-recall", "memorisation", "pairwise-diversity"],
    /density-coverage is left out, as it needs 6 rows: there are 4/,
  ],
  [
    "many images",
    () => greys(Array.from({ length: 2048 }, (_, index) => index / 2048)),
    { brief: true },
    ["frechet-distance"],
  ],
  [
    "many images of more features",
    () => greys(Array.from({ length: 2048 }, (_, index) => index / 2048)),
    { brief: true, extractor: { ...brightness, size: 2048 } },
    ["kernel-distance"],
    /with 2048 rows of 2048 numbers: it needs 2049/,
  ],
];

for (const [what, data, options, metrics, note] of defaults) {
  Deno.test(`without names the metrics of ${what} are ${metrics.join(", ")}`, async () => {
    const evaluation = await Evaluation.open(data(), options);
    assertEquals(evaluation.metrics, metrics);
    assertEquals(evaluation.notes.length > 0, note !== undefined);
    if (note) assertMatch(evaluation.notes.join("\n"), note);
  });
}

const refused: [
  what: string,
  data: () => Source,
  options: EvaluationOptions,
  error: ErrorConstructor,
  message: string,
][] = [
  [
    "an unknown metric",
    () => greys([0, 1]),
    { metrics: ["frechet"] },
    RangeError,
    'current value is frechet, did you mean "',
  ],
  ["a member of all objects", () => greys([0, 1]), { metrics: ["toString"] }, RangeError, "current value is toString"],
  [
    "no samples",
    () => greys([0, 1]),
    { samples: 0 },
    RangeError,
    "samples must be a positive integer: current value is 0",
  ],
  [
    "too few rows for the Fréchet distance",
    () => greys([0, 1, 0.5, 0.25]),
    { metrics: ["frechet-distance"], samples: 100 },
    RangeError,
    "there must be at least 225 real and generated rows, more than the 224 numbers of a row of " +
    '"random convolutions 32-64-128, seed 0": current values are 4 and 100. Real rows in all: 4; or take ' +
    "kernel-distance, which needs no more than 4 and has no bias",
  ],
  [
    "too few samples for the Fréchet distance",
    () => greys(Array.from({ length: 300 }, (_, index) => index / 300)),
    { metrics: ["frechet-distance"], samples: 5 },
    RangeError,
    "current values are 5 and 5. Take more samples; or take kernel-distance",
  ],
  [
    "too few rows for neighbours",
    () => greys([0, 1, 0.5]),
    { metrics: ["precision-recall"] },
    RangeError,
    "Cannot evaluate by precision-recall as there must be at least 4 real and generated rows: current values are 3 and 3",
  ],
  [
    "modes of images",
    () => greys([0, 1]),
    { metrics: ["modes"] },
    TypeError,
    "Cannot evaluate greys by modes as it must hold points of the plane and say where their modes are: shape [2,2,1]",
  ],
  [
    "scores of images that are no digits",
    () => greys([0, 1]),
    { metrics: ["mnist-score"] },
    TypeError,
    "Cannot evaluate greys by mnist-score as its rows must be images of digits: expected [28,28,1], received [2,2,1]",
  ],
  [
    "the classifier of digits for other images",
    () => greys([0, 1]),
    { extractor: "digits" },
    TypeError,
    'by extractor "digits" as they must have its shape: expected [28,28,1], received [2,2,1]',
  ],
  [
    "an extractor for points",
    () => ringOfGaussians({ count: 9 }),
    { extractor: "pixels" },
    TypeError,
    'Cannot evaluate points by extractor "pixels" as it must have images [height, width, channels]',
  ],
  ["an unknown extractor", () => greys([0, 1]), { extractor: "digit" }, RangeError, 'did you mean "digits"?'],
  [
    "one image alone",
    () => greys([0]),
    {},
    RangeError,
    "Cannot evaluate by kernel-distance as there must be at least 4 real and generated rows: current values are 1 and 1. " +
    "Real rows in all: 1",
  ],
  [
    "a network's file that is missing",
    () => greys([0, 1]),
    { extractor: "/nowhere/model.json" },
    Error,
    "/nowhere/model.json",
  ],
];

for (const [what, data, options, error, message] of refused) {
  Deno.test(`an evaluation refuses ${what}`, async () => {
    await assertRejects(() => Evaluation.open(data(), options), error, message);
  });
}

const unmeasured: [
  what: string,
  data: () => Source,
  generator: LayersModel,
  error: ErrorConstructor,
  message: string,
][] = [
  [
    "a generator of NaN",
    () => greys([0, 1, 0.5, 0.25]),
    generatorOf({ add: NaN }),
    RangeError,
    "Cannot evaluate the generator as all numbers that it makes must be finite: current value of row 0 is NaN. Its training",
  ],
  [
    "real images that are all the same",
    () => greys([0.5, 0.5, 0.5, 0.5]),
    generatorOf({ add: 0 }),
    RangeError,
    "real features must differ: all 4 rows are the same, so the extractor sees nothing",
  ],
  [
    "a generator of other images",
    () => greys([0, 1, 0.5, 0.25]),
    generatorOf({ add: 0, shape: [3, 2, 1] }),
    TypeError,
    "as it must make rows of the same shape: expected [2,2,1], received [3,2,1]",
  ],
];

for (const [what, data, generator, error, message] of unmeasured) {
  Deno.test(`${what} cannot be measured`, async () => {
    const options = { metrics: ["kernel-distance"], extractor: brightness };
    await assertRejects(() => measured(data(), generator, options), error, message);
  });
}

Deno.test("no seed is refused", async () => {
  const options = { metrics: ["kernel-distance"], extractor: brightness };
  await assertRejects(
    () => measured(greys([0, 1, 0.5, 0.25]), generatorOf({ add: 0 }), options, []),
    RangeError,
    "there must be a seed",
  );
});

Deno.test("a seed out of range is refused before anything is generated", async () => {
  const options = { metrics: ["kernel-distance"], extractor: brightness };
  let asked = 0;
  const onProgress = () => void asked++;
  await assertRejects(
    () => measured(greys([0, 1, 0.5, 0.25]), generatorOf({ add: 0 }), { ...options, onProgress }, [1, 2 ** 53]),
    RangeError,
    "seeds must be integers from 0 to 2^53 - 1: current value is 9007199254740992",
  );
  assertEquals(asked, 0);
});

Deno.test("an evaluation leaves no tensors, also where it fails", async () => {
  const data = greys([0, 1, 0.5, 0.25], { range: [0, 1] }), good = generatorOf({ scale: 1, add: 0 });
  const bad = generatorOf({ add: NaN }), before = tf.memory().numTensors;
  await measured(data, good, {}, [1, 2]);
  await assertRejects(() => measured(data, bad, {}));
  assertEquals(tf.memory().numTensors, before);
});
