import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startCompute, type Tensor } from "@forger/core";
import type { Experiment, Player, Run } from "@forger/trainers";
import { featureMatching, type FeatureMatchingOptions } from "./feature_matching.ts";
import { hook } from "./testdata/drive.ts";
import { lossContext } from "./testdata/step_contexts.ts";

await startCompute({ backend: "cpu" });

function discriminator(middle?: tf.layers.Layer): tf.LayersModel {
  const dense = (name: string, weights: number[][]) =>
    tf.layers.dense({ name, units: weights[0]!.length, useBias: false, weights: [tf.tensor2d(weights)] });
  const input = tf.layers.inputLayer({ name: "images", inputShape: [2] });
  const features = dense("doubled", [[2, 0], [0, 2]]), sums = dense("sums", [[1], [1]]);
  return tf.sequential({ layers: [input, features, ...middle ? [middle] : [], sums, dense("logit", [[3]])] });
}

// means (2, 3) and (0, 1)
const images = () => ({ real: tf.tensor2d([[1, 2], [3, 4]]), fake: tf.tensor2d([[0, 0], [-1, 2], [1, 1]]) });
const terms = { generator: tf.scalar(7) };

function matched(
  options: FeatureMatchingOptions,
  player: Player = "generator",
  shown = images(),
  network = discriminator(),
) {
  const plugin = featureMatching(options);
  hook(plugin, "onTrainBegin")({ networks: { discriminator: network } } as Run);
  const discriminate = (images: Tensor) => network.apply(images) as Tensor;
  return hook(plugin, "transformLoss")(terms, lossContext(player, { images: shown, discriminate }));
}

const valueOf = (changed: ReturnType<typeof matched>) => changed.feature_matching!.dataSync()[0]!;

const cases: [options: FeatureMatchingOptions, expected: number][] = [
  [{}, (2 * (2 + 3) - 2 * (0 + 1)) ** 2], // the input of the last layer is the sum of both
  [{ layer: "sums" }, 64],
  [{ layer: "doubled" }, (2 * 2) ** 2 + (2 * (3 - 1)) ** 2],
  [{ layer: "logit" }, (3 * 8) ** 2],
  [{ layer: "doubled", weight: 0.25 }, 8],
];
for (const [options, expected] of cases) {
  Deno.test(`the distance of mean features with ${JSON.stringify(options)} is ${expected}`, () => {
    const changed = matched(options);
    assertAlmostEquals(valueOf(changed), expected, 1e-4);
    assertEquals(changed.generator, terms.generator);
  });
}

Deno.test("it takes the place of the generator's loss if so wanted", () => {
  assertEquals(Object.keys(matched({ replace: true })), ["feature_matching"]);
});

Deno.test("its gradient by the generated images is the closed form's", () => {
  const { fake, real } = images();
  const gradient = tf.grad((fake: Tensor) =>
    matched({ layer: "doubled" }, "generator", { real, fake: fake as tf.Tensor2D }).feature_matching!
  )(fake).arraySync();
  // d/dx of Σ (4 - mean 2x)²: each image has a third of 2 · (-4) · 2
  (gradient as number[][]).flat().forEach((value) => assertAlmostEquals(value, -16 / 3, 1e-5));
});

Deno.test("layers work as in training: batch normalization takes each batch's own mean", () => {
  const network = discriminator(tf.layers.batchNormalization({ name: "normalized" }));
  assertAlmostEquals(valueOf(matched({ layer: "normalized" }, "generator", images(), network)), 0, 1e-9);
});

Deno.test("the discriminator's loss, and steps without real images, are left alone", () => {
  assertEquals(matched({}, "discriminator"), terms);
  const { fake } = images();
  assertEquals(matched({}, "generator", { fake } as ReturnType<typeof images>), terms);
});

Deno.test("steps without an update of the discriminator are refused", () => {
  const configure = (updates?: Experiment["updates"]) =>
    hook(featureMatching(), "onConfigure")({ updates } as Experiment, []);
  configure();
  configure({ discriminator: 1, generator: 1 });
  assertThrows(
    () => configure({ discriminator: 0, generator: 1 }),
    TypeError,
    "updates.discriminator must be at least 1",
  );
});

Deno.test("an unknown layer is refused, with the nearest name", () => {
  assertThrows(
    () => matched({ layer: "sum" }),
    RangeError,
    'Cannot match features as layer must be one of the discriminator\'s, images, doubled, sums, logit: current value is "sum", did you mean "sums"?',
  );
});
