import { startCompute } from "@forger/core";
import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { normalLatent } from "./normal_latent.ts";
import { numberedLatents } from "./numbered_latents.ts";
import { sphericalLatent } from "./spherical_latent.ts";

await startCompute({ backend: "cpu" });

const drawn = (numbers: number[], seed = 5) =>
  numberedLatents(normalLatent(3), numbers, seed).arraySync() as number[][];

Deno.test("a latent depends on its number and the seed alone", () => {
  const many = drawn(Array.from({ length: 200 }, (_, number) => number));
  for (const number of [0, 17, 63, 64, 130, 199]) assertEquals(drawn([number]), [many[number]!]);
  assertEquals(drawn([130, 2, 64, 2]), [many[130]!, many[2]!, many[64]!, many[2]!]);
  assertNotEquals(drawn([17]), drawn([17], 6));
});

Deno.test("no two of the first thousand are equal", () => {
  const many = drawn(Array.from({ length: 1000 }, (_, number) => number));
  assertEquals(new Set(many.map(String)).size, 1000);
});

Deno.test("very great numbers have latents too, of any distribution", () => {
  const numbers = [2 ** 37 - 1, 2 ** 32];
  assertEquals(drawn(numbers), drawn([...numbers, 5]).slice(0, 2));
  assertEquals(numberedLatents(sphericalLatent(2), numbers, 1).shape, [2, 2]);
});

Deno.test("drawing leaves one tensor", () => {
  const before = tf.memory().numTensors;
  drawn([1, 100]);
  assertEquals(tf.memory().numTensors, before + 1);
});

for (const number of [-1, 0.5, NaN, 2 ** 37]) {
  Deno.test(`number ${number} is refused`, () => {
    assertThrows(
      () => drawn([3, number]),
      RangeError,
      `must be integers from 0 to 2^37 - 1: current value is ${number}`,
    );
  });
}

Deno.test("no number is refused, and a seed that is none", () => {
  assertThrows(() => drawn([]), TypeError, "there must be a number: received none");
  assertThrows(() => drawn([1], -1), RangeError, "seed must be an integer");
});
