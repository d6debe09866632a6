import { startCompute } from "@forger/core";
import { loadNetwork } from "@forger/layers";
import { Evaluation, loadGenerator, type Plugin, readEvaluations, type Run, type StepLog } from "@forger/trainers";
import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { ema } from "./ema.ts";
import { evaluate } from "./evaluate.ts";
import { metricsFile } from "./metrics_file.ts";
import { nanGuard } from "./nan_guard.ts";
import { saveGenerator } from "./save_generator.ts";
import { spectralNormalization } from "./spectral_normalization.ts";
import { drive, hook } from "./testdata/drive.ts";
import { fakePointsRun } from "./testdata/fake_points_run.ts";
import { fakeRun, report } from "./testdata/fake_run.ts";
import { tinyImages, trainTinyImages, weightBits } from "./testdata/tiny_images.ts";

await startCompute({ backend: "cpu" });

const nothing = () => ({});

/** Points (x, x) of a generator that a test moves. */
function moving(): { readonly generator: tf.LayersModel; move(x: number): void } {
  const layer = tf.layers.dense({ units: 2, inputShape: [3], kernelInitializer: "zeros" });
  const generator = tf.sequential({ layers: [layer] });
  return { generator, move: (x) => tf.tidy(() => layer.setWeights([tf.zeros([3, 2]), tf.tensor1d([x, x])])) };
}

/** Runs the plugin over positions of the generator, one a step: how far it is from the corners' middle decides its value. */
async function evaluated(positions: readonly number[], plugin = evaluate({ every: 1, samples: 40 })) {
  const { generator, move } = moving(), logs: Record<string, number>[] = [], warnings: string[] = [];
  const run = await fakePointsRun({
    generator,
    log: (name, value) => void (logs.at(-1)![name] = value),
    warn: (warning) => void warnings.push(warning),
  });
  await hook(plugin, "onTrainBegin")(run);
  for (const [index, position] of positions.entries()) {
    logs.push({});
    move(position);
    await hook(plugin, "onStepEnd")(report([index + 1, index + 1], nothing), run);
  }
  await hook(plugin, "onTrainEnd")("finished", run);
  return { folder: run.folder, logs, run, warnings };
}

async function best(folder: string) {
  const text = await Deno.readTextFile(`${folder}/best/best.json`);
  return JSON.parse(text) as { step: number; name: string; value: number; sha256: string; card: unknown };
}

Deno.test("values are logged and written with their cards, those of different steps by the same protocol", async () => {
  const { folder, logs } = await evaluated([2, 0.5, 2]);
  assertEquals(
    logs.map((values) => Object.keys(values)),
    [0, 1, 2].map(() => [
      "evaluate/sliced-wasserstein",
      "evaluate/modes-covered",
      "evaluate/high-quality-share",
    ]),
  );
  assertEquals(logs[0], logs[2]); // of the same latents
  assert(logs[1]!["evaluate/sliced-wasserstein"]! < logs[0]!["evaluate/sliced-wasserstein"]!);
  const lines = await readEvaluations(folder);
  assertEquals(lines.map(({ step }) => step), [1, 1, 1, 2, 2, 2, 3, 3, 3]);
  assertEquals(lines.map(({ of }) => of), Array(9).fill("training"));
  assertEquals(lines[3]!.value, logs[1]!["evaluate/sliced-wasserstein"]);
  assertEquals(lines[3]!.card.metric, "sliced-wasserstein");
  assertEquals([lines[3]!.card.realCount, lines[3]!.card.fakeCount], [40, 40]);
});

Deno.test("best/ holds the best generator so far, with its value and card, ready to sample from", async () => {
  const { folder, logs } = await evaluated([2, 0.6, 0.9, 0.6]);
  const { step, name, value } = await best(folder);
  assertEquals([step, name, value], [2, "sliced-wasserstein", logs[1]!["evaluate/sliced-wasserstein"]]);
  const { generator, latent } = await loadGenerator(`${folder}/best`);
  assertEquals([latent.name, latent.size], ["normal", 3]);
  assertEquals((generator.predict(tf.ones([1, 3])) as tf.Tensor).dataSync(), Float32Array.of(0.6, 0.6));
});

