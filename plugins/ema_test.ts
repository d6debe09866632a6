import { trainableVariables } from "@forger/trainers";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { ema } from "./ema.ts";
import { hook } from "./testdata/drive.ts";
import { fakeRun } from "./testdata/fake_run.ts";
import { updateContext } from "./testdata/step_contexts.ts";

/** The first number of each weight. */
const firsts = (model: tf.LayersModel): number[] => model.getWeights().map((weight) => weight.dataSync()[0]!);

/** Begins a run and gives what plays a step in which every weight of the generator takes one value. */
async function begin(options?: { decay: number }) {
  const run = await fakeRun(), plugin = ema(options);
  const { generator } = run.networks;
  generator.setWeights(generator.getWeights().map((weight, index) => tf.fill(weight.shape, 0.1 * index)));
  await hook(plugin, "onTrainBegin")(run);
  const variables = trainableVariables(generator);
  const play = (step: number, value: number, player: "discriminator" | "generator" = "generator") => {
    generator.setWeights(generator.getWeights().map((weight) => tf.fill(weight.shape, value)));
    return hook(plugin, "transformWeights")(variables, updateContext(player, step, variables));
  };
  return { generator, play, plugin, sampling: hook(plugin, "samplingGenerator")()!, variables };
}

Deno.test("before the first step, the average is the initial generator, and another model", async () => {
  const { generator, sampling } = await begin();
  assertEquals(firsts(sampling), firsts(generator));
  const latent = tf.ones([2, 3]);
  assertEquals((sampling.apply(latent) as tf.Tensor).dataSync(), (generator.apply(latent) as tf.Tensor).dataSync());
  generator.setWeights(generator.getWeights().map((weight) => tf.fill(weight.shape, 9)));
  assertEquals(firsts(sampling).includes(9), false);
});

Deno.test("the average follows its formula, with a short memory at first", async () => {
  const { play, sampling } = await begin({ decay: 0.5 });
  let expected = firsts(sampling);
  // (1 + step) / (10 + step) is 0.1, 2 / 11, 3 / 12, 0.5, and then larger than the decay
  for (const [step, kept] of [[0, 0.1], [1, 2 / 11], [2, 0.25], [8, 0.5], [500, 0.5]] as const) {
    play(step, step);
    expected = expected.map((before) => kept * before + (1 - kept) * step);
    firsts(sampling).forEach((value, index) =>
      assertAlmostEquals(value, expected[index]!, 1e-5 * (1 + Math.abs(step)))
    );
  }
});

Deno.test("moving statistics are averaged as well", async () => {
  const { generator, play, sampling } = await begin({ decay: 0 });
  play(3, 4);
  assertEquals(sampling.weights.length > trainableVariables(generator).length, true);
  for (const value of firsts(sampling)) assertAlmostEquals(value, 4, 1e-5);
});

Deno.test("training keeps its weights, and the discriminator's updates are not averaged", async () => {
  const { play, sampling, variables } = await begin({ decay: 0 });
  assertEquals(play(0, 3), variables);
  play(1, 5, "discriminator");
  assertAlmostEquals(firsts(sampling)[0]!, 3, 1e-5);
});

Deno.test("weights that another plugin changed after the update are the ones averaged", async () => {
  const { plugin, sampling, variables } = await begin({ decay: 0 });
  const clipped = variables.map((variable) => tf.fill(variable.shape, 0.25));
  hook(plugin, "transformWeights")(clipped, updateContext("generator", 0, variables));
  for (const variable of trainableVariables(sampling)) assertAlmostEquals(variable.dataSync()[0]!, 0.25, 1e-5);
});

Deno.test("a step leaves no tensors behind", async () => {
  const { plugin, variables } = await begin();
  const context = updateContext("generator", 2, variables);
  const before = tf.memory().numTensors;
  hook(plugin, "transformWeights")(variables, context);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("a restored state has the averages that were saved, and goes on as before", async () => {
  const { play, plugin, sampling } = await begin({ decay: 0.5 });
  play(8, 3);
  const saved = Object.fromEntries(
    Object.entries(hook(plugin, "saveState")()).map(([name, average]) => [name, (average as tf.Tensor).clone()]),
  );
  const before = firsts(sampling), goOn = () => [play(9, 5), firsts(sampling)][1];
  const first = goOn();
  hook(plugin, "restoreState")(saved, await fakeRun());
  assertEquals(firsts(sampling), before);
  assertEquals(goOn(), first);
});
