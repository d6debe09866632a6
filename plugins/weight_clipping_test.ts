import { assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startCompute } from "@forger/core";
import type { Experiment, Player } from "@forger/trainers";
import { hook } from "./testdata/drive.ts";
import { updateContext } from "./testdata/step_contexts.ts";
import { weightClipping } from "./weight_clipping.ts";

await startCompute({ backend: "cpu" });

const VALUES = [-3, -0.25, -0.125, 0, 0.0625, 0.25, 7];

function clipped(player: Player, limit: number): number[] {
  const variable = tf.variable(tf.tensor1d(VALUES));
  const [weight] = hook(weightClipping({ limit }), "transformWeights")(
    [variable],
    updateContext(player, 0, [variable]),
  );
  const values = [...weight!.dataSync()];
  variable.dispose();
  return values;
}

Deno.test("the discriminator's weights beyond the limits are set to these, the others stay to the bit", () => {
  assertEquals(clipped("discriminator", 0.25), [-0.25, -0.25, -0.125, 0, 0.0625, 0.25, 0.25]);
});

Deno.test("the generator's weights stay", () => {
  assertEquals(clipped("generator", 0.25), VALUES);
});

Deno.test("the gradient penalty's plugin is refused beside it, others are not", () => {
  const configure = (...names: string[]) =>
    hook(weightClipping(), "onConfigure")({} as Experiment, names.map((name) => ({ name })));
  configure("weight-clipping", "ema");
  assertThrows(
    () => configure("gradient-penalty", "weight-clipping"),
    TypeError,
    "it would undo the gradient penalty of gradient-penalty: use one of the two",
  );
});
