import { decodeSafetensors, startCompute } from "@forger/core";
import { checkpointSteps, newestCheckpoint, type Plugin, type RunState, Trainer } from "@forger/trainers";
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { checkpoints, type CheckpointsOptions } from "./checkpoints.ts";
import { tinyImages } from "./testdata/tiny_images.ts";

await startCompute({ backend: "tensorflow" });

const STEPS = 10;

const temporary = async () => `${await Deno.makeTempDir({ prefix: "forger-checkpoints-" })}/run`;

interface TrainedOptions {
  readonly folder?: string;
  readonly plugins?: readonly Plugin[];
  readonly resume?: boolean;
  readonly allow?: readonly string[];
  readonly steps?: number;
}

/** Trains ten steps, or goes on, and gives what is there afterwards. */
async function trained(
  options: CheckpointsOptions,
  { folder, plugins = [], resume = false, allow = [], steps = STEPS }: TrainedOptions = {},
) {
  folder ??= await temporary();
  const warnings: string[] = [];
  const listening: Plugin = { name: "listening", onWarning: (warning) => void warnings.push(warning) };
  const all = [...plugins, checkpoints(options), listening];
  const trainer = new Trainer(tinyImages({ steps, plugins: all }), {
    compile: "graph",
    hookLimit: 20,
    ...resume ? {} : { folder },
  });
  const result = await (resume ? trainer.resume(folder, { allow }) : trainer.train());
  return { ...result, warnings, kept: await checkpointSteps(folder) };
}

/** Calls a function after steps, before other plugins hear of them. */
function after(steps: readonly number[], act: (folder: string, step: number) => void | Promise<void>): Plugin {
  return {
    name: "after",
    every: 1,
    onStepEnd: {
      order: "pre",
      handler: ({ step }, { folder }) => steps.includes(step) ? act(folder, step) : undefined,
    },
  };
}

/** Waits until there are checkpoints of these steps and no others: they come while training goes on. */
async function untilThere(folder: string, steps: readonly number[]): Promise<void> {
  let found: readonly number[] = [];
  for (let time = 0; time < 1500; time++) {
    found = await checkpointSteps(folder);
    if (String(found) === String(steps)) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`There are checkpoints of steps ${found}, not of ${steps}`);
}

/** Logs a value after some steps. */
function scoring(scores: Readonly<Record<number, number>>): Plugin {
  return {
    name: "scoring",
    every: 1,
    onStepEnd: ({ step }, run) => void (step in scores && run.log("score", scores[step]!)),
  };
}

/** Ends the run after a step. */
const stopping = (at: number): Plugin => ({
  name: "stopping",
  every: 1,
  onStepEnd: ({ step }, run) => void (step === at && run.stop("enough")),
});

Deno.test("there is a checkpoint every so many steps, and after the last one", async () => {
  assertEquals((await trained({ every: 4 })).kept, [4, 8, 10]);
  assertEquals((await trained({ every: 5, keep: 9 })).kept, [5, 10]);
  assertEquals((await trained({})).kept, [10]);
  assertEquals((await trained({ every: 4 }, { plugins: [stopping(7)] })).kept, [4, 7]);
});

Deno.test("only the newest are kept", async () => {
  for (const keep of [1, 2, 4]) {
    assertEquals((await trained({ every: 2, keep })).kept, [2, 4, 6, 8, 10].slice(-keep));
  }
});

const bests: [scores: Record<number, number>, mode: "min" | "max", keep: number, kept: number[]][] = [
  [{ 2: 1, 4: 5, 6: 3, 8: 2, 10: 0 }, "max", 2, [4, 8, 10]],
  [{ 2: 1, 4: 5, 6: 3, 8: 2, 10: 0 }, "min", 2, [8, 10]],
  [{ 2: -1, 4: 5, 6: 3, 8: 2, 10: 0 }, "min", 1, [2, 10]],
  [{ 2: 1, 4: 1, 6: 1, 8: 1, 10: 1 }, "max", 1, [2, 10]], // no later one is better
  [{ 2: 1, 4: NaN, 6: Infinity, 8: -Infinity, 10: 0 }, "max", 1, [2, 10]],
  [{ 2: 1, 5: 7, 7: 2, 8: 3 }, "max", 1, [6, 10]], // the first checkpoint after step 5
  [{ 2: 1, 3: 7, 4: 2, 6: 3 }, "max", 1, [6, 10]], // the last value before each checkpoint counts
  [{ 8: 1 }, "max", 3, [6, 8, 10]], // among the newest already
];
for (const [scores, mode, keep, kept] of bests) {
  Deno.test(`with scores ${JSON.stringify(scores)}, the ${mode} is kept besides ${keep}: ${kept}`, async () => {
    const options = { every: 2, keep, mode, best: "score" };
    assertEquals((await trained(options, { plugins: [scoring(scores)] })).kept, kept);
    const folder = await temporary(); // the same with a break
    await trained(options, { folder, plugins: [scoring(scores), stopping(6)] });
    const resumed = { folder, plugins: [scoring(scores), stopping(-1)], resume: true };
    assertEquals((await trained(options, resumed)).kept, kept);
  });
}

