import { linear, startCompute, stateVariable } from "@forger/core";
import { wasserstein } from "@forger/losses";
import type { Experiment, Plugin } from "@forger/trainers";
import { assert, assertEquals, assertMatch } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { createPlugin } from "./create_plugin.ts";
import { PLUGINS } from "./plugin_table.ts";
import { fakeTelemetry } from "./testdata/fake_telemetry.ts";
import {
  goOn,
  killedAt,
  KILLS,
  newestAt,
  type Outcome,
  type Resumable,
  runStraight,
  shownEvents,
  withoutLater,
} from "./testdata/kill_and_resume.ts";
import { CLASSES, COLOURS, IMAGES, LOSING, POINTS, STEPS } from "./testdata/resumable.ts";

await startCompute({ backend: "tensorflow" });

type Options = Readonly<Record<string, unknown>>;

/** For every plugin, options with which it acts within some twenty steps, and what it is tried on. */
const rows: [name: string, options: Options, experiment?: Experiment, others?: readonly [string, Options][]][] = [
  ["adaptive-balance", { every: 4, low: 0.4, high: 0.6 }],
  ["approximated-r1", {}],
  ["auxiliary-classifier", {}, CLASSES],
  ["checkpoints", { every: 3, keep: 2, best: "generator", mode: "min" }],
  ["colour-jitter", {}, COLOURS],
  ["decision-surface", { every: 4, count: 5, film: 2, frames: 3 }, POINTS],
  ["diff-augment", {}],
  ["discriminator-accuracy", {}],
  ["discriminator-outputs", {}],
  ["dragan", { every: 2 }],
  ["early-stop", { every: 4, patience: 1000 }],
  ["early-stop", { every: 4, patience: 8, minChange: 1000 }],
  ["ema", { decay: 0.9 }, IMAGES, [
    ["discriminator-outputs", {}],
    ["loss-plot", { every: 5 }],
    ["nearest-real", { every: 5, count: 2, samples: 4 }],
    ["sample-gif", { every: 2, count: 4, frames: 4 }],
    ["sample-grid", { every: 4, count: 4 }],
    ["save-generator", {}],
    ["tensorboard", { images: 4, histograms: 4 }],
    ["value-plot", { every: 3 }],
  ]],
  ["evaluate", { every: 4, samples: 16, metric: ["sliced-wasserstein", "precision-recall"] }],
  ["evaluate", { every: 4, samples: 30, metric: "modes" }, POINTS],
  ["evaluate", { every: 4, metric: "frechet-distance" }], // too few rows: warns, and goes on
  ["failure-watch", { every: 4, patience: 2 }, LOSING],
  ["failure-watch", { every: 4, patience: 3, stop: true }, LOSING],
  ["feature-matching", {}],
  ["gradient-clipping", { norm: 0.01 }],
  ["gradient-penalty", { every: 4 }, { ...IMAGES, loss: wasserstein }],
  ["horizontal-flip", {}],
  ["instance-noise", { stddev: linear(0.3, 0) }],
  ["label-flipping", { share: 0.5 }],
  ["label-smoothing", { fake: [0, 0.2] }],
  ["learning-rate-schedule", {}],
  ["live-page", { port: 0 }],
  ["loss-plot", { every: 4 }],
  ["metrics-file", { every: 2 }],
  ["mode-count", { every: 4, count: 30 }, POINTS],
  ["nan-guard", { every: 4 }],
  ["nearest-real", { every: 4, count: 2, samples: 6, among: 12 }],
  ["progress", { every: 4, show: "generator" }],
  ["r1", { every: 3 }],
  ["r2", {}],
  ["random-crop", {}],
  ["replay-buffer", { size: 5 }],
  ["report", {}, LOSING, [["failure-watch", { every: 4, patience: 2 }]]],
  ["sample-gif", { every: 2, count: 4, frames: 3 }],
  ["sample-grid", { every: 4, count: 4, real: true }],
  ["save-generator", {}],
  ["scatter-plot", { every: 4, count: 5, film: 2, frames: 3 }, POINTS],
  ["spectral-normalization", { players: "both" }, IMAGES, [["save-generator", {}]]],
  ["telemetry", {}],
  ["tensorboard", { images: 4, histograms: 6, gradients: true }],
  ["top-k", {}],
  ["two-time-scale", { generator: 0.02 }],
  ["update-ratio", { discriminator: 2 }],
  ["value-plot", { values: ["generator", "nothing"], every: 4 }],
  ["weight-clipping", { limit: 0.1 }],
];

/** Keeps plugins from writing into the tests' output. */
const SILENT: Readonly<Record<string, Options>> = {
  "live-page": { write() {} },
  progress: { write() {} },
  telemetry: { providers: fakeTelemetry().providers },
};

Deno.test("every plugin has a row in this test", () => {
  assertEquals([...new Set(rows.map(([name]) => name))].toSorted(), Object.keys(PLUGINS).toSorted());
});

for (const [name, options, experiment = IMAGES, others = []] of rows) {
  const all: readonly (readonly [string, Options])[] = [[name, options], ...others];
  const what = all.map(([name, options]) => `${name} ${describe(options)}`).join(", ");
  Deno.test(`${what}: a run that is killed and resumed ends with the weights and files of one that is not`, async () => {
    const names = all.map(([name]) => name);
    await prove(experiment, () => [
      ...all.map(([name, options]) => PLUGINS[name]!.create({ ...options, ...SILENT[name] })),
      ...names.includes("metrics-file") ? [] : [createPlugin("metrics-file")],
    ]);
  });
}

