import { startCompute } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { countParameters } from "./count_parameters.ts";
import { mlp, type MlpOptions } from "./mlp.ts";

await startCompute();

const image = [28, 28, 1];
const sizes: [sizes: MlpOptions["sizes"], parameters: number][] = [
  [[5, 15, 2], 122],
  [[2, 25, 1], 101],
  [[64, 256, 256, image], 283_920],
  [[image, 256, 256, 1], 267_009],
  [[3, 2], 8],
];

for (const [given, parameters] of sizes) {
  Deno.test(`mlp of sizes ${JSON.stringify(given)} has ${parameters} parameters`, () => {
    assertEquals(countParameters(mlp({ name: "network", sizes: given })).total, parameters);
  });
}

Deno.test("mlp leaves nothing behind when it is freed", () => {
  const count = tf.memory().numTensors;
  mlp({ name: "network", sizes: [4, 8, 2] }).dispose();
  assertEquals(tf.memory().numTensors, count);
});

const activations: [activation: MlpOptions["activation"], apply: (input: tf.Tensor) => tf.Tensor][] = [
  [undefined, tf.relu],
  ["relu", tf.relu],
  ["leakyRelu", (input) => tf.maximum(input, tf.mul(0.2, input))],
  ["tanh", tf.tanh],
  ["sigmoid", tf.sigmoid],
  ["elu", tf.elu],
  ["selu", tf.selu],
  ["softplus", tf.softplus],
];

for (const [activation, apply] of activations) {
  Deno.test(`mlp with the activation ${activation} is matrix products with it between them`, () => {
    tf.tidy(() => {
      const network = mlp({ name: "network", sizes: [3, 4, 4, 2], activation, output: "tanh" });
      network.setWeights(network.getWeights().map((weight) => weight.add(0.1)));
      const input = tf.tensor2d([[1, -2, 0.5], [-1, 0.3, 2]]), weights = network.getWeights();
      let expected: tf.Tensor = input;
      for (let layer = 0; layer < 3; layer++) {
        const [kernel, bias] = weights.slice(2 * layer) as [tf.Tensor2D, tf.Tensor];
        const sum = tf.matMul(expected as tf.Tensor2D, kernel).add(bias);
        expected = layer < 2 ? apply(sum) : sum.tanh();
      }
      const found = (network.apply(input) as tf.Tensor).dataSync();
      expected.dataSync().forEach((value, index) => assertAlmostEquals(found[index]!, value, 1e-6));
    });
  });
}

for (const [initializer, bound] of [["heUniform", 6 / 64], ["glorotUniform", 6 / (64 + 256)]] as const) {
  Deno.test(`kernels of mlp begin uniform within the limit of ${initializer}, biases at 0`, () => {
    const [kernel, bias] = mlp({ name: "network", sizes: [64, 256, 1], initializer }).getWeights();
    const limit = Math.sqrt(bound), largest = kernel!.abs().max().dataSync()[0]!;
    assert(largest <= limit * (1 + 1e-6) && largest > 0.99 * limit, `${largest} of ${limit}`);
    assert(bias!.dataSync().every((value) => value === 0));
  });
}

for (
  const [output, expected] of [["linear", -3], ["tanh", Math.tanh(-3)], ["sigmoid", 1 / (1 + Math.exp(3))]] as const
) {
  Deno.test(`the output of mlp goes through ${output}`, () => {
    tf.tidy(() => {
      const network = mlp({ name: "network", sizes: [1, 1], output });
      network.setWeights([tf.tensor2d([[-3]]), tf.zeros([1])]);
      assertAlmostEquals((network.apply(tf.ones([1, 1])) as tf.Tensor).dataSync()[0]!, expected, 1e-6);
    });
  });
}

Deno.test("mlp begins as Glorot has it and ends without an activation, unless told otherwise", () => {
  const { layers } = mlp({ name: "network", sizes: [4, 8, 2], seed: 5 });
  const glorot = mlp({ name: "network", sizes: [4, 8, 2], initializer: "glorotUniform", output: "linear", seed: 5 });
  assertEquals(layers.map((layer) => layer.getConfig()), glorot.layers.map((layer) => layer.getConfig()));
  const unseeded = mlp({ name: "network", sizes: [4, 8] }), zero = mlp({ name: "network", sizes: [4, 8], seed: 0 });
  assertEquals(unseeded.getWeights()[0]!.dataSync(), zero.getWeights()[0]!.dataSync());
});

const sizesRule = "network as sizes must have two entries or more, none of them empty: current value is";
const refused: [options: Partial<MlpOptions>, message: string, type?: typeof TypeError][] = [
  [{ sizes: [] }, `${sizesRule} []`],
  [{ sizes: [2] }, `${sizesRule} [2]`],
  [{ sizes: [[], 1] }, `${sizesRule} [[],1]`],
  [{ sizes: [2, 0, 1] }, "network as sizes must be positive integers: current value is [2,0,1]"],
  [{ sizes: [[28, 1.5], 1] }, "network as sizes must be positive integers: current value is [28,1.5,1]"],
  [
    { sizes: [2, [4, 4], 1] },
    "network as the sizes of hidden layers must be numbers: current value is [2,[4,4],1]",
    TypeError,
  ],
  [{ seed: -1 }, "network as seed must be an integer from 0 to 2^53 - 1: current value is -1"],
  [{ name: "a b" }, 'mlp as name must be letters, digits and underscores, a letter first: current value is "a b"'],
];

for (const [options, message, type = RangeError] of refused) {
  Deno.test(`mlp refuses ${JSON.stringify(options)}`, () => {
    assertThrows(() => mlp({ name: "network", sizes: [2, 1], ...options }), type, `Cannot build ${message}`);
  });
}
