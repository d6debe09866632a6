import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startCompute } from "@forger/core";
import type { Player } from "@forger/trainers";
import { gradientClipping, type GradientClippingOptions } from "./gradient_clipping.ts";
import { hook } from "./testdata/drive.ts";
import { updateContext } from "./testdata/step_contexts.ts";

await startCompute({ backend: "cpu" });

/** Gradients of two weights that are 3, 4 and 12 long: 13 together. */
const gradients = () => [tf.tensor2d([[3, 0], [0, -4]]), tf.tensor1d([12])];

function clipped(options: GradientClippingOptions, player: Player = "discriminator"): number[] {
  const results = hook(gradientClipping(options), "transformGradients")(gradients(), updateContext(player, 0, []));
  assertEquals(results.map(({ shape }) => shape), [[2, 2], [1]]);
  return results.flatMap((tensor) => [...tensor.dataSync()]);
}

for (const norm of [1, 6.5, 12.9]) {
  Deno.test(`a gradient of length 13 keeps its direction and gets length ${norm}`, () => {
    [3, 0, 0, -4, 12].forEach((value, index) =>
      assertAlmostEquals(clipped({ norm })[index]!, value * norm / 13, 1e-5 * norm)
    );
  });
}

for (const norm of [13, 13.1, 1000]) {
  Deno.test(`a gradient of length 13 is left as it is, to the bit, for the norm ${norm}`, () => {
    assertEquals(clipped({ norm }), [3, 0, 0, -4, 12]);
  });
}

Deno.test("gradients of zero stay zero", () => {
  const [result] = hook(gradientClipping(), "transformGradients")([tf.zeros([3])], updateContext("generator", 0, []));
  assertEquals([...result!.dataSync()], [0, 0, 0]);
});

for (const player of ["discriminator", "generator"] as const) {
  Deno.test(`only the ${player}'s gradients are clipped, if so wanted`, () => {
    const other = player === "generator" ? "discriminator" : "generator";
    assertAlmostEquals(Math.hypot(...clipped({ norm: 2, players: player }, player)), 2, 1e-5);
    assertEquals(clipped({ norm: 2, players: player }, other), [3, 0, 0, -4, 12]);
    assertAlmostEquals(Math.hypot(...clipped({ norm: 2 }, player)), 2, 1e-5);
  });
}

Deno.test("an unknown player is refused", () => {
  assertThrows(
    () => gradientClipping({ players: "both players" as Player }),
    RangeError,
    "Cannot create gradient-clipping as players must be discriminator, generator or both: current value is both players",
  );
});