Deno.test("the higher value is better of a metric of which it is", async () => {
  const { folder } = await evaluated([5, 0, 5], evaluate({ every: 1, samples: 40, metric: "modes" }));
  assertEquals((await best(folder)).step, 2);
});

Deno.test("of metrics of which neither value is better nothing is best", async () => {
  const { folder, logs } = await evaluated([2, 3], evaluate({ every: 1, samples: 40, metric: "pairwise-diversity" }));
  assertEquals(logs.length, 2);
  assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["evaluations.jsonl"]);
});

Deno.test("without keepBest there is no best/", async () => {
  const { folder } = await evaluated([2], evaluate({ every: 1, samples: 40, keepBest: false }));
  assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["evaluations.jsonl"]);
});

Deno.test("what cannot be measured is a warning, said once until it can be, and training goes on", async () => {
  const { folder, logs, warnings } = await evaluated([NaN, NaN, 2, NaN]);
  assertEquals(logs.map((values) => Object.keys(values).length), [0, 0, 3, 0]);
  assertEquals(warnings.map((text) => text.slice(0, 45)), [
    "evaluate: nothing is measured after step 1. C",
    "evaluate: nothing is measured after step 4. C",
  ]);
  assertMatch(warnings[0]!, /the generator as all numbers that it makes must be finite: current value of row 0 is NaN/);
  assertEquals((await best(folder)).step, 3);
});

const unmeasured: [what: string, plugin: () => Plugin, changes: Partial<Run>, warning: RegExp][] = [
  [
    "too few rows",
    () => evaluate({ metric: "frechet-distance" }),
    {},
    /there must be at least 225 real and generated rows.*current values are 10 and 2048.*or take kernel-distance/,
  ],
  ["constant images", () => evaluate({ samples: 10 }), {}, /real features must differ: all 10 rows are the same/],
];

for (const [what, plugin, changes, warning] of unmeasured) {
  Deno.test(`with ${what} training goes on with a warning`, async () => {
    const warnings: string[] = [];
    const run = await fakeRun({ ...changes, warn: (text) => void warnings.push(text) });
    await drive(plugin(), run, [report([1, 500], nothing), report([501, 1000], nothing)]);
    assertEquals(warnings.filter((text) => warning.test(text)).length, 1, warnings.join("\n"));
    assertEquals([...Deno.readDirSync(run.folder)], []);
  });
}

Deno.test("where the file cannot be written, training goes on with a warning, and the values are logged", async () => {
  const logs: Record<string, number> = {}, warnings: string[] = [];
  const run = await fakePointsRun({
    generator: moving().generator,
    log: (name, value) => void (logs[name] = value),
    warn: (text) => void warnings.push(text),
  });
  const plugin = evaluate({ samples: 40 });
  await hook(plugin, "onTrainBegin")(run);
  await Deno.mkdir(`${run.folder}/evaluations.jsonl`);
  await hook(plugin, "onStepEnd")(report([1, 1], nothing), run);
  await hook(plugin, "onTrainEnd")("finished", run);
  assertEquals(Object.keys(logs).length, 3);
  assertMatch(warnings.join("\n"), /^evaluate: what was measured after step 1 is not written\. /);
});

Deno.test("data and options that do not fit are refused when training begins", async () => {
  const points = await fakePointsRun(), images = await fakeRun();
  const begin = async (plugin: Plugin, run: Run) => await hook(plugin, "onTrainBegin")(run);
  await assertRejects(
    () => begin(evaluate({ metric: "modes" }), images),
    TypeError,
    "it must hold points of the plane",
  );
  await assertRejects(() => begin(evaluate({ extractor: "digits" }), points), TypeError, "Leave the extractor out");
  await assertRejects(() => begin(evaluate({ extractor: "/none/model.json" }), images), Error, "/none/model.json");
});

Deno.test("a generator that computes with other weights than it has until training ends cannot be kept", () => {
  const configure = (plugin: Plugin, other: Plugin) => hook(plugin, "onConfigure")(tinyImages(), [plugin, other]);
  assertThrows(
    () => configure(evaluate(), spectralNormalization({ players: "both" })),
    TypeError,
    "use keepBest false",
  );
  configure(evaluate(), spectralNormalization());
  configure(evaluate({ keepBest: false }), spectralNormalization({ players: "both" }));
});