Deno.test("another value is compared from its beginning, where it takes the place of the former one", async () => {
  const folder = await temporary(),
    plugins = [scoring({ 2: 9, 6: 1, 8: 0 })],
    other: Plugin = {
      name: "other",
      every: 1,
      onStepEnd: ({ step }, run) => run.log("other", step === 8 ? 1 : 0),
    };
  await trained({ every: 2, keep: 1, best: "score" }, { folder, plugins: [...plugins, other], steps: 4 });
  assertEquals(await checkpointSteps(folder), [2, 4]);
  const again = { folder, plugins: [...plugins, other], resume: true, allow: ["steps", "plugins"] };
  assertEquals((await trained({ every: 2, keep: 1, best: "other" }, again)).kept, [8, 10]);
});

Deno.test("the best checkpoint is not missed where it was removed by hand", async () => {
  const remove = after([5], async (folder) => {
    await untilThere(folder, [2, 4]);
    for (const ending of ["json", "safetensors"]) await Deno.remove(`${folder}/checkpoints/step_00000002.${ending}`);
  });
  const plugins = [scoring({ 2: 9, 4: 1, 6: 3, 8: 5, 10: 2 }), remove];
  assertEquals((await trained({ every: 2, keep: 1, best: "score" }, { plugins })).kept, [8, 10]);
});

Deno.test("it is said where nothing is logged under the name", async () => {
  const { kept, warnings } = await trained({ every: 5, best: "scores" }, { plugins: [scoring({ 2: 1 })] });
  assertEquals(kept, [5, 10]);
  assertEquals(warnings, ["checkpoints: there is no best one, as nothing has logged finite values of scores"]);
});

Deno.test("the files are safetensors and JSON", async () => {
  const { folder, networks } = await trained({ every: 5 });
  const names = [...Deno.readDirSync(`${folder}/checkpoints`)].map(({ name }) => name).toSorted();
  const steps = ["step_00000005", "step_00000010"];
  assertEquals(names, steps.flatMap((step) => [`${step}.json`, `${step}.safetensors`]));
  const { tensors } = decodeSafetensors(await Deno.readFile(`${folder}/checkpoints/step_00000010.safetensors`));
  const kernel = tensors["generator/0/generator_values/kernel"]!;
  assertEquals([kernel.dtype, ...kernel.shape], ["float32", 3, 72]);
  assertEquals([...kernel.values as Float32Array], [...networks.generator.getWeights()[0]!.dataSync()]);
  const description = JSON.parse(await Deno.readTextFile(`${folder}/checkpoints/step_00000010.json`));
  assertEquals([description.step, description.config.name, description.compile], [10, "tiny-images", "graph"]);
});

/** Runs a function while renaming fails for some files as the system says it, or waits. */
async function whileRenaming<Result>(
  hinder: (file: string) => void | Promise<void>,
  run: () => Promise<Result>,
): Promise<Result> {
  const original = Deno.rename;
  Deno.rename = async (from, to) => {
    await hinder(String(to));
    await original(from, to);
  };
  try {
    return await run();
  } finally {
    Deno.rename = original;
  }
}

const failure = (code: string): never => {
  throw Object.assign(new Error(`${code} (os error)`), { code });
};

