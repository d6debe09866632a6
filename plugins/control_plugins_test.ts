import { adam, startCompute } from "@forger/core";
import type { Experiment, Plugin, RunState, StepLog, TrainerSettings, TrainResult } from "@forger/trainers";
import { assert, assertAlmostEquals, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { adaptiveBalance } from "./adaptive_balance.ts";
import { discriminatorAccuracy } from "./discriminator_accuracy.ts";
import { discriminatorOutputs } from "./discriminator_outputs.ts";
import { earlyStop } from "./early_stop.ts";
import { ALARMS, failureWatch } from "./failure_watch.ts";
import { gradientClipping } from "./gradient_clipping.ts";
import { learningRateSchedule } from "./learning_rate_schedule.ts";
import { nanGuard } from "./nan_guard.ts";
import { spectralNormalization } from "./spectral_normalization.ts";
import { trainTinyImages, weightBits } from "./testdata/tiny_images.ts";
import { twoTimeScale } from "./two_time_scale.ts";
import { updateRatio } from "./update_ratio.ts";

await startCompute();

const STEPS = 30;

/** Trains long enough for what happens every 5 steps to happen several times. */
function train(
  plugins: readonly Plugin[],
  changes: Partial<Experiment> = {},
  settings: TrainerSettings = {},
): Promise<TrainResult> {
  const silent: Plugin = { name: "silent", onWarning() {} };
  return trainTinyImages([...plugins, silent], { steps: STEPS, ...changes }, settings);
}

/** Every step's log. */
async function logsOf(plugins: readonly Plugin[], changes: Partial<Experiment> = {}): Promise<StepLog["values"][]> {
  const seen: StepLog["values"][] = [];
  const watching: Plugin = {
    name: "watching",
    onStepEnd: ({ logs }) => void seen.push(...logs.map(({ values }) => values)),
  };
  await train([...plugins, watching], changes);
  return seen;
}

/** Each plugin, with the options that a run of a few steps needs. */
const MADE: Record<string, () => Plugin> = {
  "adaptive-balance": () => adaptiveBalance({ every: 5, low: 0.6, high: 0.7 }),
  "discriminator-accuracy": () => discriminatorAccuracy(),
  "discriminator-outputs": () => discriminatorOutputs(),
  "early-stop": () => earlyStop({ every: 5 }),
  "failure-watch": () => failureWatch({ every: 5, patience: 1 }),
  "learning-rate-schedule": () => learningRateSchedule(),
  "nan-guard": () => nanGuard({ every: 10 }),
  "spectral-normalization": () => spectralNormalization(),
  "two-time-scale": () => twoTimeScale(),
  "update-ratio": () => updateRatio({ discriminator: 2 }),
};

/** Those that only look: the training must not notice them. */
const WATCHERS = ["discriminator-accuracy", "discriminator-outputs", "early-stop", "failure-watch", "nan-guard"];

const plain = weightBits(await train([]));

for (const [name, make] of Object.entries(MADE)) {
  const watches = WATCHERS.includes(name);
  const others = watches ? "which are those without it" : "which are not those without it";
  Deno.test(`${name} has the same bits as a graph, step by step and after going back, ${others}`, async () => {
    const graph = await train([make()]);
    for (const same of [await train([make()], {}, { compile: "off" }), await train([make(), goingBack(10, 20)])]) {
      assertEquals(weightBits(same), weightBits(graph));
      assertEquals(same.last, graph.last);
    }
    (watches ? assertEquals : assertNotEquals)(weightBits(graph), plain);
  });
}

/** Goes back once, from one step to another. */
function goingBack(to: number, at: number): Plugin {
  let saved: RunState | undefined, done = false;
  return {
    name: "going-back",
    every: 5,
    onStepEnd: {
      order: "post",
      handler({ step }, run) {
        if (step === to && !saved) saved = run.saveState();
        if (step !== at || done) return;
        done = true;
        run.restoreState(saved!);
      },
    },
  };
}

Deno.test("outputs and accuracies are logged once each, whoever wants them, and agree with the losses' update", async () => {
  const logs = await logsOf([discriminatorAccuracy(), discriminatorOutputs(), failureWatch()]);
  assertEquals(logs.length, STEPS);
  for (const row of logs) {
    for (const name of ["accuracy/real", "accuracy/fake"]) assertEquals((row[name]! * 4) % 1, 0, name);
    for (const name of ["output/real", "output/fake", "output/fake_after"]) {
      assert(row[name]! > 0 && row[name]! < 1, name);
    }
    assert(
      row["diversity/fake"]! > 0 && row["gradient_norm/generator"]! > 0 && row["gradient_norm/discriminator"]! > 0,
    );
    // Jensen: the mean of -log p is at least -log of the mean p
    assert(row["discriminator/real"]! >= -Math.log(row["output/real"]!) - 1e-5);
    assert(row.generator! >= -Math.log(row["output/fake_after"]!) - 1e-5);
  }
});

Deno.test("gradients are measured before another plugin changes them, and images after it did", async () => {
  const flat: Plugin = { name: "flat", transformFake: (images) => images.mul(0) };
  const clipping = gradientClipping({ norm: 1e-6 });
  for (const row of await logsOf([flat, clipping, failureWatch()])) {
    assert(row["gradient_norm/discriminator"]! > 1e-6);
    assertEquals(row["diversity/fake"], 0);
  }
});

Deno.test("separate and several updates are logged as their mean", async () => {
  const changes = { discriminatorUpdate: "separate", updates: { discriminator: 3, generator: 1 } } as const;
  const [row] = await logsOf([failureWatch(), discriminatorOutputs()], changes);
  assertEquals((row!["accuracy/real"]! * 12).toFixed(3).endsWith(".000"), true);
  assertEquals(["accuracy/fake", "diversity/fake", "output/real", "output/fake"].filter((name) => !(name in row!)), []);
});

Deno.test("a rate of 0 trains nobody, and rates are multiplied whatever the plugins' order", async () => {
  const weights = ({ discriminator, generator }: TrainResult["networks"]) =>
    [discriminator, generator].flatMap((model) =>
      model.trainableWeights.flatMap((weight) => [...weight.read().dataSync()])
    );
  let first: number[] = [];
  const looking: Plugin = { name: "looking", onTrainBegin: ({ networks }) => void (first = weights(networks)) };
  const { networks } = await train([learningRateSchedule({ factor: 0 }), twoTimeScale(), looking]);
  assertEquals(weights(networks), first);
  const own = await train([], {
    optimizers: { discriminator: adam(4e-4, { beta1: 0.5 }), generator: adam(1e-4, { beta1: 0.5 }) },
  });
  assertEquals(weightBits(await train([twoTimeScale()])), weightBits(own));
});

Deno.test("update-ratio takes as many real batches as updates, and is the experiment's own updates", async () => {
  const updates = { discriminator: 3, generator: 2 };
  let seen = 0;
  const watching: Plugin = { name: "watching", onStepEnd: ({ imagesSeen }) => void (seen = imagesSeen) };
  const planned = await train([updateRatio(updates), watching]);
  assertEquals(seen, 3 * 4 * STEPS);
  assertEquals(weightBits(planned), weightBits(await train([], { updates })));
});

Deno.test("adaptive-balance changes the ratio while it trains", async () => {
  const seen: number[] = [];
  const watching: Plugin = {
    name: "watching",
    every: 5,
    onStepEnd: ({ imagesSeen }) => void seen.push(imagesSeen / 20),
  };
  await train([adaptiveBalance({ every: 5, low: 0, high: 0 }), watching]); // any accuracy is too high
  assertEquals(seen, [1, 2, 3, 4, 5, 6]);
  seen.length = 0;
  await train([adaptiveBalance({ every: 5, low: 1, high: 1 }), watching]); // and too low, but for 1 itself
  assert(seen.at(-1)! > 10, `${seen}`);
});

Deno.test("early-stop ends the run and says why, and refuses a name that nobody logs", async () => {
  const { reason, steps, stopReason } = await train([earlyStop({ every: 5, patience: 10, minChange: 100 })]);
  assertEquals([reason, steps], ["stopped", 15]);
  assert(stopReason!.startsWith("early-stop: generator has not become lower than "), stopReason);
  assert(stopReason!.endsWith(", as a mean over 5 steps, since step 5"), stopReason);
  await assertRejects(
    () => train([discriminatorAccuracy(), earlyStop({ value: "accuracy/reel", every: 5 })]),
    Error,
    'plugin "early-stop" at step 5: Cannot stop early as value must be the name of a logged value: "accuracy/reel" is none, did you mean "accuracy/real"?',
  );
});

Deno.test("failure-watch sees a generator that makes one image only, warns, tells other plugins and stops", async () => {
  const warnings: string[] = [];
  const alarms: string[] = [];
  const collapsed: Plugin = { name: "collapsed", transformLatent: (latent) => tf.zerosLike(latent) };
  const showing: Plugin = {
    name: "showing",
    onWarning: (text) => void warnings.push(text),
    onTrainEnd: (_reason, { shared }) => void alarms.push(...shared.get(ALARMS)!.map(({ kind }) => kind)),
  };
  const { reason, stopReason } = await train([failureWatch({ every: 5, patience: 2, stop: true }), collapsed, showing]);
  assertEquals([reason, alarms.includes("diversity")], ["stopped", true]);
  assert(
    warnings.some((text) => text.startsWith("failure-watch: since step 1, generated images differ")),
    `${warnings}`,
  );
  assertEquals(stopReason, warnings[0]);
});

Deno.test("spectral-normalization: the network answers the same after the end, and no kernel stretches", async () => {
  const input = tf.randomNormal([3, 6, 6, 2], 0, 1, "float32", 7);
  const answers: number[][] = [];
  const ask = (order: "pre" | "post"): Plugin => ({
    name: `ask-${order}`,
    onTrainEnd: {
      order,
      handler(_reason, { networks }) {
        answers.push([...(networks.discriminator.apply(input) as tf.Tensor).dataSync()]);
      },
    },
  });
  const { networks } = await train([ask("pre"), spectralNormalization(), ask("post")]);
  assertEquals(answers[0], answers[1]);
  for (const weight of networks.discriminator.getWeights().filter(({ rank }) => rank > 1)) {
    const matrix = weight.reshape([-1, weight.shape.at(-1)!]);
    let vector = tf.ones([matrix.shape[1]!, 1]);
    for (let round = 0; round < 200; round++) {
      const next = tf.matMul(matrix, tf.matMul(matrix, vector), true);
      vector = next.div(next.norm());
    }
    assertAlmostEquals(tf.matMul(matrix, vector).norm().dataSync()[0]!, 1, 0.1);
  }
});

Deno.test("together they leave no tensors but the networks", async () => {
  const trainAndDispose = async () => {
    const plugins = Object.entries(MADE).filter(([name]) => name !== "update-ratio").map(([, make]) => make());
    const { networks } = await train(plugins);
    for (const model of [networks.discriminator, networks.generator]) model.dispose();
  };
  await trainAndDispose();
  const before = tf.memory().numTensors;
  await trainAndDispose();
  assertEquals(tf.memory().numTensors, before);
});
