import type { Experiment, Run } from "@forger/trainers";
import { assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { ema } from "./ema.ts";
import { spectralNormalization } from "./spectral_normalization.ts";
import { hook } from "./testdata/drive.ts";
import { fakeRun } from "./testdata/fake_run.ts";

/** A network that multiplies by 4 and by 2 in turn along the first axis, with singular values 4, 1 and 2, 0. */
function network(): tf.LayersModel {
  const inner = tf.sequential({ layers: [tf.layers.dense({ units: 1, useBias: false, inputShape: [2] })] });
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 2, biasInitializer: "ones", inputShape: [2] }), inner],
  });
  model.setWeights([tf.tensor2d([[4, 0], [0, 1]]), tf.tensor1d([0.5, 0]), tf.tensor2d([[2], [0]])]);
  return model;
}

const INPUT = tf.tensor2d([[3, 7]]);
const answer = (model: tf.LayersModel, training = false) =>
  (model.apply(INPUT, { training }) as tf.Tensor).dataSync()[0]!;

async function begin(players: "discriminator" | "generator" | "both" = "discriminator") {
  const plugin = spectralNormalization({ players });
  const networks = { discriminator: network(), generator: network() };
  const run: Run = await fakeRun({ networks });
  await hook(plugin, "onTrainBegin")(run);
  return { ...networks, plugin, run };
}

Deno.test("each kernel is divided by its largest singular value, the bias is not, also in a network within", async () => {
  const { discriminator, generator } = await begin();
  assertEquals(answer(generator), (3 * 4 + 0.5) * 2);
  assertAlmostEquals(answer(discriminator), 3 + 0.5, 1e-5);
  assertEquals(discriminator.getWeights()[0]!.dataSync()[0], 4); // what is trained stays
});

Deno.test("at the end the divided kernels become the weights, and the network answers the same", async () => {
  const { discriminator, plugin, run } = await begin();
  const during = answer(discriminator);
  await hook(plugin, "onTrainEnd")("finished", run);
  assertEquals(answer(discriminator), during);
  assertAlmostEquals(discriminator.getWeights()[0]!.dataSync()[3]!, 1 / 4, 1e-5);
  assertEquals(Object.hasOwn(discriminator.layers[0]!, "call"), false);
});

for (const [players, normalized] of [["generator", [false, true]], ["both", [true, true]]] as const) {
  Deno.test(`players ${players}: whose layers are normalized`, async () => {
    const { discriminator, generator } = await begin(players);
    assertEquals([discriminator, generator].map((model) => answer(model) < 4), [...normalized]);
  });
}

Deno.test("the estimate follows a kernel that changes, in training passes only", async () => {
  const { discriminator } = await begin();
  discriminator.setWeights([
    tf.tensor2d([[2, 1], [1, 2]]), // singular values 3 and 1, the first along the diagonal
    tf.zeros([2]),
    tf.tensor2d([[0], [1]]),
  ]);
  const once = answer(discriminator);
  assertEquals(answer(discriminator), once);
  for (let pass = 0; pass < 10; pass++) answer(discriminator, true);
  assertAlmostEquals(answer(discriminator), 17 / 3, 1e-4);
  assertAlmostEquals(once, 17 / Math.sqrt(41 / 5), 1e-4);
});

Deno.test("the estimates are in the state, by layer, and are taken back", async () => {
  const { discriminator, plugin, run } = await begin();
  const saved = hook(plugin, "saveState")() as Record<string, tf.Tensor>;
  assertEquals(Object.keys(saved).map((name) => name.split("/").slice(0, 2)), [["discriminator", "0"], [
    "discriminator",
    "1",
  ]]);
  const copies = Object.fromEntries(Object.entries(saved).map(([name, u]) => [name, tf.tensor(u.dataSync().slice())]));
  const before = answer(discriminator);
  for (const u of Object.values(saved)) (u as tf.Variable).assign(tf.fill(u.shape, 0.7));
  assertNotEquals(answer(discriminator), before);
  hook(plugin, "restoreState")(copies, run);
  assertEquals(answer(discriminator), before);
  await hook(plugin, "onTrainEnd")("finished", run);
  assertEquals(hook(plugin, "saveState")(), {});
});

Deno.test("gradients are those of the divided kernel: nothing is gained by a larger one", async () => {
  const { discriminator } = await begin();
  const kernel = discriminator.getWeights()[0] as tf.Variable;
  const { grads } = tf.variableGrads(() => (discriminator.apply(INPUT) as tf.Tensor).asScalar(), [kernel]);
  const [gradient] = Object.values(grads);
  // the first entry is divided by itself, so that its derivative is 0
  assertAlmostEquals(gradient!.dataSync()[0]!, 0, 1e-5);
});

Deno.test("a network without kernels is refused", async () => {
  const flat = tf.sequential({ layers: [tf.layers.flatten({ inputShape: [1, 1] })] });
  const run = await fakeRun({ networks: { discriminator: flat, generator: flat } });
  const start = () => void hook(spectralNormalization(), "onTrainBegin")(run);
  assertThrows(start, TypeError, "Cannot normalize the discriminator as it must have a dense layer or a convolution");
});

Deno.test("a generator that another plugin replaces is refused", () => {
  const configure = (players: "discriminator" | "both") =>
    hook(spectralNormalization({ players }), "onConfigure")({} as Experiment, [ema()]);
  configure("discriminator");
  assertThrows(() => configure("both"), TypeError, "the generator of ema would not be normalized");
});

Deno.test("a pass leaves no tensors behind", async () => {
  const { discriminator } = await begin();
  const pass = () => (discriminator.apply(INPUT, { training: true }) as tf.Tensor).dispose();
  pass();
  const before = tf.memory().numTensors;
  pass();
  assertEquals(tf.memory().numTensors, before);
});