Deno.test("training gives the same weights with the plugin as without", async () => {
  const plain = await trainTinyImages([ema({ decay: 0.9 })]);
  const logs: StepLog[] = [];
  const reading: Plugin = { name: "reading", onStepEnd: (report) => void logs.push(...report.logs) };
  const watched = await trainTinyImages([
    evaluate({ every: 2, samples: 10, metric: "kernel-distance" }),
    ema({ decay: 0.9 }),
    reading,
  ]);
  assertEquals(weightBits(watched), weightBits(plain));
  const measured = logs.filter(({ values }) => "evaluate/kernel-distance" in values).map(({ step }) => step);
  assertEquals(measured, [2, 4, 6]);
});

Deno.test("the generator to sample from is measured, and kept as best", async () => {
  const seen: { bits?: number[]; values?: number[] } = {};
  const plugin = evaluate({ every: 6, samples: 10, metric: "kernel-distance" });
  const looking: Plugin = {
    name: "looking",
    async onTrainEnd(_reason, run) {
      const { network } = await loadNetwork(`${run.folder}/best/model`);
      seen.bits = network.getWeights().flatMap((weight) => [...weight.dataSync()]);
      seen.values = run.generator.getWeights().flatMap((weight) => [...weight.dataSync()]);
      const trained = run.networks.generator.getWeights().flatMap((weight) => [...weight.dataSync()]);
      assert(String(trained) !== String(seen.values));
      const evaluation = await Evaluation.open(run.data, { samples: 10, brief: true });
      const [value] = await evaluation.measure({ generator: run.generator, latent: run.latent }, [1]);
      assertEquals((await best(run.folder)).value, value!.value);
    },
  };
  await trainTinyImages([plugin, ema({ decay: 0.9 }), looking]);
  assertEquals(seen.bits, seen.values);
});

Deno.test("what was measured after the step at which a run goes on is dropped when it begins", async () => {
  const { folder, run } = await evaluated([2, 3, 4]);
  await hook(evaluate({ samples: 40 }), "onTrainBegin")({ ...run, step: 2 });
  assertEquals([...new Set((await readEvaluations(folder)).map(({ step }) => step))], [1, 2]);
});

Deno.test("a network that makes features is freed when training ends", async () => {
  const folder = await Deno.makeTempDir(), data = await fakeRun();
  await drive(saveGenerator(), { ...data, folder, generator: data.networks.discriminator }, []);
  const run = await fakeRun(), before = tf.memory().numTensors;
  await drive(evaluate({ extractor: `${folder}/model/model.json`, samples: 10 }), run, [report([1, 1], nothing)]);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("values of steps that are done again are written once", async () => {
  let broken = true, saved: ReturnType<Run["saveState"]> | undefined, steps: number[] = [];
  const breaking: Plugin = {
    name: "breaking",
    every: 4,
    onStepEnd: {
      order: "post",
      handler({ step }, run) {
        if (step !== 4 || !broken) return;
        broken = false;
        run.restoreState(saved!);
      },
    },
  };
  const keeping: Plugin = {
    name: "keeping",
    every: 2,
    onSettled(run) {
      if (run.step === 2) saved ??= run.saveState();
    },
    async onTrainEnd(_reason, run) {
      steps = (await readEvaluations(run.folder)).map(({ step }) => step);
    },
  };
  await trainTinyImages([evaluate({ every: 2, samples: 10, metric: "memorisation" }), keeping, breaking]);
  assertEquals(steps, [2, 4, 6]);
  assertEquals(broken, false);
});

Deno.test("values reach the metrics file wherever the plugin is in the list, and nan-guard may be beside it", async () => {
  let text = "";
  const reading: Plugin = {
    name: "reading",
    onTrainEnd: (_reason, { folder }) => void (text = Deno.readTextFileSync(`${folder}/metrics.jsonl`)),
  };
  await trainTinyImages([
    metricsFile(),
    nanGuard(),
    evaluate({ every: 3, samples: 10, metric: "kernel-distance" }),
    reading,
  ]);
  const rows = text.trim().split("\n").map((row) => JSON.parse(row));
  assertEquals(rows.filter((row) => "evaluate/kernel-distance" in row).map(({ step }) => step), [3, 6]);
});
