import { linear, startCompute, type Tensor } from "@forger/core";
import { nonSaturating } from "@forger/losses";
import { assertAlmostEquals, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import type { Plugin } from "./plugin.ts";
import { sharedKey } from "./shared_key.ts";
import type { StepLog } from "./step_report.ts";
import { trainTiny } from "./testdata/train_tiny.ts";
import { weightBits } from "./testdata/weights.ts";

await startCompute();

/** Collects the logs of all steps. */
function recorder(): { plugin: Plugin; logs: StepLog[] } {
  const logs: StepLog[] = [];
  return { logs, plugin: { name: "recorder", onStepEnd: (report) => void logs.push(...report.logs) } };
}

Deno.test("a learning rate of zero leaves the weights as they are, and half of it moves them half as far", async () => {
  const trained = async (share: number) => {
    const plugin: Plugin = { name: "slow", transformLearningRate: (rate) => rate.mul(share) };
    const { networks } = await trainTiny({}, { compile: "graph", steps: 1, plugins: [plugin] });
    return networks.generator.getWeights().map((weight) => weight.dataSync()[0]!);
  };
  const [start, half, whole] = [await trained(0), await trained(0.5), await trained(1)];
  start.forEach((value, index) => {
    assertAlmostEquals(half[index]! - value, (whole[index]! - value) / 2, 1e-5);
    assertAlmostEquals(Math.abs(whole[index]! - value), 0.01, 1e-3); // Adam's first update is as large as its rate
  });
});

Deno.test("changed logits reach the loss of both players", async () => {
  const plugin: Plugin = {
    name: "certain",
    transformLogits: (logits) => ({ ...logits, fake: logits.fake!.mul(1e-6).add(3) }),
  };
  const { values } = (await trainTiny({}, { steps: 1, compile: "graph", plugins: [plugin] })).last!;
  assertAlmostEquals(values["discriminator/fake"]!, Math.log1p(Math.exp(3)), 1e-5);
  assertAlmostEquals(values.generator!, Math.log1p(Math.exp(-3)), 1e-5);
});

Deno.test("a value that a plugin logs is in the report, the mean where a step logs it several times", async () => {
  const { plugin, logs } = recorder();
  const logging: Plugin = {
    name: "logging",
    transformLoss(terms, { player, log, step }) {
      log("by/player", tf.scalar(player === "generator" ? 1 : 4));
      if (player === "generator") log("by/step", step.toFloat());
      return terms;
    },
  };
  await trainTiny({}, { compile: "graph", steps: 3, plugins: [logging, plugin] });
  assertEquals(logs.map(({ values }) => values["by/player"]), [2.5, 2.5, 2.5]);
  assertEquals(logs.map(({ values }) => values["by/step"]), [0, 1, 2]);
});

Deno.test("schedules of plugins are those of the run", async () => {
  const { plugin, logs } = recorder();
  const scheduled: Plugin = {
    name: "scheduled",
    transformReal(images, { at, log, steps }) {
      log("level/linear", at(linear(1, 0)));
      log("level/fixed", at(0.25));
      log("level/own", at((step, runSteps) => step.toFloat().add(runSteps)));
      log("level/steps", tf.scalar(steps));
      return images;
    },
  };
  await trainTiny({}, { compile: "graph", steps: 4, plugins: [scheduled, plugin] });
  assertEquals(logs.map(({ values }) => values["level/linear"]), [1, 0.75, 0.5, 0.25]);
  assertEquals(logs.map(({ values }) => values["level/fixed"]), [0.25, 0.25, 0.25, 0.25]);
  assertEquals(logs.map(({ values }) => values["level/own"]), [4, 5, 6, 7]);
  assertEquals(logs.map(({ values }) => values["level/steps"]), [4, 4, 4, 4]);
});

Deno.test("a plugin reads what another shared in the same step, also across scopes", async () => {
  const { plugin, logs } = recorder();
  const MEAN = sharedKey<Tensor>("mean of the real logits");
  const writer: Plugin = {
    name: "writer",
    transformLoss(terms, { logits, shared }) {
      if (logits.real) shared.set(MEAN, logits.real.mean());
      return terms;
    },
  };
  const reader: Plugin = {
    name: "reader",
    transformWeights(weights, { log, player, shared }) {
      if (player === "discriminator") log("shared/mean", shared.get(MEAN)!);
      return weights;
    },
    transformLoss(terms, { logits, log }) {
      if (logits.real) log("own/mean", logits.real.mean());
      return terms;
    },
  };
  await trainTiny({}, { compile: "graph", plugins: [writer, reader, plugin] });
  for (const { values } of logs) assertEquals(values["shared/mean"], values["own/mean"]);
});

Deno.test("the generator's update sees the step's last real batch", async () => {
  const { plugin, logs } = recorder();
  const looking: Plugin = {
    name: "looking",
    transformLoss(terms, { images, log, player }) {
      log(`real/${player}`, images.real!.mean());
      return terms;
    },
  };
  await trainTiny({}, { compile: "graph", plugins: [looking, plugin] });
  for (const { values } of logs) assertEquals(values["real/generator"], values["real/discriminator"]);
  assertNotEquals(logs[0]!.values["real/generator"], logs[1]!.values["real/generator"]);
});

Deno.test("a hook with a cadence runs in every so manieth step only, with the same bits however steps are compiled", async () => {
  const lazy = (every: number): Plugin => ({
    name: `lazy-${every}`,
    transformLoss: {
      every,
      handler(terms, { logits, player }) {
        return player === "generator" ? terms : { ...terms, [`lazy_${every}`]: logits.real!.square().mean() };
      },
    },
  });
  const train = async (compile: "graph" | "off") => {
    const { plugin, logs } = recorder();
    const { networks } = await trainTiny({}, { compile, plugins: [lazy(4), lazy(6), plugin] });
    return { logs, bits: weightBits(networks) };
  };
  const graph = await train("graph"), eager = await train("off");
  const stepsWith = (name: string) => graph.logs.filter(({ values }) => name in values).map(({ step }) => step);
  assertEquals(stepsWith("discriminator/lazy_4"), [1, 5, 9]);
  assertEquals(stepsWith("discriminator/lazy_6"), [1, 7]);
  assertEquals(graph.logs.map(({ step }) => step), Array.from({ length: 12 }, (_, index) => index + 1));
  assertEquals(graph.logs, eager.logs);
  assertEquals(graph.bits, eager.bits);
});

const pair = tf.ones([4, 2]);
const BAD: readonly (readonly [string, Plugin, string])[] = [
  [
    "a shape",
    { name: "bad", transformReal: (images) => images.slice([0, 0], [4, 1]) },
    'hook "transformReal" of plugin "bad" at step 0: its result must keep the shape: expected [4,2], received [4,1]',
  ],
  [
    "a type",
    { name: "bad", transformLatent: (latent) => latent.toInt() },
    'hook "transformLatent" of plugin "bad" at step 0: its result must keep the type: expected float32, received int32',
  ],
  ["a number", { name: "bad", transformFake: () => 3 as never }, "its result must be a tensor: current type is number"],
  [
    "nothing",
    { name: "bad", transformReal: (() => {}) as never },
    "its result must be a tensor: current type is undefined",
  ],
  [
    "a promise",
    { name: "bad", transformReal: (async (images: Tensor) => await images) as never },
    "its result must be there at once, as the hook runs inside the compiled step: it is a promise",
  ],
  [
    "a promise that fails",
    { name: "bad", transformReal: (() => Promise.reject(new Error("later"))) as never },
    "its result must be there at once, as the hook runs inside the compiled step: it is a promise",
  ],
  ["NaN", { name: "bad", transformReal: (images) => images.div(0).mul(0) }, "its result must be finite: it holds NaN"],
  ["an infinite gradient", {
    name: "bad",
    transformGradients: (gradients) => gradients.map((gradient) => gradient.add(1).div(0)),
  }, 'hook "transformGradients" of plugin "bad" at step 0: its tensor 0 must be finite: it holds'],
  [
    "a target too few",
    { name: "bad", transformTargets: ({ real }) => ({ real }) as never },
    'its "fake" must be a tensor: current type is undefined',
  ],
  [
    "a term that is no scalar",
    { name: "bad", transformLoss: (terms) => ({ ...terms, wide: pair }) },
    'its term "wide" must be a scalar: current shape is [4,2]',
  ],
  ["no term", { name: "bad", transformLoss: () => ({}) }, "its result must have at least one term: it is empty"],
  [
    "a term that is NaN",
    { name: "bad", transformLoss: (terms) => ({ ...terms, root: tf.scalar(-1).sqrt() }) },
    'its term "root" must be finite: it holds NaN',
  ],
  [
    "a tensor in place of terms",
    { name: "bad", transformLoss: (() => tf.scalar(1)) as never },
    "its result must be an object of tensors: current type is tensor",
  ],
  [
    "a gradient too few",
    { name: "bad", transformGradients: (gradients) => gradients.slice(1) },
    "its result must be a list of 4 tensors: received 3 tensors",
  ],
  ["a weight of another shape", {
    name: "bad",
    transformWeights: (weights) => weights.map((weight) => weight.flatten()),
  }, "its tensor 0 must keep the shape"],
  [
    "a rate that is no scalar",
    { name: "bad", transformLearningRate: () => tf.ones([2]) },
    "its result must keep the shape: expected [], received [2]",
  ],
  [
    "a name of a loss",
    { name: "bad", transformLoss: (terms, { log }) => (log("generator/x", tf.scalar(1)), terms) },
    'Cannot log value as its name must not be empty or a loss\'s: current value is "generator/x"',
  ],
  [
    "a name that would be two lines of a table",
    { name: "bad", transformLoss: (terms, { log }) => (log("a\nb", tf.scalar(1)), terms) },
    'must not be step, and have no line breaks or other control characters: current value is "a\\nb"',
  ],
  [
    "a log that is no scalar",
    { name: "bad", transformLoss: (terms, { log }) => (log("x", tf.ones([2])), terms) },
    "Cannot log x as it must be a scalar tensor: current shape is [2]",
  ],
];

for (const [what, plugin, message] of BAD) {
  for (const compile of ["graph", "off"] as const) {
    Deno.test(`a step hook that gives ${what} is refused (${compile}): ${message}`, async () => {
      await assertRejects(() => trainTiny({}, { compile, plugins: [plugin] }), Error, message);
    });
  }
}

Deno.test("a step that is not compiled names the hook and the step in which a value stops being finite", async () => {
  const plugin: Plugin = { name: "late", transformFake: (images, { step }) => images.div(step.toFloat().sub(5)) };
  await assertRejects(
    () => trainTiny({}, { compile: "off", plugins: [plugin] }),
    Error,
    'Cannot run hook "transformFake" of plugin "late" at step 5: its result must be finite',
  );
});

Deno.test("a plugin that changes targets is refused where the loss has none", async () => {
  await assertRejects(
    () =>
      trainTiny({ loss: { ...nonSaturating, name: "critic", usesTargets: false } }, {
        plugins: [{ name: "smooth", transformTargets: (targets) => targets }],
      }),
    TypeError,
    "so the plugin would have no effect",
  );
});

for (
  const [what, terms, fault] of [
    ["no term", () => ({}), "its result must have at least one term: it is empty"],
    [
      "a term for each row",
      ({ fake }) => ({ rows: fake! }),
      'its term "rows" must be a scalar: current shape is [4,1]',
    ],
    ["a number", () => 3, "its result must be an object of tensors: current type is number"],
  ] as [string, (logits: { fake?: Tensor }) => unknown, string][]
) {
  Deno.test(`a loss that gives ${what} is refused by its name, for either player`, async () => {
    for (const player of ["discriminator", "generator"] as const) {
      await assertRejects(
        () => trainTiny({ loss: { ...nonSaturating, name: "mine", [player]: terms as never } }, { compile: "graph" }),
        TypeError,
        `Cannot train the ${player} with loss mine as ${fault}`,
      );
    }
  });
}
