import { adam, linear, startCompute, stateVariable } from "@forger/core";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { checkpointSteps, removeCheckpoint } from "./find_checkpoints.ts";
import { writeCheckpoint } from "./checkpoint.ts";
import type { Experiment } from "./experiment.ts";
import type { Plugin } from "./plugin.ts";
import type { StepReport } from "./step_report.ts";
import { tinyExperiment } from "./testdata/tiny_experiment.ts";
import { streamedBytePoints } from "./testdata/byte_points.ts";
import { weightBits } from "./testdata/weights.ts";
import { Trainer, type TrainerSettings } from "./trainer.ts";

await startCompute();

/** Writes a checkpoint every so many steps, and after the last one. */
function saving(every: number): Plugin {
  return {
    name: "saving",
    every,
    onSettled: (run) => writeCheckpoint(run.folder, { state: run.saveState(), config: run.config }),
  };
}

/** Adds to each real batch a number that grows in the step: a plugin whose state matters. */
function growing(): Plugin {
  let level = stateVariable(() => tf.scalar(0));
  return {
    name: "growing",
    onTrainBegin: () => void (level = stateVariable(() => tf.scalar(0))),
    transformReal(images) {
      level.assign(level.add(0.01));
      return images.add(level);
    },
    saveState: () => ({ level, note: NaN }),
    restoreState(state) {
      assert(Number.isNaN(state.note));
      level.assign(state.level as tf.Tensor);
    },
    onTrainEnd: () => level.dispose(),
  };
}

/** Notes what it hears, with cadences of its own. */
function listening() {
  const heard: string[] = [];
  const note = (hook: string) => ({ step, epoch, logs }: StepReport) =>
    void heard.push(`${hook} ${step} epoch ${epoch}: ${logs[0]!.step}-${logs.at(-1)!.step}`);
  const plugins: Plugin[] = [
    { name: "every seven", every: 7, onStepEnd: note("step") },
    { name: "epochs", onEpochEnd: note("epoch") },
  ];
  return { heard, plugins };
}

interface Outcome {
  readonly bits: Int32Array;
  readonly heard: string[];
}

async function run(
  changes: Partial<Experiment>,
  { stopAt, folder, resume = false, every = 4, ...settings }: TrainerSettings & {
    stopAt?: number;
    folder: string;
    resume?: boolean;
    every?: number;
  },
): Promise<Outcome> {
  const { heard, plugins } = listening();
  const stopping: Plugin = {
    name: "stopping",
    every: 1,
    onStepEnd: ({ step }, run) => void (step === stopAt && run.stop("enough")),
  };
  const all = [growing(), ...plugins, saving(every), stopping];
  const trainer = new Trainer(tinyExperiment({ steps: 30, ...changes }), {
    compile: "graph",
    plugins: all,
    ...settings,
    ...resume ? {} : { folder },
  });
  const { networks } = resume ? await trainer.resume(folder) : await trainer.train();
  return { bits: weightBits(networks), heard };
}

const temporary = async () => `${await Deno.makeTempDir({ prefix: "forger-resume-" })}/run`;

const VARIANTS: readonly (readonly [string, Partial<Experiment>, TrainerSettings])[] = [
  ["one update of each player", {}, {}],
  ["operation by operation", {}, { compile: "off" }],
  ["three updates of the discriminator", { updates: { discriminator: 3, generator: 1 } }, {}],
  ["rates that fall over the run", {
    optimizers: { discriminator: adam(linear(0.01, 0)), generator: adam(linear(0.02, 0)) },
  }, {}],
  ["streamed rows", { data: () => streamedBytePoints() }, {}],
];

for (const [name, changes, settings] of VARIANTS) {
  for (const stopAt of [5, 9, 20, 29]) {
    Deno.test(`with ${name}, a run that ends at step ${stopAt} and is resumed ends with the bits of one that does not`, async () => {
      const straight = await run(changes, { ...settings, folder: await temporary() });
      const folder = await temporary();
      const first = await run(changes, { ...settings, folder, stopAt });
      assertEquals((await checkpointSteps(folder)).at(-1), stopAt);
      const second = await run(changes, { ...settings, folder, resume: true });
      assertEquals(second.bits, straight.bits);
      // what was told at the end of the first part is told again with what follows: no step is missing in either
      const after = (heard: readonly string[]) => heard.filter((text) => Number(text.split(" ")[1]) > stopAt);
      assertEquals(after(second.heard).map(withoutBegin), after(straight.heard).map(withoutBegin));
      assert(first.heard.length > 0);
    });
  }
}

/** A report at the end of a part makes the next one shorter. */
function withoutBegin(text: string): string {
  return text.replace(/\d+-/, "");
}

Deno.test("a run that is killed goes on from its last checkpoint, and plugins hear of every step as if it had not been", async () => {
  for (const last of [8, 12, 20, 28]) {
    const folder = await temporary();
    const straight = await run({}, { folder });
    for (const step of await checkpointSteps(folder)) if (step > last) await removeCheckpoint(folder, step);
    const resumed = await run({}, { folder, resume: true });
    assertEquals(resumed.bits, straight.bits);
    const after = straight.heard.filter((text) => Number(text.split(" ")[1]) > last);
    assertEquals(resumed.heard, after, `after ${last}`); // the beginnings too: what was pending is in the checkpoint
  }
});

