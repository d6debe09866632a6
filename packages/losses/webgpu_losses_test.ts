// Every loss has on WebGPU the values and gradients that it has in plain JavaScript. Ignored where no adapter is.
import { startCompute, type Tensor } from "@forger/core";
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { auxiliaryClassifier } from "./auxiliary_classifier.ts";
import { featureMatching } from "./feature_matching.ts";
import { gradientPenalty } from "./gradient_penalty.ts";
import { hinge } from "./hinge.ts";
import { leastSquares } from "./least_squares.ts";
import type { GanLoss } from "./loss.ts";
import { minimax } from "./minimax.ts";
import { nonSaturating } from "./non_saturating.ts";
import { relativisticAverage } from "./relativistic_average.ts";
import { relativisticPaired } from "./relativistic_paired.ts";
import { assertLossValues, evaluateLoss } from "./testdata/evaluate_loss.ts";
import { valueAndGradients } from "./testdata/value_and_gradients.ts";
import { wasserstein } from "./wasserstein.ts";
import { zeroCenteredPenalty } from "./zero_centered_penalty.ts";

/** Set by the test that starts these in a process of their own, as libtensorflow and GPU drivers get into each other's way. */
const isAlone = Deno.env.get("FORGER_WEBGPU") !== undefined;
const ignore = !isAlone || !await startCompute({ backend: "webgpu" }).then(() => true, () => false);

const LOSSES: readonly GanLoss[] = [
  hinge,
  leastSquares,
  minimax,
  nonSaturating,
  relativisticAverage,
  relativisticPaired,
  wasserstein,
];

const LOGITS = [
  { real: [0.1, 0.4, 0.6, 0.9], fake: [0.2, 0.9, 0.7, 0.3] },
  { real: [-1e4, -100, -30, -1, 0, 0.5, 2, 40, 100, 1e4], fake: [1e4, 100, 25, 1.5, 0, -0.5, -3, -40, -100, -1e4] },
];

for (const loss of LOSSES) {
  Deno.test({
    name: `webgpu, where there is an adapter: the loss ${loss.name} and its gradients are those of plain JavaScript`,
    ignore,
    fn: async () => {
      for (const logits of LOGITS) {
        for (const player of ["discriminator", "generator"] as const) {
          await startCompute({ backend: "cpu" });
          const expected = evaluateLoss(loss, player, logits);
          await startCompute({ backend: "webgpu" });
          assertLossValues(evaluateLoss(loss, player, logits), expected, 1e-5);
        }
      }
    },
  });
}

const waves = (shape: number[], phase: number): Tensor =>
  tf.tensor(Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => Math.sin(phase + 1.7 * i)), shape);

/** Terms as functions of a discriminator's weights: a kernel `[3, 3, 1, 2]` and a matrix `[18, 3]`. */
const TERMS: Readonly<Record<string, (kernel: Tensor, matrix: Tensor) => Tensor>> = {
  "gradient penalty": (kernel, matrix) => gradientPenalty(discriminator(kernel, matrix), waves([3, 5, 5, 1], 0.2)),
  "zero-centred penalty": (kernel, matrix) =>
    zeroCenteredPenalty(discriminator(kernel, matrix), waves([3, 5, 5, 1], 0.2)),
  "feature matching": (kernel, matrix) =>
    featureMatching(waves([3, 3], 1), features(kernel, matrix, waves([3, 5, 5, 1], 0.2))),
  "auxiliary classifier": (kernel, matrix) =>
    auxiliaryClassifier(
      features(kernel, matrix, waves([3, 5, 5, 1], 0.2)),
      tf.tensor1d([2, 0, 1], "int32"),
    ),
};

function features(kernel: Tensor, matrix: Tensor, images: Tensor): Tensor {
  const maps = tf.conv2d(images as tf.Tensor4D, kernel as tf.Tensor4D, 2, "same").leakyRelu(0.2);
  return maps.reshape([3, 18]).matMul(matrix).tanh();
}

function discriminator(kernel: Tensor, matrix: Tensor): (images: Tensor) => Tensor {
  return (images) => features(kernel, matrix, images).sum(1, true);
}

for (const [name, term] of Object.entries(TERMS)) {
  Deno.test({
    name: `webgpu, where there is an adapter: the ${name} and its gradients are those of plain JavaScript`,
    ignore,
    fn: async () => {
      const found: number[][] = [];
      for (const backend of ["cpu", "webgpu"] as const) {
        await startCompute({ backend });
        const count = tf.memory().numTensors;
        const weights = [[3, 3, 1, 2], [18, 3]].map((shape, index) =>
          tf.tidy(() => tf.variable(waves(shape, index).mul(0.6)))
        );
        const { value, gradients } = valueAndGradients(() => term(weights[0]!, weights[1]!), weights);
        found.push([value, ...gradients.flat()]);
        tf.dispose(weights);
        assertEquals(tf.memory().numTensors, count);
      }
      const [expected, actual] = found as [number[], number[]], scale = Math.max(...expected.map(Math.abs));
      assert(scale > 0.01, `all are as small as ${scale}: it proves little`);
      actual.forEach((number, index) =>
        assert(Math.abs(number - expected[index]!) < 1e-4 * scale, `${number}, not ${expected[index]}`)
      );
    },
  });
}
