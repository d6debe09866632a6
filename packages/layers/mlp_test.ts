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

const normalized: MlpOptions = {
  name: "generator",
  sizes: [100, 256, 512, 1024, image],
  activation: "leakyRelu",
  batchNormalization: { momentum: 0.8 },
  output: "tanh",
};

Deno.test("mlp has the networks of Keras-GAN's GAN, to the parameter", () => {
  const discriminator = mlp({ name: "discriminator", sizes: [image, 512, 256, 1], activation: "leakyRelu" });
  const nonTrainable = 2 * (256 + 512 + 1024); // moving means and variances
  assertEquals(countParameters(mlp(normalized)), { total: 1_493_520, trainable: 1_489_936, nonTrainable });
  assertEquals(countParameters(discriminator), { total: 533_505, trainable: 533_505, nonTrainable: 0 });
});

Deno.test("mlp normalizes each hidden layer after its activation, and nothing else", () => {
  const { layers } = mlp(normalized);
  assertEquals(layers.map((layer) => layer.getClassName()), [
    "InputLayer",
    ...["Dense", "LeakyReLU", "BatchNormalization"],
    ...["Dense", "LeakyReLU", "BatchNormalization"],
    ...["Dense", "LeakyReLU", "BatchNormalization"],
    ...["Dense", "Activation", "Reshape"],
  ]);
  const settings = (options: MlpOptions): unknown[] =>
    mlp(options).layers.filter((layer) => layer.getClassName() === "BatchNormalization")
      .map((layer) => layer.getConfig()).map(({ momentum, epsilon }) => [momentum, epsilon]);
  assertEquals(settings(normalized), [[0.8, 1e-3], [0.8, 1e-3], [0.8, 1e-3]]);
  assertEquals(settings({ name: "network", sizes: [3, 4, 2], batchNormalization: {} }), [[0.99, 1e-3]]);
  assertEquals(settings({ name: "network", sizes: [3, 4, 2], batchNormalization: { epsilon: 1e-5 } }), [[0.99, 1e-5]]);
});

Deno.test("mlp in training normalizes by the batch, and otherwise by the moving averages", () => {
  tf.tidy(() => {
    const options = { sizes: [1, 1, 1], batchNormalization: { momentum: 0.75, epsilon: 1 } };
    const network = mlp({ name: "network", ...options });
    const [one, zero] = [tf.ones([1]), tf.zeros([1])], identity = tf.ones([1, 1]);
    network.setWeights([identity, zero, one, zero, identity, zero, zero, one]); // the moving averages come last
    const batch = tf.tensor2d([[1], [5]]); // of mean 3 and variance 4
    const apply = (training: boolean) => [...(network.apply(batch, { training }) as tf.Tensor).dataSync()];
    const check = (found: number[], expected: number[]) =>
      expected.forEach((value, index) => assertAlmostEquals(found[index]!, value, 1e-6));
    check(apply(false), [1 / Math.sqrt(2), 5 / Math.sqrt(2)]);
    check(apply(true), [-2 / Math.sqrt(5), 2 / Math.sqrt(5)]);
    const mean = 0.25 * 3, variance = 0.75 * 1 + 0.25 * 4; // a quarter of the batch's
    check(apply(false), [(1 - mean) / Math.sqrt(variance + 1), (5 - mean) / Math.sqrt(variance + 1)]);
  });
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
  [
    { batchNormalization: { momentum: 1 } },
    "network as batchNormalization.momentum must be in [0, 1): current value is 1",
  ],
  [
    { batchNormalization: { momentum: NaN } },
    "network as batchNormalization.momentum must be in [0, 1): current value is NaN",
  ],
  [
    { batchNormalization: { epsilon: 0 } },
    "network as batchNormalization.epsilon must be a positive number: current value is 0",
  ],
  [
    { activation: "gelu" as "elu" },
    "network as activation must be one of relu, leakyRelu, tanh, sigmoid, elu, selu, softplus: current value is gelu",
  ],
  [
    { output: "softmax" as "tanh" },
    "network as output must be one of linear, tanh, sigmoid: current value is softmax",
  ],
  [
    { initializer: "normal" as "pytorch" },
    "network as initializer must be one of glorotUniform, heUniform, pytorch: current value is normal",
  ],
  [{ outputInitializer: "normal" as "pytorch" }, "network as outputInitializer must be one of glorotUniform"],
  [{ seed: -1 }, "network as seed must be an integer from 0 to 2^53 - 1: current value is -1"],
  [{ name: "a b" }, 'mlp as name must be letters, digits and underscores, a letter first: current value is "a b"'],
];

for (const [options, message, type = RangeError] of refused) {
  Deno.test(`mlp refuses ${JSON.stringify(options)}`, () => {
    assertThrows(() => mlp({ name: "network", sizes: [2, 1], ...options }), type, `Cannot build ${message}`);
  });
}

Deno.test("PyTorch's initializer draws kernels and biases uniformly in ±1/√inputs", () => {
  const network = mlp({ name: "network", sizes: [[10, 10], 400, 300], initializer: "pytorch", seed: 3 });
  for (const [layer, inputs] of [["network_dense_1", 100], ["network_output", 400]] as const) {
    for (const part of ["kernel", "bias"]) {
      const weight = network.weights.find(({ originalName }) => originalName === `${layer}/${part}`)!;
      const values = [...weight.read().dataSync()], limit = 1 / Math.sqrt(inputs);
      const largest = Math.max(...values.map(Math.abs));
      assert(largest <= limit * (1 + 1e-6) && largest > 0.98 * limit, `${layer}/${part}: ${largest} of ${limit}`);
      const meanSquare = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
      assertAlmostEquals(meanSquare, limit ** 2 / 3, 4 * limit ** 2 * Math.sqrt(4 / 45 / values.length));
    }
  }
});

Deno.test("the last layer may begin otherwise than the others", () => {
  const kernels = (options: Partial<MlpOptions>) =>
    mlp({ name: "network", sizes: [20, 30, 5], seed: 3, ...options }).getWeights().map((
      weight,
    ) => [...weight.dataSync()]);
  const mixed = kernels({ initializer: "heUniform", outputInitializer: "glorotUniform" });
  assertEquals(mixed[0], kernels({ initializer: "heUniform" })[0]);
  assertEquals(mixed[2], kernels({})[2]);
});
