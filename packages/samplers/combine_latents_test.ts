import { startCompute } from "@forger/core";
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { combineLatents, type CombineLatentsOptions, type LatentTerm } from "./combine_latents.ts";

await startCompute({ backend: "cpu" });

const term = (latents: number[][], weight: number): LatentTerm => ({ latents: tf.tensor2d(latents), weight });

Deno.test("terms are weighted and added", () => {
  const sum = combineLatents([term([[1, 2], [3, 4]], 2), term([[10, 0], [0, 10]], -0.5)]);
  assertEquals(sum.arraySync(), [[-3, 4], [6, 3]]);
});

Deno.test("one latent goes with each of several, whichever comes first", () => {
  const one = term([[1, -1]], 3), several = term([[0, 0], [5, 5], [1, 2]], 1);
  assertEquals(combineLatents([one, several]).arraySync(), [[3, -3], [8, 2], [4, -1]]);
  assertEquals(combineLatents([several, one]).arraySync(), [[3, -3], [8, 2], [4, -1]]);
});

Deno.test("sums are brought to a length, in the same direction", () => {
  const sum = combineLatents([term([[1, 0], [0, 8]], 1), term([[2, 4], [0, 0]], 1)], { length: 10 });
  const expected = [6, 8, 0, 10];
  sum.dataSync().forEach((value, index) => assertAlmostEquals(value, expected[index]!, 1e-5));
});

Deno.test("combining leaves the terms, and one tensor more", () => {
  const terms = [term([[1, 2]], 1), term([[3, 4]], -1)];
  const before = tf.memory().numTensors;
  combineLatents(terms, { length: 2 });
  assertEquals(tf.memory().numTensors, before + 1);
  assertEquals(terms.some(({ latents }) => latents.isDisposed), false);
});

const faults: [title: string, terms: LatentTerm[], options: CombineLatentsOptions, message: string][] = [
  ["nothing", [], {}, "there must be terms of shape [count, latent]: received none"],
  ["other sizes", [term([[1, 2]], 1), term([[1]], 1)], {}, "expected [1, 2] or [1, 2], received [1,1]"],
  ["other counts", [term([[1], [2], [3]], 1), term([[1], [2]], 1)], {}, "expected [3, 1] or [1, 1], received [2,1]"],
  ["images", [{ latents: tf.zeros([1, 2, 3]), weight: 1 }], {}, "received [1,2,3]"],
  ["a weight that is no number", [term([[1]], NaN)], {}, "weight must be a finite number: current value is NaN"],
  ["a length of 0", [term([[1]], 1)], { length: 0 }, "length must be a positive number: current value is 0"],
];

for (const [title, terms, options, message] of faults) {
  Deno.test(`combining ${title} is refused`, () => {
    assertThrows(() => combineLatents(terms, options), Error, message);
  });
}
