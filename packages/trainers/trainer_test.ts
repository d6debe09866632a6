import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { type CompileMode, startCompute, type Tensor } from "@forger/core";
import { arraySource, type Source } from "@forger/data";
import { nonSaturating } from "@forger/losses";
import { normalLatent } from "@forger/samplers";
import type { Experiment } from "./experiment.ts";
import type { Plugin } from "./plugin.ts";
import { TINY_SIZE, tinyExperiment } from "./testdata/tiny_experiment.ts";
import { trainTiny } from "./testdata/train_tiny.ts";
import { weightBits } from "./testdata/weights.ts";
import { Trainer, type TrainerSettings } from "./trainer.ts";

await startCompute();

const VARIANTS: readonly (readonly [string, Partial<Experiment>])[] = [
  ["one joint update of the discriminator", {}],
  ["separate updates of the discriminator", { discriminatorUpdate: "separate" }],
  ["shared fakes", { fakes: "shared" }],
  ["a batch size for each part", { batch: { real: 4, fake: 2, generator: 6 } }],
];

async function bits(changes: Partial<Experiment>, settings: TrainerSettings): Promise<Int32Array> {
  return weightBits((await trainTiny(changes, { compile: "graph", ...settings })).networks);
}

for (const [name, changes] of VARIANTS) {
  Deno.test(`with ${name}, a graph gives the bits of the eager run, and equal seeds give equal bits`, async () => {
    const eager = await bits(changes, { compile: "off" });
    assertEquals(await bits(changes, { compile: "graph" }), eager);
    assertEquals(await bits(changes, { compile: "graph" }), eager);
    assertNotEquals(await bits(changes, { compile: "graph", seed: 2 }), eager);
  });

  Deno.test(`with ${name}, XLA agrees with the graph over the first steps`, async () => {
    const losses = async (compile: CompileMode) => (await trainTiny(changes, { compile, steps: 5 })).last!.values;
    const graph = await losses("graph"), xla = await losses("xla");
    for (const [term, value] of Object.entries(graph)) assertAlmostEquals(xla[term]!, value, 1e-4);
  });

  Deno.test(`with ${name}, training leaves no tensors but the networks`, async () => {
    const train = async () => {
      const { networks } = await trainTiny(changes, { compile: "graph" });
      networks.generator.dispose();
      networks.discriminator.dispose();
    };
    await train();
    const before = tf.memory().numTensors;
    await train();
    assertEquals(tf.memory().numTensors, before);
  });
}

Deno.test("a plugin that does nothing leaves the run bit-identical", async () => {
  const same: Plugin = {
    name: "nothing",
    every: 5,
    transformReal: (images) => images,
    transformLatent: (latent) => latent,
    transformFake: (images) => images,
    transformTargets: (targets) => targets,
    transformLoss: (terms) => terms,
    transformGradients: (gradients) => gradients,
    transformWeights: (weights) => weights,
    onTrainBegin: () => {},
    onStepEnd: () => {},
    onEpochEnd: () => {},
    onTrainEnd: () => {},
  };
  const drawing: Plugin = { name: "drawing", transformReal: (images, { random }) => (random.normal([8]), images) };
  assertEquals(await bits({}, { plugins: [same, drawing] }), await bits({}, {}));
});

Deno.test("how steps are split into calls does not change a bit", async () => {
  const everyStep: Plugin = { name: "every-step", every: 1, onStepEnd: () => {} };
  assertEquals(await bits({}, { plugins: [everyStep] }), await bits({}, {}));
});

Deno.test("each step hook changes what it is for, and hears which player is trained", async () => {
  const players: Record<string, Set<string>> = {};
  const note = (hook: string, player: string) => (players[hook] ??= new Set()).add(player);
  const plugins: Record<string, Plugin> = {
    transformReal: { name: "a", transformReal: (images, { player }) => (note("transformReal", player), images.mul(2)) },
    transformLatent: {
      name: "a",
      transformLatent: (latent, { player }) => (note("transformLatent", player), latent.mul(2)),
    },
    transformFake: { name: "a", transformFake: (images, { player }) => (note("transformFake", player), images.mul(2)) },
    transformTargets: {
      name: "a",
      transformTargets: (
        { real, fake },
        { player },
      ) => (note("transformTargets", player), { real: real.mul(0.5), fake }),
    },
    transformLoss: {
      name: "a",
      transformLoss: (
        terms,
        { player, logits },
      ) => (note("transformLoss", player), { ...terms, size: logits.fake!.square().mean() }),
    },
    transformGradients: {
      name: "a",
      transformGradients: (
        gradients,
        { player },
      ) => (note("transformGradients", player), gradients.map((gradient) => gradient.sign())),
    },
    transformWeights: {
      name: "a",
      transformWeights: (
        weights,
        { player },
      ) => (note("transformWeights", player), weights.map((weight) => weight.mul(0.9))),
    },
  };
  const plain = await bits({}, { compile: "graph" });
  for (const [hook, plugin] of Object.entries(plugins)) {
    const changed = await bits({}, { compile: "graph", plugins: [plugin] });
    assertNotEquals(changed, plain, hook);
    assertEquals(changed, await bits({}, { compile: "off", plugins: [plugin] }), hook);
  }
  const both = new Set(["discriminator", "generator"]);
  for (const hook of Object.keys(plugins)) {
    assertEquals(players[hook], hook === "transformReal" ? new Set(["discriminator"]) : both, hook);
  }
});

