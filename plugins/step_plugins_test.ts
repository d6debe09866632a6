import { linear, startCompute } from "@forger/core";
import { wasserstein } from "@forger/losses";
import type { Experiment, Plugin, RunState, TrainResult } from "@forger/trainers";
import { assert, assertAlmostEquals, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { createPlugin } from "./create_plugin.ts";
import { PLUGINS } from "./plugin_table.ts";
import { conditionalImages } from "./testdata/conditional_images.ts";
import { trainTinyImages, weightBits } from "./testdata/tiny_images.ts";

await startCompute({ backend: "tensorflow" });

type Options = Readonly<Record<string, unknown>>;

/** Every plugin whose hooks are inside the step, with options by which a run of a few steps feels it. */
const plugins: [name: string, options: Options, changes?: Partial<Experiment>][] = [
  ["approximated-r1", {}],
  ["colour-jitter", {}],
  ["diff-augment", {}],
  ["diff-augment", { colour: false, translation: 0, cutout: 0.3 }],
  ["dragan", {}],
  ["dragan", { every: 2 }],
  ["ema", { decay: 0.9 }],
  ["feature-matching", {}],
  ["feature-matching", { layer: "discriminator_leaky", replace: true }],
  ["gradient-clipping", { norm: 0.01 }],
  ["gradient-penalty", {}],
  ["gradient-penalty", { every: 4 }, { loss: wasserstein }],
  ["horizontal-flip", {}],
  ["instance-noise", { stddev: linear(0.3, 0) }],
  ["label-flipping", { share: 0.5 }],
  ["label-smoothing", { fake: [0, 0.2] }],
  ["r1", {}],
  ["r1", { every: 3 }],
  ["r2", {}],
  ["random-crop", {}],
  ["replay-buffer", { size: 5 }],
  ["top-k", {}],
  ["weight-clipping", { limit: 0.1 }],
];

/** Plugins of conditional networks: the discriminator takes labels, or has class logits. */
const conditional = conditionalImages("labels"), classifying = conditionalImages("class logits");

/** All of them at once, but for one of two that refuse each other. */
const allButOne = (...left: string[]) =>
  new Map(plugins.filter(([name]) => !left.includes(name)).map(([name, options]) => [name, options]));
const joint = allButOne("weight-clipping"), separate = allButOne("gradient-penalty");

const runs: [what: string, names: ReadonlyMap<string, Options>, changes: Partial<Experiment>][] = [
  ...plugins.map(([name, options, changes = {}]): typeof runs[number] => [
    `${name} with ${JSON.stringify(options, (_key, value) => value?.name ?? value)}`,
    new Map([[name, options]]),
    changes,
  ]),
  ["all at once", joint, {}],
  [
    "auxiliary-classifier",
    new Map([["auxiliary-classifier", { weight: 0.5 }]]),
    { ...classifying, loss: wasserstein },
  ],
  ["all at once, with labels for the discriminator", allButOne("replay-buffer", "weight-clipping"), conditional],
  [
    "all at once, with an auxiliary classifier",
    new Map([...allButOne("replay-buffer", "weight-clipping"), ["auxiliary-classifier", {}]]),
    classifying,
  ],
  ["all at once, with two updates of each player", joint, { updates: { discriminator: 2, generator: 2 } }],
  ["all at once, with shared fakes", joint, { fakes: "shared" }],
  ["all at once, with separate updates", separate, { discriminatorUpdate: "separate" }],
  ["all at once, with unequal batches", joint, { batch: { real: 5, fake: 4, generator: 3 } }],
];

const create = (names: ReadonlyMap<string, Options>): Plugin[] =>
  [...names].map(([name, options]) => createPlugin(name, options));

const [plain, plainOthers] = [await trainTinyImages([]), await trainTinyImages([], { loss: wasserstein })];

for (const [what, names, changes] of runs) {
  let graph: TrainResult;

  Deno.test(`${what}: the same bits as a graph and operation by operation, others than without it`, async () => {
    graph = await trainTinyImages(create(names), changes);
    const eager = await trainTinyImages(create(names), changes, { compile: "off" });
    assertEquals(weightBits(graph), weightBits(eager));
    assert(weightBits(graph).every((bits) => (bits & 0x7f800000) !== 0x7f800000), "weights must be finite");
    assert(Object.values(graph.last!.values).every(Number.isFinite), "losses must be finite");
    assertNotEquals(weightBits(graph), weightBits(changes.loss ? plainOthers : plain));
  });

  Deno.test(`${what}: a run that goes back to a saved state ends with the same bits, and leaves no tensors behind`, async () => {
    const before = tf.memory().numTensors;
    const rewound = await trainTinyImages([...create(names), rewind({ from: 5, to: 3 })], changes);
    assertEquals(weightBits(rewound), weightBits(graph));
    const { generator, networks } = rewound;
    for (const model of new Set([generator, networks.generator, networks.discriminator])) model.dispose();
    assertEquals(tf.memory().numTensors, before);
  });

  Deno.test(`${what}: the same losses in plain JavaScript`, async () => {
    await startCompute({ backend: "cpu" });
    try {
      const { values } = (await trainTinyImages(create(names), changes)).last!;
      const expected = graph.last!.values;
      assertEquals(Object.keys(values), Object.keys(expected));
      for (const [name, value] of Object.entries(expected)) {
        assertAlmostEquals(values[name]!, value, 1e-4 * Math.max(Math.abs(value), 1e-2), name);
      }
    } finally {
      await startCompute({ backend: "tensorflow" });
    }
  });
}

/** Saves the run's state after one step, and goes back to it once, after another. */
function rewind({ from, to }: { readonly from: number; readonly to: number }): Plugin {
  let state: RunState | undefined, done = false;
  return {
    name: "rewind",
    every: 1,
    onStepEnd({ step }, run) {
      if (step === to) state ??= run.saveState();
      if (step !== from || done) return;
      done = true;
      run.restoreState(state!);
    },
  };
}

/** They have hooks inside the step in order to watch or to steer, and tests of their own. */
const WATCHERS = [
  "adaptive-balance",
  "discriminator-accuracy",
  "discriminator-outputs",
  "failure-watch",
  "learning-rate-schedule",
  "nan-guard",
  "two-time-scale",
];

Deno.test("every other plugin with a hook inside the step is in this test", () => {
  const hasStepHook = (plugin: Plugin) => Object.keys(plugin).some((key) => key.startsWith("transform"));
  const names = Object.keys(PLUGINS).filter((name) => hasStepHook(createPlugin(name)));
  const known = [...plugins.map(([name]) => name), ...WATCHERS, "auxiliary-classifier"];
  assertEquals(names.filter((name) => !known.includes(name)), []);
});

for (const name of ["dragan", "gradient-penalty", "r1", "r2"]) {
  Deno.test(`${name} is logged in the steps that have it, and in no others`, async () => {
    const logged: number[] = [], term = name.replaceAll("-", "_");
    const watch: Plugin = {
      name: "watch",
      onStepEnd({ logs }) {
        logged.push(...logs.filter(({ values }) => `discriminator/${term}` in values).map(({ step }) => step));
      },
    };
    await trainTinyImages([createPlugin(name, { every: 3 }), watch]);
    assertEquals(logged, [1, 4]);
  });
}

const misfits: [name: string, options: Options, changes: Partial<Experiment>, message: string][] = [
  ["diff-augment", {}, pointData(), "must hold images [height, width, channels]: current shape is [2]"],
  ["horizontal-flip", {}, pointData(), "must hold images [height, width, channels]: current shape is [2]"],
  ["label-flipping", {}, { loss: wasserstein }, "must have targets"],
  ["label-smoothing", {}, { loss: wasserstein }, "must have targets"],
  ["feature-matching", { layer: "logit" }, {}, 'did you mean "discriminator_logit"?'],
  ["replay-buffer", { size: 1 }, {}, 'Cannot use plugin "replay-buffer" as size must be at least 2'],
];
for (const [name, options, changes, message] of misfits) {
  Deno.test(`${name} refuses what it does not fit: ${message}`, async () => {
    const plugins = [createPlugin(name, options)];
    await assertRejects(async () => await trainTinyImages(plugins, changes), Error, message);
  });
}

Deno.test("gradient penalty and weight clipping refuse each other", async () => {
  const plugins = [createPlugin("gradient-penalty"), createPlugin("weight-clipping")];
  await assertRejects(
    async () => await trainTinyImages(plugins),
    TypeError,
    'Cannot use plugin "weight-clipping" as it would undo the gradient penalty of gradient-penalty',
  );
});

/** Points instead of images. */
function pointData(): Partial<Experiment> {
  const network = (name: string, sizes: [number, number]) =>
    tf.sequential({ name, layers: [tf.layers.dense({ name, units: sizes[1], inputShape: [sizes[0]] })] });
  return {
    data: () => ({
      name: "points",
      size: 8,
      shape: [2],
      range: [-1, 1],
      gather: (indices) => tf.zeros([indices.size, 2]),
      dispose() {},
    }),
    networks: () => ({ generator: network("to_points", [3, 2]), discriminator: network("of_points", [2, 1]) }),
  };
}
