import { startCompute } from "@forger/core";
import { mnist } from "@forger/data";
import { assert, assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { createDigitNetwork, weightsOf } from "./_digit_network.ts";
import { learnedDigitWeights, type LearnedDigitWeightsOptions } from "./_learned_digit_weights.ts";
import { digitClassifier } from "./digit_classifier.ts";
import { extractFeatures } from "./extract_features.ts";
import type { LabelledImages } from "./labelled_images.ts";

await startCompute({ backend: "tensorflow" });

Deno.test("the classifier reads digits, and its features, logits and probabilities belong together", async () => {
  const classifier = await digitClassifier({ train: () => mnist(), test: () => mnist({ split: "test" }) });
  assert(classifier.accuracy >= 0.99 && classifier.accuracy < 0.995, `accuracy ${classifier.accuracy}`);
  const digits = await mnist({ split: "test" }), indices = tf.range(0, 200, 1, "int32");
  const images = digits.gather(indices), labels = digits.gatherLabels!(indices);
  const before = tf.memory().numTensors;
  const features = await extractFeatures(classifier, [images]);
  assertEquals([features.count, features.size], [200, 128]);
  const { values: logits } = await extractFeatures(classifier.logitFeatures, [images]);
  assertEquals(tf.memory().numTensors, before);
  const found = classifier.probabilities(images), probabilities = await found.data();
  const right = (await found.argMax(1).equal(labels).sum().data())[0]!;
  assert(right >= 197, `${right} of 200`);
  for (let row = 0; row < 200; row++) { // softmax
    const exponents = logits.subarray(row * 10, row * 10 + 10).map((logit) => Math.exp(logit - logits[row * 10]!));
    const sum = exponents.reduce((total, exponent) => total + exponent, 0);
    exponents.forEach((exponent, digit) => assertAlmostEquals(probabilities[row * 10 + digit]!, exponent / sum, 1e-5));
  }
  const again = await digitClassifier({ train: neverLoaded, test: neverLoaded });
  assertEquals([again.hash, again.accuracy], [classifier.hash, classifier.accuracy]);
  assertThrows(
    () => classifier.extract(tf.zeros([2, 32, 32, 1])),
    TypeError,
    "Cannot read digits as images must have the extractor's shape: expected [batch,28,28,1], received [2,32,32,1]",
  );
  assertThrows(() => classifier.probabilities(tf.zeros([28, 28, 1])), TypeError, "received [28,28,1]");
  digits.dispose();
});

function neverLoaded(): Promise<LabelledImages> {
  throw new Error("was loaded although weights are kept");
}

/** Two bright rows where the label says: easily learned. */
function bars(seen: string[] = [], change: Partial<LabelledImages> = {}): () => Promise<LabelledImages> {
  seen.push("loaded");
  return () =>
    Promise.resolve({
      size: 500,
      shape: [28, 28, 1],
      range: [-1, 1],
      gather: (indices) =>
        tf.tidy(() => {
          const rows = tf.range(0, 28).div(2).floor().reshape([1, 28, 1, 1]);
          return rows.equal(indices.mod(10).toFloat().reshape([-1, 1, 1, 1])).toFloat().mul(2).sub(1).tile([
            1,
            1,
            28,
            1,
          ]);
        }),
      gatherLabels: (indices) => indices.mod(10).toInt(),
      dispose: () => void seen.push("disposed"),
      ...change,
    });
}

/** A short training in a folder of its own. */
async function shortly(options: Partial<LearnedDigitWeightsOptions> = {}) {
  const network = createDigitNetwork(), phases: string[] = [];
  const file = options.file ?? `${await Deno.makeTempDir()}/new/digits.safetensors`;
  const { accuracy } = await learnedDigitWeights(network, {
    train: bars(),
    test: bars(),
    file,
    steps: 30,
    onProgress: ({ phase, done, total }) => void phases.push(total ? `${phase} ${done}/${total}` : phase),
    ...options,
  });
  const weights = await Promise.all(weightsOf(network).map((weight) => weight.data()));
  return { accuracy, file, phases, weights };
}

Deno.test("what was learned is kept, and read without any images", async () => {
  const first = await shortly();
  assertEquals(first.accuracy, 1);
  assertEquals(first.phases, ["train 20/30", "train 30/30", "test"]);
  const second = await shortly({ file: first.file, train: neverLoaded, test: neverLoaded });
  assertEquals([second.accuracy, second.phases], [1, []]);
  assertEquals(second.weights, first.weights);
});

for (const place of ["weight", "accuracy", "length"] as const) {
  Deno.test(`weights are trained again to the same bits where their ${place} was damaged`, async () => {
    const first = await shortly(), bytes = await Deno.readFile(first.file);
    const text = new TextDecoder("latin1").decode(bytes);
    const at = text.indexOf('"accuracy":"1"') + '"accuracy":"'.length;
    if (place === "weight") bytes[bytes.length - 1_000_002]! ^= 4;
    if (place === "accuracy") bytes[at] = "2".charCodeAt(0);
    await Deno.writeFile(first.file, place === "length" ? bytes.subarray(0, -1) : bytes);
    const second = await shortly({ file: first.file });
    assertEquals(second.phases, ["damage", "train 20/30", "train 30/30", "test"]);
    assertEquals(second.weights, first.weights);
    assertEquals((await shortly({ file: first.file, train: neverLoaded })).phases, []);
  });
}

Deno.test("one trains and the others wait for it", async () => {
  const file = `${await Deno.makeTempDir()}/digits.safetensors`;
  const [one, other] = await Promise.all([shortly({ file }), shortly({ file })]);
  const [trained, waited] = one.phases[0] === "wait" ? [other, one] : [one, other];
  assertEquals([trained.phases, waited.phases], [["train 20/30", "train 30/30", "test"], ["wait"]]);
  assertEquals(waited.weights, trained.weights);
});

Deno.test("a network that has not learned enough is refused, and not kept", async () => {
  const wrong = (indices: tf.Tensor) => indices.add(1).mod(10).toInt(); // says of each bar that it is the next one
  const file = `${await Deno.makeTempDir()}/digits.safetensors`;
  await assertRejects(
    () => shortly({ file, test: bars([], { gatherLabels: wrong }) }),
    Error,
    "must read 98.8 % of the test images rightly after training: current value is 0 %",
  );
  await assertRejects(() => Deno.stat(file), Deno.errors.NotFound);
});

const misfits: [change: Partial<LabelledImages>, message: string][] = [
  [{ shape: [32, 32, 1] }, "expected [28,28,1] in [-1,1], received [32,32,1] in [-1,1] with labels"],
  [{ range: [0, 1] }, "received [28,28,1] in [0,1] with labels"],
  [{ gatherLabels: undefined }, "received [28,28,1] in [-1,1] without labels"],
];

for (const [change, message] of misfits) {
  Deno.test(`images to learn from are refused: ${message}`, async () => {
    await assertRejects(() => shortly({ train: bars([], change) }), TypeError, message);
    await assertRejects(() => shortly({ test: bars([], change) }), TypeError, message);
  });
}
