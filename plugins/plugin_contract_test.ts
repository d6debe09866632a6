import { resolvePlugins, type Run } from "@forger/trainers";
import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { createPlugin } from "./create_plugin.ts";
import { PLUGINS } from "./plugin_table.ts";
import { conditionalImages } from "./testdata/conditional_images.ts";
import { drive, hook } from "./testdata/drive.ts";
import { fakePointsRun } from "./testdata/fake_points_run.ts";
import { fakeRun, report } from "./testdata/fake_run.ts";
import { fakeTelemetry } from "./testdata/fake_telemetry.ts";

const BAD_COUNTS: readonly unknown[] = [0, -1, 1.5, NaN, "many"];
const BAD_FILMS: readonly unknown[] = [-1, 1.5, NaN, "many"];
const BAD_NUMBERS: readonly unknown[] = [0, -1, NaN, Infinity, "much"];
const BAD_SHARES: readonly unknown[] = [-0.1, 1.1, NaN, "half"];

/** For every plugin and option, values that it must refuse: a new plugin is a new row. */
const refused: Record<string, Record<string, readonly unknown[]>> = {
  "adaptive-balance": {
    every: BAD_COUNTS,
    low: [-0.1, 0.91, NaN, "much"],
    high: BAD_SHARES,
    most: [...BAD_COUNTS, 1, 101],
  },
  "approximated-r1": { weight: [0, -1, NaN, Infinity], stddev: [0, -1, NaN, Infinity] },
  "auxiliary-classifier": { weight: BAD_NUMBERS, learnFrom: ["fake", 1, "toString"] },
  "checkpoints": { every: BAD_COUNTS, keep: BAD_COUNTS, best: ["", 5], mode: ["low", 1] },
  "colour-jitter": {
    brightness: BAD_SHARES,
    saturation: BAD_SHARES,
    contrast: BAD_SHARES,
    hue: [-0.1, 0.6, NaN, "half"],
  },
  "decision-surface": { every: BAD_COUNTS, count: BAD_COUNTS, film: BAD_FILMS, frames: BAD_COUNTS },
  "diff-augment": { colour: ["yes", 1], translation: BAD_SHARES, cutout: BAD_SHARES },
  "discriminator-accuracy": {},
  "discriminator-outputs": {},
  "dragan": { weight: BAD_NUMBERS, stddev: BAD_NUMBERS, every: BAD_COUNTS },
  "early-stop": {
    value: ["", 5],
    goal: ["lower", 0],
    patience: BAD_COUNTS,
    every: BAD_COUNTS,
    minChange: [-1, NaN, Infinity, "little"],
    after: [-1, 0.5, NaN, "soon"],
  },
  "ema": { decay: [1, -0.1, NaN, "much"] },
  "evaluate": {
    every: BAD_COUNTS,
    metric: ["frechet", 5, [], ["kernel-distance", "toString"]],
    samples: BAD_COUNTS,
    extractor: ["inception", "digit", 5],
    keepBest: ["yes", 1],
  },
  "failure-watch": { every: BAD_COUNTS, patience: BAD_COUNTS, stop: ["yes", 1] },
  "feature-matching": { weight: BAD_NUMBERS, layer: [3, true], replace: ["yes", 1] },
  "gradient-clipping": { norm: BAD_NUMBERS, players: ["me", 1, "toString"] },
  "gradient-penalty": { weight: BAD_NUMBERS, target: BAD_NUMBERS, every: BAD_COUNTS },
  "horizontal-flip": { share: BAD_SHARES },
  "instance-noise": { stddev: [-0.1, NaN, Infinity, "much", true] },
  "label-flipping": { share: BAD_SHARES },
  "label-smoothing": { real: [...BAD_SHARES, [1, 0], [0.5], []], fake: [...BAD_SHARES, [0, 1, 1], ["0", "1"]] },
  "learning-rate-schedule": { factor: [-0.1, NaN, Infinity, "much"], players: ["me", 1, "toString"] },
  "live-page": { port: [-1, 0.5, 65_536, NaN, "many"] },
  "loss-plot": { every: BAD_COUNTS },
  "metrics-file": { every: BAD_COUNTS, formats: ["xml", ["jsonl", "xml"], [], "toString"] },
  "mode-count": { every: BAD_COUNTS, count: BAD_COUNTS, least: BAD_COUNTS },
  "nan-guard": { every: BAD_COUNTS, retries: [-1, 0.5, NaN, "often"], factor: [0, 1, -1, NaN, "half"] },
  "nearest-real": { every: BAD_COUNTS, count: BAD_COUNTS, samples: [...BAD_COUNTS, 9], among: BAD_COUNTS },
  "progress": {
    interval: [-1, NaN, "often"],
    terminal: [], // anything is true or false
    every: BAD_COUNTS,
    show: ["", [""], 5, [5]],
    values: ["", [""], [], 5, [5]],
  },
  "r1": { gamma: BAD_NUMBERS, every: BAD_COUNTS },
  "r2": { gamma: BAD_NUMBERS, every: BAD_COUNTS },
  "random-crop": { scale: [...BAD_SHARES, 0, [1, 0.5], [0, 1], [0.5], [], ["0.5", "1"]] },
  "replay-buffer": { size: BAD_COUNTS, share: BAD_SHARES },
  "report": {},
  "sample-gif": {
    every: BAD_COUNTS,
    count: BAD_COUNTS,
    columns: BAD_COUNTS,
    frameDelay: [0, 10, 25, 1010, NaN, "slow"],
    frames: BAD_COUNTS,
  },
  "sample-grid": { every: BAD_COUNTS, count: BAD_COUNTS, columns: BAD_COUNTS, real: ["yes", 1] },
  "save-generator": {},
  "scatter-plot": { every: BAD_COUNTS, count: BAD_COUNTS, film: BAD_FILMS, frames: BAD_COUNTS },
  "spectral-normalization": { players: ["me", 1, "toString"] },
  "telemetry": {},
  "tensorboard": { every: BAD_COUNTS, images: BAD_FILMS, histograms: BAD_FILMS, gradients: ["yes", 1] },
  "top-k": { share: BAD_SHARES },
  "two-time-scale": { discriminator: [-1, NaN, Infinity, "fast"], generator: [-1, NaN, Infinity, "fast"] },
  "update-ratio": { discriminator: [...BAD_COUNTS, 101], generator: [...BAD_COUNTS, 101] },
  "value-plot": { values: ["", [], ["a", ""], 5, [5]], file: ["", "a/b", "a.svg", "..", 5], every: BAD_COUNTS },
  "weight-clipping": { limit: BAD_NUMBERS },
};

