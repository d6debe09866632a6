import { startCompute, stepRandom } from "@forger/core";
import { assertAlmostEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { sphericalLatent } from "./spherical_latent.ts";

await startCompute({ backend: "cpu" });

const draw = (size: number, count: number) =>
  sphericalLatent(size).draw(count, stepRandom(5, tf.scalar(0, "int32")).stream("latent"));

for (const size of [1, 2, 3, 100]) {
  Deno.test(`every latent of ${size} numbers is as long as the square root of ${size}`, () => {
    draw(size, 50).norm("euclidean", 1).dataSync().forEach((length) =>
      assertAlmostEquals(length, Math.sqrt(size), 1e-5 * Math.sqrt(size))
    );
  });
}

Deno.test("directions are uniform: on a sphere each coordinate is, as Archimedes found", () => {
  const coordinates = draw(3, 20_000).slice([0, 0], [-1, 1]).div(Math.sqrt(3)).dataSync();
  for (const height of [-0.8, -0.3, 0, 0.5, 0.9]) {
    const share = coordinates.filter((value) => value < height).length / coordinates.length;
    assertAlmostEquals(share, (height + 1) / 2, 0.012); // 3.4 standard deviations at most
  }
});
