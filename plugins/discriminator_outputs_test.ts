import { hinge, minimax, nonSaturating } from "@forger/losses";
import type { LossContext, Player } from "@forger/trainers";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { discriminatorOutputs } from "./discriminator_outputs.ts";
import { hook } from "./testdata/drive.ts";
import { type Logged, lossContext } from "./testdata/step_contexts.ts";

const TERMS = { real: tf.scalar(1) };

/** Logits of probabilities 0.9, 0.7 and 0.2, 0.4. */
const LOGITS = {
  real: tf.tensor2d([[Math.log(9)], [Math.log(7 / 3)]]),
  fake: tf.tensor2d([[Math.log(1 / 4)], [Math.log(2 / 3)]]),
};

function logOf(player: Player, loss: LossContext["loss"], logits: LossContext["logits"] = LOGITS): Logged {
  const logged: Logged = {};
  const context = lossContext(player, { images: {}, discriminate: (images) => images, logits, loss }, 0, logged);
  assertEquals(hook(discriminatorOutputs(), "transformLoss")(TERMS, context), TERMS);
  return logged;
}

for (const loss of [nonSaturating, minimax]) {
  Deno.test(`with the ${loss.name} loss, outputs are mean probabilities, before and after the update`, () => {
    const before = logOf("discriminator", loss), after = logOf("generator", loss);
    assertEquals([Object.keys(before), Object.keys(after)], [["output/real", "output/fake"], ["output/fake_after"]]);
    assertAlmostEquals(before["output/real"]!, 0.8, 1e-6);
    assertAlmostEquals(before["output/fake"]!, 0.3, 1e-6);
    assertAlmostEquals(after["output/fake_after"]!, 0.3, 1e-6);
  });
}

Deno.test("with a loss of scores, outputs are mean scores", () => {
  const { "output/real": real, "output/fake": fake } = logOf("discriminator", hinge);
  assertAlmostEquals(real!, (Math.log(9) + Math.log(7 / 3)) / 2, 1e-6);
  assertAlmostEquals(fake!, (Math.log(1 / 4) + Math.log(2 / 3)) / 2, 1e-6);
});

Deno.test("where real and fake images come in turn, each update logs what it has", () => {
  assertEquals(Object.keys(logOf("discriminator", hinge, { real: LOGITS.real })), ["output/real"]);
  assertEquals(Object.keys(logOf("discriminator", hinge, { fake: LOGITS.fake })), ["output/fake"]);
});