for (const file of ["step_00000004.safetensors", "step_00000004.json"]) {
  for (const [code, remedy] of [["ENOSPC", "free some space"], ["EROFS", "read-only"]] as const) {
    Deno.test(`training goes on where ${file} cannot be written for ${code}, earlier checkpoints stay and later ones come`, async () => {
      const hinder = (path: string) => path.endsWith(file) ? failure(code) : undefined;
      const { kept, folder, reason, warnings } = await whileRenaming(hinder, () => trained({ every: 2, keep: 9 }));
      assertEquals([reason, kept], ["finished", [2, 6, 8, 10]]);
      assertEquals(warnings.length, 1);
      assertStringIncludes(
        warnings[0]!,
        `checkpoints: the state after step 4 is not kept. Cannot write ${folder}/checkpoints/${file}`,
      );
      assertStringIncludes(warnings[0]!, remedy);
      const left = [...Deno.readDirSync(`${folder}/checkpoints`)].filter(({ name }) => name.includes("step_00000004"));
      assertEquals(left, []); // neither tensors without a description nor temporary files
    });
  }
}

Deno.test("where none can be written any more, the newest ones before and the best one stay", async () => {
  const hinder = (path: string) => /step_000000(06|08|10)/.test(path) ? failure("ENOSPC") : undefined;
  const plugins = [scoring({ 2: 5, 4: 1, 6: 9, 8: 10 })], options = { every: 2, keep: 1, best: "score" };
  const { kept, folder, warnings } = await whileRenaming(hinder, () => trained(options, { plugins }));
  assertEquals([kept, warnings.length], [[2, 4], 3]);
  assertEquals((await newestCheckpoint(folder)).checkpoint.state.plugins.checkpoints!.best, { step: 2, value: 5 });
});

Deno.test("training goes on where a file is in the folder's place, and keeps states again once it is gone", async () => {
  const block = after([3, 7], async (folder, step) => {
    const path = `${folder}/checkpoints`;
    if (step === 3) await untilThere(folder, [2]);
    await Deno.remove(path, { recursive: true });
    if (step === 3) await Deno.writeTextFile(path, "");
  });
  const { kept, reason, warnings } = await trained({ every: 2, keep: 9 }, { plugins: [block] });
  assertEquals([reason, kept], ["finished", [8, 10]]);
  for (const step of [4, 6]) {
    const warning = warnings.find((text) => text.includes(`the state after step ${step} is not kept`))!;
    assertMatch(warning, /Cannot write .*\/checkpoints\/step_.*: a part of the path is a file: name another folder/);
  }
});

Deno.test("the checkpoints' folder is made anew where it is removed", async () => {
  const remove = after([5], async (folder) => {
    await untilThere(folder, [2, 4]);
    await Deno.remove(`${folder}/checkpoints`, { recursive: true });
  });
  const { kept, reason, warnings } = await trained({ every: 2, keep: 9 }, { plugins: [remove] });
  assertEquals([reason, kept, warnings], ["finished", [6, 8, 10], []]);
});

Deno.test({
  name: "training goes on where the folder is not writable any more",
  ignore: Deno.build.os === "windows" || Deno.uid() === 0, // root may write everywhere
  fn: async () => {
    const close = after([3], async (folder) => {
      await untilThere(folder, [2]);
      await Deno.chmod(`${folder}/checkpoints`, 0o500);
    });
    const { folder, kept, reason, warnings } = await trained({ every: 2, keep: 1 }, { plugins: [close] });
    await Deno.chmod(`${folder}/checkpoints`, 0o700);
    assertEquals([reason, kept], ["finished", [2]]);
    assertMatch(warnings[0]!, /Cannot write .*step_00000004\.safetensors: permission denied: allow writing/);
  },
});

Deno.test("training goes on while a checkpoint is written, one at a time, and the end waits for the last", async () => {
  const events: string[] = [], begun = Promise.withResolvers<void>(), reached = Promise.withResolvers<void>();
  let isWriting = 0, most = 0;
  const hinder = async (file: string) => {
    if (!file.endsWith(".safetensors")) return;
    most = Math.max(most, ++isWriting);
    events.push(`begin ${file.slice(-14, -12)}`);
    begun.resolve();
    await (file.includes("step_00000003") ? reached.promise : new Promise((resolve) => setTimeout(resolve, 30)));
    events.push(`end ${file.slice(-14, -12)}`);
    isWriting--;
  };
  const note = after([4, 5], async (_, step) => {
    if (step === 4) await begun.promise;
    events.push(`step ${step}`);
    if (step === 5) reached.resolve();
  });
  const { kept } = await whileRenaming(hinder, () => trained({ every: 3 }, { plugins: [note] }));
  assertEquals(events.slice(0, 4), ["begin 03", "step 4", "step 5", "end 03"]);
  assertEquals(events.filter((event) => event.startsWith("end")), ["end 03", "end 06", "end 09", "end 10"]);
  assertEquals([most, kept], [1, [6, 9, 10]]);
});

