// Runs that go on, by the command's function, on a tiny experiment.
import { startCompute } from "@forger/core";
import { checkpointSteps, readCheckpoint, removeCheckpoint } from "@forger/trainers";
import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { readSavedRun } from "./saved_run.ts";
import { StopSignals } from "./stop_signals.ts";
import { CapturedOutput } from "./testdata/captured_output.ts";
import { trainCommand } from "./train_command.ts";
import type { TrainFlags } from "./train_flags.ts";
import { UsageError } from "./usage_error.ts";

await startCompute({ backend: "cpu" });

const NO_FLAGS: TrainFlags = {
  allow: [],
  plugin: [],
  without: [],
  "dry-run": false,
  ui: false,
  list: false,
  verbose: false,
  help: false,
};
const TINY = fileURLToPath(new URL("./testdata/tiny.ts", import.meta.url));
const CADENCE = { source: "checkpoints", options: { every: 4 } };

async function train(flags: Partial<TrainFlags>) {
  const output = new CapturedOutput(), stop = new StopSignals(output);
  try {
    const saved = flags.resume === undefined ? undefined : await readSavedRun(flags.resume);
    const code = await trainCommand({ ...NO_FLAGS, backend: "cpu", plugin: [CADENCE], ...flags }, {
      path: TINY,
      output,
      saved,
      stop,
    });
    return { code, printed: output.printed, errors: output.errors };
  } finally {
    stop.close();
  }
}

const temporary = async () => `${await Deno.makeTempDir({ prefix: "forger-resume-" })}/run`;

/** The weights and slots of a run's last checkpoint. */
async function tensorsOf(run: string): Promise<unknown> {
  const { state } = await readCheckpoint(run, (await checkpointSteps(run)).at(-1)!);
  return state.tensors;
}

Deno.test("every run has a report, unless that is left out, and goes on with one though it began without", async () => {
  const run = await temporary(), isThere = () => Deno.stat(`${run}/report.html`).then(() => true, () => false);
  await train({ out: run, steps: 4, without: ["report"] });
  assertEquals(await isThere(), false);
  await train({ resume: run, steps: 8, allow: ["steps"] });
  assertEquals(await isThere(), true);
});

Deno.test("every run keeps checkpoints, unless they are left out", async () => {
  const [kept, without] = [await temporary(), await temporary()];
  await train({ out: kept, steps: 3, plugin: [] });
  assertEquals(await checkpointSteps(kept), [3]);
  await train({ out: without, steps: 3, plugin: [], without: ["checkpoints"] });
  assertEquals(await checkpointSteps(without), []);
  await assertRejects(() => train({ resume: without }), Error, "must have a checkpoint");
});

Deno.test("a run goes on with the seed, steps and batch that it began with, to the same bits", async () => {
  const [straight, broken] = [await temporary(), await temporary()];
  const flags = { steps: 12, seed: 7, batch: 3 };
  await train({ ...flags, out: straight });
  await train({ ...flags, out: broken });
  for (const step of [8, 12]) await removeCheckpoint(broken, step);
  const { code, printed } = await train({ resume: broken });
  assertEquals(code, 0);
  assertMatch(printed, /Finished after 12 steps: \S+run\n$/);
  assertEquals(await tensorsOf(broken), await tensorsOf(straight));
});

Deno.test("other settings are misuse with every difference, and allowed ones are taken", async () => {
  const run = await temporary();
  await train({ out: run, steps: 4 });
  const error = await assertRejects(() => train({ resume: run, steps: 8, seed: 3 }), UsageError);
  assertStringIncludes(error.message, "seed: 1 before, 3 now; it cannot change");
  assertStringIncludes(error.message, "steps: 4 before, 8 now; allow it with --allow steps");
  await train({ resume: run, steps: 8, allow: ["steps"] });
  assertEquals(await checkpointSteps(run), [4, 8]);
  await assertRejects(() => train({ resume: run, allow: ["seed"] }), UsageError, "Cannot allow seed to change");
});