/** The runs of plugins that take no images, or need other networks. */
const RUNS: Record<string, (changes: Partial<Run>) => Promise<Run>> = {
  "auxiliary-classifier": (changes) =>
    fakeRun({ networks: conditionalImages("class logits").networks!({ seed: 1 }), ...changes }),
  "decision-surface": fakePointsRun,
  "mode-count": fakePointsRun,
  "scatter-plot": fakePointsRun,
};

/** Keeps plugins from writing into the tests' output. */
const SILENT: Record<string, Record<string, unknown>> = {
  "live-page": { port: 0, write() {} },
  "progress": { write() {} },
  "telemetry": { providers: fakeTelemetry().providers },
};

Deno.test("every plugin has a row in this test, with all of its options", () => {
  const names = (table: Record<string, object>) =>
    Object.entries(table).map(([name, options]) => `${name}: ${Object.keys(options).toSorted()}`).toSorted();
  const options = Object.fromEntries(Object.entries(PLUGINS).map(([name, entry]) => [name, entry.options]));
  assertEquals(names(refused), names(options));
});

Deno.test("every file of a plugin is in the table", () => {
  const files = [...Deno.readDirSync(new URL(".", import.meta.url))].map(({ name }) => name);
  const plugins = files.filter((name) =>
    name.endsWith(".ts") && !/^_|_test\.ts$|^(mod|create_plugin|plugin_table)\.ts$/.test(name)
  );
  assertEquals(
    plugins.map((name) => name.slice(0, -3).replaceAll("_", "-")).toSorted(),
    Object.keys(PLUGINS).toSorted(),
  );
});

for (const [name, options] of Object.entries(refused)) {
  Deno.test(`${name} works without options, bears its name and has known hooks`, () => {
    assertMatch(name, /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    const plugin = createPlugin(name);
    assertEquals(plugin.name, name);
    assertEquals(resolvePlugins([plugin]), [plugin]);
    assertEquals(Object.keys(plugin.options ?? {}).toSorted(), Object.keys(options).toSorted());
    assertEquals(createPlugin(name, plugin.options).options, plugin.options);
  });

  for (const [option, values] of Object.entries(options)) {
    for (const value of values) {
      Deno.test(`${name} refuses ${option} ${Deno.inspect(value)}`, () => {
        assertThrows(() => createPlugin(name, { [option]: value }), RangeError, ` as ${option} must be `);
      });
    }
  }

  Deno.test(`${name} serves one run after another, and leaves no tensors of its own`, async () => {
    const plugin = PLUGINS[name]!.create(SILENT[name] ?? {});
    const held: number[] = [];
    for (let time = 0; time < 3; time++) {
      const run = await (RUNS[name] ?? fakeRun)({ steps: 500 });
      const before = tf.memory().numTensors;
      await drive(plugin, run, [report([1, 500], () => ({ discriminator: 1, generator: 2 }))]);
      hook(plugin, "samplingGenerator")()?.dispose(); // it outlives the run, for those who sample from it
      held.push(tf.memory().numTensors - before);
    }
    assertEquals(held, [0, 0, 0]);
  });
}