Deno.test("a run can be resumed again and again, at any cadence of its checkpoints", async () => {
  const straight = await run({}, { folder: await temporary(), every: 30 });
  for (const every of [1, 3]) {
    const folder = await temporary();
    await run({}, { folder, every, stopAt: 4 });
    for (const stopAt of [5, 11, 12, 23]) await run({}, { folder, every, stopAt, resume: true });
    assertEquals((await run({}, { folder, every, resume: true })).bits, straight.bits);
  }
});

Deno.test("a newer checkpoint that is damaged is passed over with a warning", async () => {
  const folder = await temporary(), straight = await run({}, { folder });
  const path = `${folder}/checkpoints/step_00000030.safetensors`, bytes = await Deno.readFile(path);
  bytes[bytes.length - 5]! ^= 1;
  await Deno.writeFile(path, bytes);
  await Deno.truncate(`${folder}/checkpoints/step_00000028.json`, 40);
  const warnings: string[] = [];
  const hearing: Plugin = { name: "hearing", onWarning: (warning) => void warnings.push(warning) };
  const trainer = new Trainer(tinyExperiment({ steps: 30 }), {
    compile: "graph",
    plugins: [growing(), ...listening().plugins, saving(4), { name: "stopping", every: 1, onStepEnd() {} }, hearing],
  });
  const { networks } = await trainer.resume(folder, { allow: ["plugins"] });
  assertEquals(weightBits(networks), straight.bits);
  assertEquals(warnings.length, 2);
  assertStringIncludes(warnings[0]!, "step_00000030.safetensors as its checksum must be that of its description");
  assertStringIncludes(warnings[1]!, "step_00000028.json as its checksum must be that of its content: it is damaged");
});

Deno.test("other settings are refused, all in one error with what could be done, and allowed ones are taken", async () => {
  const folder = await temporary();
  await new Trainer(tinyExperiment({ steps: 4 }), { folder, compile: "graph", plugins: [saving(2)] }).train();
  const other = (plugins: Plugin[] = [saving(2)]) =>
    new Trainer(
      tinyExperiment({
        steps: 6,
        batch: 5,
        optimizers: { discriminator: adam(0.01, { beta1: 0.5 }), generator: adam(0.02, { beta1: 0.5 }) },
      }),
      { compile: "graph", seed: 2, plugins },
    );
  const before = tf.memory().numTensors;
  const error = await assertRejects(() => other().resume(folder), RangeError);
  assertEquals(tf.memory().numTensors - before, 8, "weights of the two networks that were made, and nothing else");
  assertEquals(error.message.split("\n"), [
    "Cannot resume the run as its settings must be those with which it began:",
    "  seed: 1 before, 2 now; it cannot change",
    "  steps: 4 before, 6 now; allow it with --allow steps",
    "  batch.real: 4 before, 5 now; it cannot change",
    "  batch.fake: 4 before, 5 now; it cannot change",
    "  batch.generator: 4 before, 5 now; it cannot change",
    "  optimizers.generator.learningRate: 0.01 before, 0.02 now; allow it with --allow optimizers",
  ]);
  await assertRejects(() => other().resume(folder, { allow: ["seed"] }), RangeError, "Cannot allow seed to change");
  const longer = new Trainer(tinyExperiment({ steps: 6 }), { compile: "graph", plugins: [saving(1), { name: "new" }] });
  assertEquals((await longer.resume(folder, { allow: ["steps", "plugins"] })).steps, 6);
  assertEquals(JSON.parse(await Deno.readTextFile(`${folder}/config.json`)).steps, 6);
});

Deno.test("a folder without a run, a run without checkpoints and one of another process are refused", async () => {
  const folder = await temporary(), trainer = () => new Trainer(tinyExperiment(), { compile: "graph" });
  await assertRejects(() => trainer().resume(folder), Error, `Cannot resume ${folder} as it must be a run's folder`);
  await new Trainer(tinyExperiment({ steps: 1 }), { folder, compile: "graph" }).train();
  await assertRejects(() => trainer().resume(folder), Error, `${folder}/checkpoints holds none`);
  const nested: Plugin = {
    name: "nested",
    async onTrainBegin(run) {
      await assertRejects(() => trainer().resume(run.folder), Error, `process ${Deno.pid} does`);
    },
  };
  await new Trainer(tinyExperiment({ steps: 1 }), { folder: await temporary(), plugins: [nested] }).train();
});

Deno.test("how steps are run is part of the checkpoint", async () => {
  const folder = await temporary();
  await new Trainer(tinyExperiment({ steps: 3 }), { folder, compile: "xla", plugins: [saving(3)] }).train();
  const config = JSON.parse(await Deno.readTextFile(`${folder}/config.json`));
  assertEquals(config.compute.compile, "xla");
  let mode: string | undefined;
  const looking: Plugin = { name: "looking", onStepEnd: (_, run) => void (mode = run.decision?.mode) };
  const trainer = new Trainer(tinyExperiment({ steps: 5 }), { compile: "auto", plugins: [saving(3), looking] });
  await trainer.resume(folder, { allow: ["steps", "plugins", "compute"] });
  assertEquals(mode, "xla");
});