Deno.test("terms that a plugin adds are logged under their names and add to the loss", async () => {
  const plugin: Plugin = { name: "constant", transformLoss: (terms) => ({ ...terms, constant: tf.scalar(100) }) };
  const { last } = await trainTiny({}, { plugins: [plugin] });
  const { values } = last!;
  assertEquals(values["discriminator/constant"], 100);
  assertAlmostEquals(values.discriminator!, values["discriminator/real"]! + values["discriminator/fake"]! + 100, 1e-4);
});

Deno.test("reports hold every step once, at the plugin's cadence and after the last step", async () => {
  const reports: number[][] = [];
  const plugin: Plugin = {
    name: "every-five",
    every: 5,
    onStepEnd: ({ logs }) => void reports.push(logs.map(({ step }) => step)),
  };
  await trainTiny({}, { plugins: [plugin] });
  assertEquals(reports, [[1, 2, 3, 4, 5], [6, 7, 8, 9, 10], [11, 12]]);
});

Deno.test("epochs visit every row once, batches run on across their border, and their ends are reported", async () => {
  await startCompute({ backend: "cpu" });
  try {
    const rows: number[] = [], epochs: [number, number, number][] = [];
    const experiment = tinyExperiment();
    const data = async () => {
      const source = await experiment.data() as Source;
      return { ...source, gather: (indices: Tensor) => (rows.push(...indices.dataSync()), source.gather(indices)) };
    };
    const plugin: Plugin = {
      name: "epochs",
      onEpochEnd: ({ epoch, step, imagesSeen }) => void epochs.push([epoch, step, imagesSeen]),
    };
    await trainTiny({ data, steps: 10 }, { plugins: [plugin] });
    const epochOf = (epoch: number) => rows.slice(epoch * TINY_SIZE, (epoch + 1) * TINY_SIZE);
    const all = Array.from({ length: TINY_SIZE }, (_, row) => row);
    for (const epoch of [0, 1, 2, 3]) assertEquals(epochOf(epoch).toSorted((first, second) => first - second), all);
    assertNotEquals(epochOf(0), epochOf(1));
    assertEquals(epochs, [[1, 3, 12], [2, 5, 20], [3, 8, 32], [4, 10, 40]]);
  } finally {
    await startCompute({ backend: "tensorflow" });
  }
});

Deno.test("a hook can stop the run, and so can a signal", async () => {
  const ends: string[] = [];
  const plugin: Plugin = {
    name: "stop",
    every: 3,
    onStepEnd: ({ step }, run) => step >= 6 ? run.stop("enough") : undefined,
    onTrainEnd: (reason) => void ends.push(reason),
  };
  const stopped = await trainTiny({}, { plugins: [plugin] });
  assertEquals([stopped.reason, stopped.stopReason, stopped.steps], ["stopped", "enough", 6]);
  const controller = new AbortController();
  const aborting: Plugin = { name: "abort", every: 2, onStepEnd: () => controller.abort("Ctrl-C") };
  const aborted = await trainTiny({}, {
    plugins: [aborting, { name: "end", onTrainEnd: (reason) => void ends.push(reason) }],
    signal: controller.signal,
  });
  assertEquals([aborted.reason, aborted.stopReason, aborted.steps], ["stopped", "Ctrl-C", 2]);
  assertEquals(ends, ["stopped", "stopped"]);
});

Deno.test("an error in a hook names plugin, hook and step, keeps its cause, and training ends in order", async () => {
  const calls: string[] = [];
  const cause = new Error("no more paper");
  const plugin: Plugin = {
    name: "printer",
    every: 4,
    onStepEnd: () => {
      throw cause;
    },
    onError: (error) => void calls.push((error as Error).message),
    onTrainEnd: (reason) => void calls.push(reason),
  };
  const error = await assertRejects(
    () => trainTiny({}, { plugins: [plugin] }),
    Error,
    'Cannot run hook "onStepEnd" of plugin "printer" at step 4: no more paper',
  );
  assertEquals(error.cause, cause);
  assertEquals(calls, [error.message, "failed"]);
});

