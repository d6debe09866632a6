import { assert, assertAlmostEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startCompute } from "@forger/core";
import { dragan } from "./dragan.ts";
import { seenImages } from "./testdata/seen_images.ts";

await startCompute({ backend: "cpu" });

const IMAGES = 400, VALUES = 500;

for (const [stddev, low, high] of [[0.5, -1, 1], [0.2, 0, 6]] as const) {
  Deno.test(`images move by share · ${stddev} · std · U, where half of the values are ${low} and half ${high}`, () => {
    const real = tf.tensor2d([[low], [high]]).tile([IMAGES / 2, VALUES]), most = stddev * (high - low) / 2;
    const moves = seenImages(dragan({ stddev }), { real }).map((row, index) => {
      return row.map((value) => (value - (index % 2 === 0 ? low : high)) / most);
    });
    const shares = moves.map((row) => Math.max(...row)); // U comes near 1 somewhere in each image
    assert(shares.every((share) => share > 0 && share < 1 + 1e-5));
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    assertAlmostEquals(mean(shares), 0.5, 4 * 0.29 / Math.sqrt(IMAGES));
    moves.forEach((row, index) => {
      assert(row.every((value) => value > -1e-5), "images must move upwards");
      assertAlmostEquals(mean(row) / shares[index]!, 0.5, 5 * 0.29 / Math.sqrt(VALUES)); // uniform from 0 to the share
    });
  });
}
