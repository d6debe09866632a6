import { startCompute } from "@forger/core";
import { assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { classSweep } from "./class_sweep.ts";

await startCompute({ backend: "cpu" });

Deno.test("every class has the same latents", () => {
  const { latents, labels, columns } = classSweep(tf.tensor2d([[1, 2], [3, 4]]), 3);
  assertEquals(latents.arraySync(), [[1, 2], [3, 4], [1, 2], [3, 4], [1, 2], [3, 4]]);
  assertEquals([labels, columns], [[0, 0, 1, 1, 2, 2], 2]);
});

Deno.test("classes may be chosen", () => {
  const { latents, labels, columns } = classSweep(tf.tensor2d([[7]]), [9, 0]);
  assertEquals([latents.arraySync(), labels, columns], [[[7], [7]], [9, 0], 1]);
});

Deno.test("a sweep leaves the latents, and one tensor more", () => {
  const latents = tf.zeros([2, 3]);
  const before = tf.memory().numTensors;
  classSweep(latents, 4);
  assertEquals([tf.memory().numTensors, latents.isDisposed], [before + 1, false]);
});

const faults: [shape: number[], classes: number | number[], message: string][] = [
  [[4], 2, "latents must be a table of them: expected [count, latent], received [4]"],
  [[2, 3], 0, "classes must be a positive integer: current value is 0"],
  [[2, 3], [], "there must be a class: received none"],
  [[2, 3], [0, -1], "a class must be an integer of 0 or more: current value is -1"],
  [[2, 3], [0.5], "a class must be an integer of 0 or more: current value is 0.5"],
];

for (const [shape, classes, message] of faults) {
  Deno.test(`sweeping [${shape}] through ${JSON.stringify(classes)} is refused`, () => {
    assertThrows(() => classSweep(tf.zeros(shape), classes), Error, `Cannot sweep classes as ${message}`);
  });
}