/** Goes back to the state after step 5, once, when step 9 is reached and there are these checkpoints. */
function goingBack(there: readonly number[]): Plugin {
  let state: RunState | undefined, isDone = false;
  return {
    name: "going-back",
    every: 1,
    onStepEnd: {
      order: "pre",
      async handler({ step }, run) {
        if (step !== 9 || isDone) return;
        isDone = true;
        await untilThere(run.folder, there);
        run.restoreState(state!);
      },
    },
    onSettled: (run) => void (run.step === 5 && (state ??= run.saveState())),
  };
}

Deno.test("where the run goes back, checkpoints of later steps are removed, and written again as it is then", async () => {
  const folder = await temporary(), look = after([6], (folder) => untilThere(folder, [2, 4])); // both times
  const scores: Record<number, number> = { 2: 3, 4: 1, 6: 1, 8: 9, 10: 0 };
  const scored: Plugin = {
    ...scoring(scores),
    saveState: () => ({}),
    restoreState: () => void Object.assign(scores, { 6: 2, 8: 1 }), // the second time
  };
  const plugins = [goingBack([2, 4, 6, 8]), look, scored];
  const { kept } = await trained({ every: 2, keep: 9, best: "score" }, { folder, plugins });
  assertEquals(kept, [2, 4, 6, 8, 10]);
  const { state } = (await newestCheckpoint(folder)).checkpoint;
  assertEquals(state.plugins.checkpoints!.best, { step: 2, value: 3 });
});

Deno.test("where the run goes back before its best checkpoint, and the one before it is gone, a new one is found", async () => {
  const scores: Record<number, number> = { 2: 3, 4: 1, 6: 1, 8: 9, 10: 0 };
  const scored: Plugin = {
    ...scoring(scores),
    saveState: () => ({}),
    restoreState: () => void Object.assign(scores, { 6: 2, 8: 1 }),
  };
  const { kept } = await trained({ every: 2, keep: 1, best: "score" }, { plugins: [goingBack([8]), scored] });
  assertEquals(kept, [6, 10]);
});

Deno.test("the best checkpoint stays where the run goes back to its own step", async () => {
  let state: RunState | undefined, isDone = false;
  const back: Plugin = {
    name: "going-back",
    every: 1,
    async onStepEnd({ step }, run) {
      if (step === 4) state ??= run.saveState(); // before it is known that this checkpoint is the best one
      if (step !== 9 || isDone) return;
      isDone = true;
      await untilThere(run.folder, [4, 8]);
      run.restoreState(state!);
    },
  };
  const plugins = [scoring({ 2: 1, 4: 5, 6: 3, 8: 2 }), back];
  assertEquals((await trained({ every: 2, keep: 1, best: "score" }, { plugins })).kept, [4, 10]);
});

Deno.test("newer checkpoints that are damaged do not count among those that are kept", async () => {
  const folder = await temporary();
  await trained({ every: 2, keep: 9 }, { folder });
  for (const step of ["08", "10"]) await Deno.truncate(`${folder}/checkpoints/step_000000${step}.json`, 40);
  const { kept } = await trained({ every: 2, keep: 1 }, {
    folder,
    plugins: [stopping(9)],
    resume: true,
    allow: ["plugins"],
  });
  assertEquals(kept, [9, 10]);
  assertEquals((await newestCheckpoint(folder)).checkpoint.state.step, 9);
});

Deno.test("weights that are not finite are not kept, which is said once, and those before stay", async () => {
  const breaking: Plugin = {
    name: "breaking",
    transformWeights: (weights, { step }) =>
      weights.map((weight) => weight.mul(tf.where(step.greaterEqual(4), tf.scalar(NaN), tf.scalar(1)))),
  };
  const { kept, warnings } = await trained({ every: 2, keep: 1 }, { plugins: [breaking] });
  assertEquals([kept, warnings.length], [[4], 2]); // the other one is the run's own, of its losses
  assertMatch(
    warnings[0]!,
    /^checkpoints: the state after step 6 is not kept\. Weights must be finite, and generator\/0\/.* is not\. Earlier/,
  );
});
