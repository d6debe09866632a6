import { startCompute, stateVariable } from "@forger/core";
import { arraySource } from "@forger/data";
import { dcgan } from "@forger/layers";
import { type GanLoss, nonSaturating } from "@forger/losses";
import type { Experiment, Plugin, StepLog, TrainerSettings, TrainResult } from "@forger/trainers";
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { ema } from "./ema.ts";
import { lossPlot } from "./loss_plot.ts";
import { metricsFile } from "./metrics_file.ts";
import { nanGuard } from "./nan_guard.ts";
import { progress } from "./progress.ts";
import { sampleGrid } from "./sample_grid.ts";
import { trainTinyImages, weightBits } from "./testdata/tiny_images.ts";

await startCompute();

const STEPS = 30;

/** Images that a picture can show. */
const GREY: Partial<Experiment> = {
  steps: STEPS,
  data: () => {
    const values = Float32Array.from({ length: 20 * 64 }, (_, index) => Math.sin(index * index));
    return arraySource({ name: "waves", values, shape: [8, 8, 1] });
  },
  networks: ({ seed }) =>
    dcgan({
      image: [8, 8, 1],
      latent: 3,
      generatorWidths: [4],
      discriminatorNormalization: "none",
      discriminatorWidths: [4],
      discriminatorUnits: 4,
      seed,
    }),
};

async function train(
  plugins: readonly Plugin[],
  changes: Partial<Experiment> = {},
  settings: TrainerSettings = {},
): Promise<TrainResult> {
  const folder = await Deno.makeTempDir();
  return await trainTinyImages(plugins, { ...GREY, ...changes }, { folder, ...settings });
}

/** Every row of the metrics. */
async function rows({ folder }: TrainResult): Promise<(StepLog["values"] & { readonly step: number })[]> {
  const text = await Deno.readTextFile(`${folder}/metrics.jsonl`);
  return text.trimEnd().split("\n").map((line) => JSON.parse(line));
}

/** A loss that becomes NaN at a step, as often as it is told to. */
function breakingLoss(at: number, times: number): { loss: GanLoss; plugin: Plugin } {
  let step: tf.Variable, left: tf.Variable;
  const poison = () => tf.where(step.equal(at).logicalAnd(left.greater(0)), tf.scalar(NaN), tf.scalar(0)).asScalar();
  const plugin: Plugin = {
    name: "breaking",
    onTrainBegin() {
      step = stateVariable(() => tf.scalar(0));
      left = stateVariable(() => tf.scalar(times));
    },
    transformReal(images, context) {
      step.assign(context.step.toFloat().add(1));
      return images;
    },
    restoreState: () => tf.tidy(() => left.assign(left.sub(1))),
    onTrainEnd: () => tf.dispose([step, left]),
  };
  const loss: GanLoss = {
    ...nonSaturating,
    discriminator: (logits, targets) => {
      const { fake, real } = nonSaturating.discriminator(logits, targets);
      return { real: real!.add(poison()), fake: fake! };
    },
  };
  return { loss, plugin };
}

for (const compile of ["graph", "off"] as const) {
  Deno.test(`nan-guard: a loss that becomes NaN once does not end the run, with --compile ${compile}`, async () => {
    const { loss, plugin } = breakingLoss(20, 1);
    let text = "";
    const pictures = sampleGrid({ every: 10, count: 4 });
    const result = await train(
      [
        plugin,
        metricsFile(),
        ema(),
        lossPlot({ every: 10 }),
        pictures,
        nanGuard({ every: 10 }),
        progress({ write: (part) => text += part, terminal: false, interval: 0 }),
      ],
      { loss },
      { compile },
    );
    assertEquals([result.reason, result.steps], ["finished", STEPS]);
    const logs = await rows(result);
    assertEquals(logs.map(({ step }) => step), Array.from({ length: STEPS }, (_, index) => index + 1));
    for (const row of logs) {
      for (const [name, value] of Object.entries(row)) assert(Number.isFinite(value), `${name} ${value}`);
    }
    const csv = (await Deno.readTextFile(`${result.folder}/metrics.csv`)).trimEnd().split("\n");
    assertEquals(csv.slice(1).map((row) => Number(row.split(",")[0])), logs.map(({ step }) => step));
    for (const model of [result.networks.generator, result.networks.discriminator, result.generator]) {
      for (const weight of model.getWeights()) assert(weight.dataSync().every(Number.isFinite));
    }
    assert(text.includes("warning: nan-guard: discriminator, discriminator/real"), text);
    assert(
      /became NaN at step 20; went back to step 10, with the learning rates multiplied by 0\.5 \(retry 1 of 2\)\n/.test(
        text,
      ),
      text,
    );
    assertEquals((await Deno.readTextFile(`${result.folder}/losses.svg`)).includes("not finite"), false);
    assertEquals([...Deno.readDirSync(`${result.folder}/samples`)].length, 1 + 3 + 1);
  });
}

Deno.test("nan-guard: what follows has half the rates, from the state that was saved", async () => {
  const { loss, plugin } = breakingLoss(20, 1);
  const saved = await train([plugin, nanGuard({ every: 10 }), { name: "silent", onWarning() {} }], {
    loss,
  });
  const halved: Plugin = {
    name: "halved",
    transformLearningRate: (rate, { step }) => tf.where(step.less(10), rate, rate.mul(0.5)).asScalar(),
  };
  assertEquals(weightBits(saved), weightBits(await train([halved])));
});

Deno.test("nan-guard: a loss that stays NaN stops the run at the last good step, with finite weights and the reason", async () => {
  const { loss, plugin } = breakingLoss(20, 99);
  const warnings: string[] = [];
  const showing: Plugin = { name: "showing", onWarning: (text) => void warnings.push(text) };
  const result = await train([plugin, nanGuard({ every: 10 }), showing, metricsFile()], { loss });
  assertEquals([result.reason, result.steps, warnings.length], ["stopped", 10, 2]);
  assert(
    /became NaN at step 20 after 2 retries; went back to step 10 for good\. Lower/.test(result.stopReason!),
    result.stopReason,
  );
  for (const model of [result.networks.generator, result.networks.discriminator]) {
    for (const weight of model.getWeights()) assert(weight.dataSync().every(Number.isFinite));
  }
  assertEquals((await rows(result)).at(-1)!.step, 10);
});

Deno.test("nan-guard: a NaN after its last look, at the end of the run, is found as well", async () => {
  const { loss, plugin } = breakingLoss(STEPS, 1);
  const result = await train([plugin, nanGuard({ every: 20 }), { name: "silent", onWarning() {} }, metricsFile()], {
    loss,
  });
  assertEquals([result.reason, result.steps], ["finished", STEPS]);
  assertEquals((await rows(result)).map(({ step }) => step), Array.from({ length: STEPS }, (_, index) => index + 1));
});
