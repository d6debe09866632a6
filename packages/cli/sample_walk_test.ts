import { startCompute } from "@forger/core";
import { normalLatent, numberedLatents, sphericalLatent, uniformLatent } from "@forger/samplers";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { sampleWalk } from "./sample_walk.ts";

await startCompute({ backend: "cpu" });

const WALK = { numbers: [0, 1, 2, 0], stops: 3, steps: 4, seed: 5 };

/** By frame and place. */
function frames(latent = normalLatent(8), walk = WALK): number[][][] {
  return sampleWalk(latent, walk).reshape([-1, walk.numbers.length, latent.size]).arraySync() as number[][][];
}

function assertNear(actual: readonly number[], expected: readonly number[]): void {
  assertEquals(actual.length, expected.length);
  actual.forEach((value, at) => assertAlmostEquals(value, expected[at]!, 1e-5));
}

Deno.test("each place begins with its own latent and passes others that none began with", () => {
  const walked = frames(), latents = numberedLatents(normalLatent(8), [0, 1, 2, 3, 4, 5, 6, 7, 8], 5);
  const numbered = latents.arraySync() as number[][];
  assertEquals(walked.length, 12);
  for (const [stop, passed] of [[0, 1, 2], [3, 4, 5], [6, 7, 8]].entries()) {
    for (const [place, number] of passed.entries()) assertNear(walked[stop * 4]![place]!, numbered[number]!);
  }
});

Deno.test("places of equal numbers walk together", () => {
  for (const places of frames()) assertEquals(places[3], places[0]);
});

Deno.test("more stops change nothing before the last one", () => {
  const few = frames(), more = frames(normalLatent(8), { ...WALK, stops: 5 });
  assertEquals(more.length, 20);
  for (let frame = 0; frame <= 8; frame++) assertEquals(more[frame], few[frame]);
});

Deno.test("the way home ends a step before the beginning", () => {
  const walked = frames(uniformLatent(8)); // in straight lines, where all steps are equal
  const [last, first] = [walked.at(-1)![1]!, walked[0]![1]!], previous = walked.at(-2)![1]!;
  assertNear(first.map((value, at) => value - last[at]!), last.map((value, at) => value - previous[at]!));
});

Deno.test("spherical latents stay on their sphere", () => {
  for (const [place] of frames(sphericalLatent(8))) assertAlmostEquals(Math.hypot(...place!), Math.sqrt(8), 1e-5);
});

Deno.test("a walk leaves only its latents", () => {
  const before = tf.memory().numTensors, walk = sampleWalk(normalLatent(2), WALK);
  assertEquals([walk.shape, tf.memory().numTensors], [[48, 2], before + 1]);
});
