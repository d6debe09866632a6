// What every penalty on the discriminator's slope keeps to. A new penalty is a new row of the table.
import { CompiledStep, startCompute, type Tensor, type Variable } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { gradientPenalty } from "./gradient_penalty.ts";
import { centralDifferences } from "./testdata/central_differences.ts";
import { valueAndGradients } from "./testdata/value_and_gradients.ts";
import { zeroCenteredPenalty } from "./zero_centered_penalty.ts";

type Penalty = (discriminate: (images: Tensor) => Tensor, images: Tensor) => Tensor;

const penalties: Readonly<Record<string, Penalty>> = {
  "gradient penalty": gradientPenalty,
  "gradient penalty with a target of 3": (discriminate, images) => gradientPenalty(discriminate, images, { target: 3 }),
  "zero-centred penalty": zeroCenteredPenalty,
};

const activations: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  "leaky ReLU": (x) => x.leakyRelu(0.2),
  "tanh": (x) => x.tanh(),
};

const waves = (shape: number[], phase: number): tf.Tensor =>
  tf.tensor(Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => Math.sin(phase + 1.7 * i)), shape);

/** A convolution, an activation and two dense layers, on images `[3, 5, 5, 1]`. */
function convolutional(activation: (x: Tensor) => Tensor) {
  const images = tf.tidy(() => waves([3, 5, 5, 1], 0.2));
  const weights = [[3, 3, 1, 2], [2], [18, 3], [3, 1]].map((shape, index) =>
    tf.tidy(() => tf.variable(waves(shape, index).mul(0.6)))
  );
  const [kernel, bias, hidden, output] = weights as [Variable, Variable, Variable, Variable];
  const discriminate = (x: Tensor): Tensor =>
    activation(tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, 2, "same").add(bias)).reshape([3, 18]).matMul(hidden)
      .tanh().matMul(output);
  return { images, weights, discriminate };
}

const TOLERANCE = 2e-3;

for (const [name, penalty] of Object.entries(penalties)) {
  for (const backend of ["cpu", "tensorflow"] as const) {
    for (const [activationName, activation] of Object.entries(activations)) {
      Deno.test(`the ${name} through a convolution and ${activationName} has the right gradient by every weight on ${backend}`, async () => {
        await startCompute({ backend });
        const { images, weights, discriminate } = convolutional(activation);
        const loss = () => penalty(discriminate, images);
        const { gradients } = valueAndGradients(loss, weights);
        const expected = centralDifferences(() => tf.tidy(() => loss().dataSync()[0]!), weights, 0.002).flat();
        const scale = Math.max(...expected.map(Math.abs));
        assert(scale > 0.1, `the gradient is as small as ${scale}: it proves little`);
        gradients.flat().forEach((slope, index) =>
          assertAlmostEquals(slope / scale, expected[index]! / scale, TOLERANCE)
        );
        tf.dispose([images, weights]);
      });
    }
  }

  Deno.test(`the ${name} and its gradient are the same inside a compiled step`, async () => {
    await startCompute({ backend: "tensorflow" });
    const { images, weights, discriminate } = convolutional(activations["leaky ReLU"]!);
    const { value, gradients } = valueAndGradients(() => penalty(discriminate, images), weights);
    const squared = gradients.flat().reduce((sum, slope) => sum + slope ** 2, 0);
    const step = new CompiledStep(([images]) => {
      const { value, grads } = tf.variableGrads(() => penalty(discriminate, images!) as tf.Scalar, weights);
      return { value, squared: tf.addN(Object.values(grads).map((gradient) => gradient.square().sum())) };
    }, { mode: "graph" });
    const row = await step.run([images], 1);
    const results = Object.fromEntries(step.outputNames.map((output, index) => [output, row[index]!]));
    assertAlmostEquals(results.value!, value, 1e-5 * value);
    assertAlmostEquals(results.squared!, squared, 1e-5 * squared);
    step.dispose();
    tf.dispose([images, weights]);
  });

  Deno.test(`the ${name} is a scalar, leaves nothing else behind, and refuses an output of another batch`, async () => {
    await startCompute();
    const { images, weights, discriminate } = convolutional(activations.tanh!);
    const count = tf.memory().numTensors;
    const value = penalty(discriminate, images);
    assertEquals([value.shape, value.dtype, tf.memory().numTensors], [[], "float32", count + 1]);
    assertThrows(() => penalty((x) => discriminate(x).mean(), images), TypeError, "output must be [3, …]");
    tf.dispose([value, images, weights]);
  });
}