Deno.test("what fails while a failure is told does not hide it", async () => {
  const fail = (message: string) => () => {
    throw new Error(message);
  };
  const plugin: Plugin = { name: "printer", onTrainBegin: fail("no paper"), onTrainEnd: fail("no ink") };
  const error = await assertRejects(() => trainTiny({}, { plugins: [plugin] }), AggregateError, "no paper; then: ");
  assertEquals((error.errors as Error[]).map(({ message }) => message.split(": ").at(-1)), ["no paper", "no ink"]);
});

Deno.test("a run whose last losses are not finite says so at its end, and one that came back does not", async () => {
  for (const [step, count] of [[12, 1], [11, 0]] as const) {
    const warnings: string[] = [];
    const losing: Plugin = {
      name: "losing",
      transformLoss: (terms, { step: now }) => ({
        ...terms,
        lost: tf.where(now.equal(step - 1), tf.scalar(NaN), tf.scalar(0)),
      }),
      transformGradients: (gradients) => gradients.map((gradient) => tf.zerosLike(gradient)),
      onWarning: (warning) => void warnings.push(warning),
    };
    await trainTiny({}, { compile: "graph", plugins: [losing] });
    assertEquals(warnings.length, count);
    if (count > 0) {
      assertStringIncludes(warnings[0]!, "the losses are not finite after step 12 (discriminator NaN, generator NaN)");
    }
  }
});

Deno.test("where a plugin fails at the end, those after it end all the same, and all failures are told", async () => {
  const heard: string[] = [];
  const failing = (name: string, hooks: Plugin = { name }): Plugin => ({
    ...hooks,
    onTrainEnd(reason) {
      heard.push(`${name} ${reason}`);
      throw new Error(`${name} is out of ink`);
    },
  });
  const saving: Plugin = { name: "saving", onTrainEnd: (reason) => void heard.push(`saving ${reason}`) };
  const plugins = [failing("first"), failing("second"), saving];
  const error = await assertRejects(
    () => trainTiny({}, { compile: "graph", plugins }),
    AggregateError,
    "first is out of ink; then: ",
  );
  assertEquals(error.errors.length, 2);
  await assertRejects(
    () => trainTiny({}, { compile: "graph", plugins: [failing("alone"), saving] }),
    Error,
    'of plugin "alone"',
  );
  const onError = () => {
    heard.push("heard of it");
    throw new Error("deaf");
  };
  const stepping: Plugin = { name: "stepping", onStepEnd: () => Promise.reject(new Error("stumbled")), onError };
  const failed = await assertRejects(
    () => trainTiny({}, { compile: "graph", plugins: [stepping, saving] }),
    AggregateError,
    "stumbled",
  );
  assertEquals(failed.errors.length, 2);
  assertEquals(heard, [
    "first finished",
    "second finished",
    "saving finished",
    "alone finished",
    "saving finished",
    "heard of it",
    "saving failed",
  ]);
});

Deno.test("a step hook that changes a shape is refused with both shapes", async () => {
  const plugin: Plugin = { name: "crop", transformReal: (images) => images.slice([0, 0], [4, 1]) };
  await assertRejects(
    () => trainTiny({}, { plugins: [plugin] }),
    Error,
    'hook "transformReal" of plugin "crop" at step 0: its result must keep the shape: expected [4,2], received [4,1]',
  );
});

Deno.test("a generator that a plugin offers is the one to sample from", async () => {
  let offered: unknown, sampled: number | undefined;
  const plugin: Plugin = {
    name: "own-generator",
    onTrainBegin: ({ networks }) => void (offered = networks.discriminator),
    samplingGenerator: () => offered as never,
    onTrainEnd: (_, run) => {
      const points = run.generate(tf.zeros([5, 2]));
      sampled = points.shape[1];
      points.dispose();
    },
  };
  const { generator, networks } = await trainTiny({}, { plugins: [plugin] });
  assert(generator === networks.discriminator);
  assertEquals(sampled, 1);
});