Deno.test("nan-guard: a run that is killed before or after it goes back, and resumed, ends with the weights and files of one that is not", async () => {
  const straight = await prove(IMAGES, () => [
    createPlugin("nan-guard", { every: 3 }),
    breaking(11), // found after step 12
    createPlugin("metrics-file"),
    createPlugin("loss-plot", { every: 3 }),
    createPlugin("sample-gif", { every: 3, count: 4 }),
    createPlugin("tensorboard", { images: 3, histograms: 3 }),
  ]);
  assertEquals(straight.warnings.filter(([, text]) => text.includes("went back to step 9")).length, 1);
});

Deno.test("progress: the lines of a resumed run follow those from before", async () => {
  const texts: string[] = [];
  const folder = `${await Deno.makeTempDir({ prefix: "forger-resume-" })}/run`;
  const what: Resumable = {
    experiment: IMAGES,
    plugins() {
      const index = texts.push("") - 1, write = (text: string) => void (texts[index] += text);
      return [PLUGINS.progress!.create({ every: 2, show: "generator", terminal: false, write })];
    },
  };
  await runStraight(what, folder);
  await goOn(what, (await killedAt(folder, 8))!);
  const [straight, resumed] = texts.map((text) => text.split("\n")) as [string[], string[]];
  assertMatch(straight[0]!, /^Training images for 23 steps on /);
  assertMatch(resumed[0]!, /^Resuming images at step 6 of 23 on /);
  const values = ([line]: RegExpMatchArray) => line;
  const linesOf = (lines: string[]) => lines.filter((line) => line.startsWith("step "));
  assertEquals(linesOf(resumed), linesOf(straight).slice(3));
  const smoothed = (lines: string[]) => lines.at(-3)!.match(/discriminator .*/)!;
  assertEquals(values(smoothed(resumed)), values(smoothed(straight)));
  assertMatch(resumed.at(-2)!, /^Finished 23 steps, 17 of them in \d+ s: /);
});

/** Makes the discriminator's loss NaN after some steps, while its learning rate is 0.01 or more. */
function breaking(step: number): Plugin {
  let rate: tf.Variable;
  return {
    name: "breaking",
    onTrainBegin: () => void (rate = stateVariable(() => tf.scalar(1))),
    transformLoss(terms, { logits, player, step: done }) {
      if (player === "generator") return terms;
      const isBad = done.equal(step - 1).logicalAnd(rate.greater(0.009));
      return { ...terms, broken: logits.real!.mean().mul(tf.where(isBad, NaN, 0)).asScalar() };
    },
    transformLearningRate: {
      order: "post",
      handler(value) {
        rate.assign(value);
        return value;
      },
    },
    saveState: () => ({ rate }),
    restoreState: (state) => rate.assign(state.rate as tf.Tensor),
    onTrainEnd: () => rate.dispose(),
  };
}

/** Runs it without a break, and with breaks at several places, and compares all that is left. */
async function prove(experiment: Experiment, plugins: () => readonly Plugin[]): Promise<Outcome> {
  const what = { experiment, plugins }, parent = await Deno.makeTempDir({ prefix: "forger-resume-" });
  try {
    const folder = `${parent}/run`, straight = await runStraight(what, folder);
    let resumed = 0;
    for (const step of [12, STEPS]) { // what was written after step 12 is there, and must not stay
      const copy = await withoutLater(folder, step);
      if (copy === undefined) continue;
      compare(await goOn(what, copy), straight, step);
      resumed++;
    }
    for (const kill of KILLS) {
      const copy = await killedAt(folder, kill);
      if (copy === undefined) continue; // the run ended before
      const second = kill === KILLS[0] ? [16] : []; // once, the resumed run is killed too
      compare(await goOn(what, copy, second), straight, newestAt(kill));
      resumed++;
      for (const kill of second) {
        const copyOfCopy = await killedAt(copy, kill);
        if (copyOfCopy !== undefined) compare(await goOn(what, copyOfCopy), straight, newestAt(kill));
      }
    }
    assert(resumed >= 2);
    return straight;
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
}

/** What a run leaves that tells nothing of it: the number of the process that had the folder last. */
const LOCK = "lock";

function compare(resumed: Outcome, straight: Outcome, step: number): void {
  const what = `after step ${step}`;
  assertEquals(resumed.bits, straight.bits, what);
  assertEquals(resumed.end, straight.end, what);
  const later = ([at]: Outcome["warnings"][number]) => at > step || at === STEPS;
  assertEquals(resumed.warnings.filter(later), straight.warnings.filter(later), what);
  const texts = straight.warnings.map(([, text]) => text);
  assertEquals(resumed.warnings.filter(([, text]) => !texts.includes(text)), [], what);
  const isCompared = (path: string) => path !== LOCK && !/^(tensorboard\/|report\.)/.test(path); // which tell the time
  const paths = ({ files }: Outcome) => [...files.keys()].filter(isCompared).toSorted();
  assertEquals(paths(resumed), paths(straight), what);
  for (const path of paths(straight)) {
    assert(isEqual(resumed.files.get(path)!, straight.files.get(path)!), `${path} differs ${what}`);
  }
  // each part writes a file of its own, with times: what is shown of them must be the same
  assertEquals(shownEvents(resumed), shownEvents(straight), what);
}

function isEqual(first: Uint8Array, second: Uint8Array): boolean {
  return first.length === second.length && first.every((byte, index) => byte === second[index]);
}

function describe(options: Options): string {
  return JSON.stringify(options, (_, value) => value?.name ?? value);
}
