import { assertAlmostEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startCompute, type Tensor } from "@forger/core";
import { r2 } from "./r2.ts";
import { hook } from "./testdata/drive.ts";
import { lossContext } from "./testdata/step_contexts.ts";

await startCompute({ backend: "cpu" });

Deno.test("a quadratic discriminator has gamma / 2 times its mean squared slope at fake images", () => {
  const images = { fake: tf.tensor2d([[3, 4], [5, 12]]), real: tf.fill([2, 2], 100) };
  const discriminate = (x: Tensor): Tensor => x.square().sum(1, true).div(2); // ∇ is x, of length 5 and 13
  for (const gamma of [1, 0.25]) {
    const context = lossContext("discriminator", { images, discriminate });
    const { r2: penalty } = hook(r2({ gamma }), "transformLoss")({}, context);
    assertAlmostEquals(penalty!.dataSync()[0]!, gamma / 2 * (25 + 169) / 2, 1e-4);
  }
});
