import { startCompute } from "@forger/core";
import { assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { closedWalk } from "./closed_walk.ts";
import { normalLatent } from "./normal_latent.ts";
import { sphericalLatent } from "./spherical_latent.ts";

await startCompute({ backend: "cpu" });

const rows = (latents: tf.Tensor): number[][] => latents.arraySync() as number[][];

Deno.test("a straight walk through given stops comes back to one step before the first", () => {
  const stops = tf.tensor2d([[0, 0], [4, 0], [4, 4]]);
  assertEquals(rows(closedWalk(stops, { steps: 2, method: "linear" })), [
    [0, 0],
    [2, 0],
    [4, 0],
    [4, 2],
    [4, 4],
    [2, 2],
  ]);
});

Deno.test("a walk round a circle has equal angles, also from the last to the first", () => {
  const stops = tf.tensor2d([[1, 0], [0, 1], [-1, 0], [0, -1]]);
  rows(closedWalk(stops, { steps: 3 })).forEach(([x, y], index) => {
    assertAlmostEquals(x!, Math.cos(index * Math.PI / 6), 1e-6);
    assertAlmostEquals(y!, Math.sin(index * Math.PI / 6), 1e-6);
  });
});

Deno.test("the step from the last latent to the first is as long as the ones before it", () => {
  const walk = rows(closedWalk(sphericalLatent(16), { stops: 4, steps: 10 }));
  const far = (first: number[], second: number[]) => Math.hypot(...first.map((value, index) => value - second[index]!));
  const [before, last, first] = [walk.at(-2)!, walk.at(-1)!, walk[0]!];
  assertAlmostEquals(far(last, first), far(before, last), 1e-5);
  walk.forEach((latent) => assertAlmostEquals(Math.hypot(...latent), 4, 1e-5));
});

Deno.test("a walk passes every stop, and the stops are a function of the seed", () => {
  const walk = (seed: number, steps: number) => rows(closedWalk(normalLatent(3), { stops: 5, seed, steps }));
  assertEquals(walk(7, 4).filter((_, index) => index % 4 === 0), walk(7, 1));
  assertNotEquals(walk(7, 1), walk(8, 1));
});

Deno.test("without options it has 120 latents", () => {
  assertEquals(closedWalk(normalLatent(3)).shape, [120, 3]);
});

Deno.test("a walk leaves one tensor", () => {
  const stops = tf.ones([2, 3]);
  const before = tf.memory().numTensors;
  closedWalk(stops);
  closedWalk(normalLatent(3));
  assertEquals(tf.memory().numTensors, before + 2);
});

Deno.test("what is no walk is refused", () => {
  assertThrows(() => closedWalk(tf.zeros([1, 3])), TypeError, "there must be two stops or more: received 1");
  assertThrows(() => closedWalk(tf.zeros([4])), TypeError, "expected [count, latent], received [4]");
  for (const name of ["stops", "steps"]) {
    assertThrows(
      () => closedWalk(normalLatent(2), { [name]: 1.5 }),
      RangeError,
      `Cannot walk as ${name} must be a positive integer: current value is 1.5`,
    );
  }
});