Deno.test("a check trains both ways, says that the bits are the same, and leaves the run as it is", async () => {
  const run = await temporary();
  await train({ out: run, steps: 4 });
  const before = await Deno.readTextFile(`${run}/config.json`);
  const { code, printed } = await train({ resume: run, steps: 20, allow: ["steps"], check: 3 });
  assertEquals(code, 0);
  assertMatch(
    printed,
    /From step 4: 6 steps in one go …\n… and 3 steps, a break, and 3 more …\nThe same bits: all \d+ weights/,
  );
  assertEquals([await checkpointSteps(run), await Deno.readTextFile(`${run}/config.json`)], [[4], before]);
  await assertRejects(() => train({ resume: run, check: 3 }), UsageError, "must have two steps left or more");
});

Deno.test("a check finds a plugin that forgets", async () => {
  const run = await temporary(), source = `${run}-forgets.ts`;
  await Deno.writeTextFile(
    source,
    `export default () => { let count = 0; return {
      name: "forgets", every: 1, onTrainBegin: () => void (count = 0), onStepEnd: () => void count++,
      planUpdates: () => ({ discriminator: count % 3 + 1, generator: 1 }),
    } };`,
  );
  const plugin = [CADENCE, { source, options: {} }];
  await train({ out: run, steps: 4, plugin });
  const { code, errors } = await train({ resume: run, steps: 20, allow: ["steps"], check: 4, plugin });
  assertEquals(code, 1);
  assertMatch(errors, /\d+ of \d+ weights and slots differ after step 12: /);
});

Deno.test("a run that is done says so, and cannot be told to have made fewer steps", async () => {
  const run = await temporary();
  await train({ out: run, steps: 4 });
  assertStringIncludes((await train({ resume: run })).errors, "Nothing was left to train: --steps N --allow steps");
  await assertRejects(
    () => train({ resume: run, steps: 3, allow: ["steps"] }),
    UsageError,
    "as its steps must be those that it has made, or more: it has made 4, and is to have 3",
  );
  assertEquals(JSON.parse(await Deno.readTextFile(`${run}/config.json`)).steps, 4);
  assertEquals((await train({ resume: run, steps: 6, allow: ["steps"] })).errors, "");
});

Deno.test("a run that is not there gives no weights", async () => {
  const none = `${await temporary()}-none`;
  await assertRejects(
    () => train({ "init-from": none }),
    UsageError,
    `Cannot begin with the weights of ${none} as it must be a run's folder, or the name of one in runs/`,
  );
});

Deno.test("a run may begin with the weights of another one", async () => {
  const [first, second] = [await temporary(), await temporary()];
  await train({ out: first, steps: 4 });
  const { code } = await train({ out: second, steps: 2, "init-from": first });
  assertEquals(code, 0);
});

for (
  const [flags, message] of [
    [
      { resume: "/nowhere/run" },
      "Cannot resume /nowhere/run as it must be a run's folder, or the name of one in runs/: there is no such folder",
    ],
    [{ check: 3 }, "Cannot use --check as it must come with --resume"],
    [{ allow: ["steps"] }, "Cannot use --allow as it must come with --resume"],
  ] as const
) {
  Deno.test(`misuse: ${message}`, async () => {
    await assertRejects(() => train(flags), UsageError, message);
  });
}

Deno.test("settings that cannot be read, and flags that do not fit, are misuse", async () => {
  const run = await temporary();
  await train({ out: run, steps: 2 });
  for (const flags of [{ out: "x" }, { "init-from": "x" }, { "dry-run": true }]) {
    await assertRejects(() => train({ resume: run, ...flags }), UsageError, "with --resume");
  }
  const config = await Deno.readTextFile(`${run}/config.json`);
  for (
    const text of [
      "{",
      "[]",
      "null",
      config.replace('"seed": 1', '"seed": "1"'),
      config.replace(/"name": "[^"]*"/, '"name": 3'),
    ]
  ) {
    await Deno.writeTextFile(`${run}/config.json`, text);
    await assertRejects(() => train({ resume: run }), UsageError, "its config.json is damaged");
  }
  await Deno.remove(`${run}/config.json`);
  await assertRejects(() => train({ resume: run }), UsageError, "its config.json is missing");
});