Deno.test("the run's folder holds its resolved settings, and a folder with a run is refused", async () => {
  const folder = await Deno.makeTempDir();
  await new Trainer(tinyExperiment(), { folder, seed: 5, steps: 2, batch: 3 }).train();
  const config = JSON.parse(await Deno.readTextFile(`${folder}/config.json`));
  assertEquals([config.seed, config.steps, config.batch], [5, 2, { real: 3, fake: 3, generator: 3 }]);
  assertEquals(config.optimizers.generator, {
    name: "adam",
    learningRate: 0.01,
    beta1: 0.5,
    beta2: 0.999,
    epsilon: 1e-7,
  });
  await assertRejects(
    () => new Trainer(tinyExperiment(), { folder }).train(),
    Error,
    `Cannot write run into ${folder}`,
  );
  await Deno.remove(folder, { recursive: true });
});

const BAD: readonly (readonly [string, Partial<Experiment>, TrainerSettings])[] = [
  ["Cannot train as steps must be a positive integer: current value is -1", {}, { steps: -1 }],
  ["Cannot train as steps must be a positive integer: current value is 0", {}, { steps: 0 }],
  ["Cannot train as batch must be a positive integer: current value is 1.5", {}, { batch: 1.5 }],
  ["Cannot train as batch.fake must be a positive integer: current value is 0", {
    batch: { real: 1, fake: 0, generator: 1 },
  }, {}],
  ["Cannot train as seed must be an integer from 0 to 2^53 - 1: current value is -1", {}, { seed: -1 }],
  ["Cannot share fakes as batch.fake must equal batch.generator, 6: current value is 4", {
    fakes: "shared",
    batch: { real: 4, fake: 4, generator: 6 },
  }, {}],
  ["Cannot train as the experiment's name must be", { name: "../up" }, {}],
  ['did you mean "transformReal"', {}, { plugins: [{ name: "typo", transfromReal: () => {} } as unknown as Plugin] }],
  ['Cannot use plugins as their names must be unique: "twin" comes twice', {}, {
    plugins: [{ name: "twin" }, { name: "twin" }],
  }],
  ['Cannot use plugin "slow" as every must be a positive integer: current value is 0', {}, {
    plugins: [{ name: "slow", every: 0 }],
  }],
  [
    'Cannot use plugin "smooth" with the critic loss as it must have targets',
    { loss: { ...nonSaturating, name: "critic", usesTargets: false } },
    { plugins: [{ name: "smooth", transformTargets: (targets) => targets }] },
  ],
];

for (const [message, changes, settings] of BAD) {
  Deno.test(`refused before anything is loaded: ${message}`, () => {
    const data = () => {
      throw new Error("the data must not be loaded");
    };
    assertThrows(() => new Trainer(tinyExperiment({ data, ...changes }), settings), Error, message);
  });
}

Deno.test("a batch larger than the data and networks that do not fit are refused, and no folder is made", async () => {
  const parent = await Deno.makeTempDir(), folder = `${parent}/run`;
  await assertRejects(() => new Trainer(tinyExperiment({ batch: 11 }), { folder }).train(), RangeError);
  assertEquals([...Deno.readDirSync(parent)], []);
  await Deno.remove(parent);
  await assertRejects(
    () => trainTiny({ batch: 11 }),
    RangeError,
    "batch of real images must be at most its size, 10: current value is 11",
  );
  await assertRejects(
    () => trainTiny({ latent: normalLatent(4) }),
    TypeError,
    "expected [batch, 4], received [batch, 3]",
  );
});

Deno.test("a generator whose transposed convolution overlaps unevenly is warned of, and another is not", async () => {
  const warned = async (kernelSize: number) => {
    const warnings: string[] = [], folder = await Deno.makeTempDir();
    const listen: Plugin = { name: "listen", onWarning: (warning) => void warnings.push(warning) };
    const generator = tf.sequential({
      name: "generator",
      layers: [
        tf.layers.reshape({ inputShape: [3], targetShape: [1, 1, 3] }),
        tf.layers.conv2dTranspose({ name: "generator_maps", filters: 1, kernelSize, strides: 2, padding: "same" }),
      ],
    });
    const discriminator = tf.sequential({
      name: "discriminator",
      layers: [tf.layers.flatten({ inputShape: [2, 2, 1] }), tf.layers.dense({ units: 1 })],
    });
    const data = () =>
      arraySource({ name: "dots", values: new Float32Array(40).fill(1), shape: [2, 2, 1], range: [-1, 1] });
    const experiment = tinyExperiment({ data, networks: () => ({ generator, discriminator }) });
    await new Trainer(experiment, { folder, steps: 1, plugins: [listen] }).train();
    return warnings;
  };
  const [warning, ...more] = await warned(3);
  assertEquals(more, []);
  assertStringIncludes(warning!, "generator_maps");
  assertStringIncludes(warning!, "checkerboard");
  assertEquals(await warned(4), []);
});
