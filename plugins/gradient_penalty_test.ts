import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startCompute, type Tensor } from "@forger/core";
import type { Experiment } from "@forger/trainers";
import { gradientPenalty } from "./gradient_penalty.ts";
import { hook } from "./testdata/drive.ts";
import { seenImages } from "./testdata/seen_images.ts";
import { lossContext } from "./testdata/step_contexts.ts";

await startCompute({ backend: "cpu" });

Deno.test("images lie between a real and a generated one, at a uniform place of each pair's own", () => {
  const count = 2000, images = { real: tf.zeros([count, 3]), fake: tf.tensor2d([[1, 2, 4]]).tile([count, 1]) };
  const places = seenImages(gradientPenalty(), images).map(([first, second, third]) => {
    assertAlmostEquals(second! / first!, 2, 1e-5);
    assertAlmostEquals(third! / first!, 4, 1e-5);
    return first!;
  });
  assert(places.every((place) => place > 0 && place < 1));
  const moment = (power: number) => places.reduce((sum, place) => sum + place ** power, 0) / count;
  assertAlmostEquals(moment(1), 1 / 2, 4 * 0.29 / Math.sqrt(count)); // four standard errors
  assertAlmostEquals(moment(2), 1 / 3, 4 * 0.3 / Math.sqrt(count));
});

for (const [real, fake] of [[3, 5], [5, 3]] as const) {
  Deno.test(`with ${real} real and ${fake} generated images, the first 3 of each make pairs`, () => {
    const numbers = (count: number) => tf.range(1, count + 1).reshape([count, 1]).tile([1, 2]);
    const seen = seenImages(gradientPenalty(), { real: numbers(real), fake: numbers(fake) });
    assertEquals(seen.length, 3);
    seen.forEach(([value], index) => assertAlmostEquals(value!, index + 1, 1e-5));
  });
}

Deno.test("a quadratic discriminator has the closed form's penalty, with weight and target", () => {
  // equal images leave nothing between them; ∇ of |x|² / 2 is x, of length 5 and 13
  const pairs = tf.tensor2d([[3, 4], [5, 12]]), images = { real: pairs, fake: pairs };
  const discriminate = (x: Tensor): Tensor => x.square().sum(1, true).div(2);
  const penalty = hook(gradientPenalty({ weight: 3, target: 2 }), "transformLoss")(
    {},
    lossContext("discriminator", { images, discriminate }),
  ).gradient_penalty!.dataSync()[0]!;
  assertAlmostEquals(penalty, 3 * ((5 - 2) ** 2 + (13 - 2) ** 2) / 2, 1e-2);
});

Deno.test("every step draws other places", () => {
  const images = { real: tf.zeros([4, 1]), fake: tf.ones([4, 1]) };
  const [first, second] = [0, 1].map((step) => seenImages(gradientPenalty(), images, step).flat());
  assert(first!.every((place, index) => place !== second![index]));
});

Deno.test("separate updates on real and generated images are refused, joint ones are not", () => {
  const configure = (discriminatorUpdate?: "joint" | "separate") =>
    hook(gradientPenalty(), "onConfigure")({ discriminatorUpdate } as Experiment, []);
  configure();
  configure("joint");
  assertThrows(() => configure("separate"), TypeError, 'discriminatorUpdate must be "joint"');
});
