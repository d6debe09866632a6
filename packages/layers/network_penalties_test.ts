// Penalties of a discriminator's gradient through each layer: their own gradients, and the same in compiled steps.
import { CompiledStep, type LayersModel, startCompute, type Tensor, type Variable } from "@forger/core";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { assertGradientsAreSlopes, projected, SEED, shapesOf, spreadWeights } from "./testdata/finite_differences.ts";
import { drawInputs } from "./testdata/network_row.ts";
import { PENALTY_ROWS } from "./testdata/penalty_rows.ts";

const { backend } = await startCompute();

const BATCH = 4;

/** Improved training of Wasserstein GANs. Gulrajani et al., 2017, https://arxiv.org/abs/1704.00028 */
function penalty(network: LayersModel, [images, ...others]: Tensor[]): tf.Scalar {
  const gradient = tf.grad((images: Tensor) => projected(network, [images, ...others]))(images!);
  return gradient.square().sum(gradient.shape.slice(1).map((_, axis) => axis + 1)).sqrt().sub(1).square().mean();
}

for (const name of new Set(["cpu", backend])) {
  for (const { label, create } of PENALTY_ROWS) {
    Deno.test(`${name}: a gradient penalty through ${label} has the right gradient, by weights and images`, async () => {
      await tf.setBackend(name);
      const network = create(1), [drawn, ...others] = drawInputs(shapesOf(network.inputs), BATCH, SEED);
      const images = tf.variable(drawn!, true, `images of ${label}, ${name}`);
      try {
        const variables = [...tf.tidy(() => spreadWeights(network)), images];
        tf.tidy(() => assertGradientsAreSlopes(() => penalty(network, [images, ...others]), variables, 2e-3));
      } finally {
        network.dispose();
        tf.dispose([images, drawn!, others]);
      }
    });
  }
}

/** TensorFlow takes another softmax in a graph than step by step, which rounds otherwise. */
const ROUNDED = "self-attention";

function assertNearlyEquals(found: readonly number[], expected: readonly number[]): void {
  assertEquals(found.length, expected.length);
  found.forEach((value, index) =>
    assertAlmostEquals(value, expected[index]!, 1e-4 * Math.max(1, Math.abs(expected[index]!)))
  );
}

/** Steps of gradient descent on a penalty. */
async function trained(create: (seed: number) => LayersModel, mode: "off" | "graph" | "xla"): Promise<number[]> {
  const network = create(1), inputs = drawInputs(shapesOf(network.inputs), BATCH, SEED);
  tf.tidy(() => void spreadWeights(network));
  const variables = network.trainableWeights.map((weight) => weight.read() as Variable);
  let decided: string | undefined;
  const onDecision = ({ mode }: { mode: string }) => decided = mode;
  const step = new CompiledStep(() => {
    const { value, grads } = tf.variableGrads(() => penalty(network, inputs), variables);
    for (const variable of variables) variable.assign(variable.sub(grads[variable.name]!.mul(0.001)));
    return { value };
  }, { mode, onDecision });
  const [first] = await step.run([], 1);
  const count = tf.memory().numTensors, losses = [first!, ...await step.run([], 3)];
  assertEquals([decided, tf.memory().numTensors], [mode, count]);
  const weights = network.weights.flatMap((weight) => [...weight.read().dataSync()]);
  step.dispose();
  network.dispose();
  tf.dispose(inputs);
  return [...losses, ...weights];
}

for (const { label, create } of PENALTY_ROWS) {
  Deno.test({
    name: `steps with a gradient penalty through ${label} are the same step by step, in a graph and under XLA`,
    ignore: backend !== "tensorflow",
    async fn() {
      await tf.setBackend("tensorflow");
      const expected = await trained(create, "off");
      const graph = await trained(create, "graph"), xla = await trained(create, "xla");
      if (label === ROUNDED) assertNearlyEquals(graph, expected);
      else assertEquals(graph, expected);
      assertNearlyEquals(xla, expected);
    },
  });
}
