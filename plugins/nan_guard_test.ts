import type { Plugin, PluginState, Run, RunState, StoredState } from "@forger/trainers";
import { assertAlmostEquals, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { nanGuard, type NanGuardOptions } from "./nan_guard.ts";
import { hook } from "./testdata/drive.ts";
import { fakeRun, report } from "./testdata/fake_run.ts";
import { stepContext } from "./testdata/step_contexts.ts";

/** A guarded run that only counts: `steps` reports the steps up to one, and goes back as a trainer does. */
async function begin(options?: NanGuardOptions, weightAt: (step: number) => number = () => 1) {
  const plugin = nanGuard(options), warnings: string[] = [], stops: string[] = [], restored: number[] = [];
  let now = 0;
  const run: Run = await fakeRun({
    saveState(): RunState {
      const values = Float32Array.of(weightAt(now));
      const weight = { dtype: "float32", shape: [1], values } as const;
      return {
        step: now,
        rowsSeen: 0,
        tensors: { weight },
        plugins: { "nan-guard": hook(plugin, "saveState")() as StoredState },
        compile: undefined,
        pending: { logs: [], onStepEnd: {}, onEpochEnd: {} },
      };
    },
    restoreState({ plugins, step }) {
      now = step;
      restored.push(step);
      hook(plugin, "restoreState")(plugins["nan-guard"] as PluginState, run);
      plan();
    },
    warn: (warning) => void warnings.push(warning),
    stop: (reason) => void stops.push(reason),
  });
  const updates = { discriminator: 1, generator: 1 };
  const plan = () => assertEquals(hook(plugin, "planUpdates")(updates, run), updates);
  await hook(plugin, "onTrainBegin")(run);
  plan();
  const steps = async (last: number, value: (step: number) => number = () => 1) => {
    const done = report([now + 1, now = last], (step) => ({ discriminator: 1, generator: value(step) }));
    await hook(plugin, "onStepEnd")(done, run);
    if (now === last) plan();
  };
  const factor = () => {
    const changed = hook(plugin, "transformLearningRate")(tf.scalar(1), stepContext("generator"));
    return changed.dataSync()[0]!;
  };
  return { factor, plugin, restored, run, steps, stops, warnings };
}

const nanAt = (bad: number) => (step: number) => step >= bad ? NaN : 1;

Deno.test("it goes back to the last good state, and lowers the rates", async () => {
  const { factor, restored, steps, stops, warnings } = await begin({ every: 10, retries: 5 });
  for (const step of [10, 20]) await steps(step);
  assertEquals(factor(), 1);
  await steps(30, nanAt(23));
  assertEquals(restored, [20]);
  assertAlmostEquals(factor(), 0.5, 1e-7);
  assertEquals(warnings, [
    "nan-guard: generator became NaN at step 23; went back to step 20, with the learning rates multiplied by 0.5 (retry 1 of 5)",
  ]);
  await steps(30);
  await steps(40, nanAt(40));
  assertEquals(restored, [20, 30]);
  assertAlmostEquals(factor(), 0.25, 1e-7);
  assertEquals(stops, []);
});

Deno.test("before the first multiple, it goes back to the beginning", async () => {
  const { restored, steps } = await begin();
  await steps(500, () => Infinity);
  assertEquals(restored, [0]);
});

Deno.test("after all retries it goes back once more and stops, and says what to try", async () => {
  const { factor, restored, steps, stops, warnings } = await begin({ every: 10, retries: 2, factor: 0.1 });
  await steps(10);
  for (let time = 0; time < 3; time++) await steps(20, nanAt(14));
  assertEquals(restored, [10, 10, 10]);
  assertAlmostEquals(factor(), 0.01, 1e-7);
  assertEquals([warnings.length, stops.length], [2, 1]);
  assertStringIncludes(stops[0]!, "nan-guard: generator became NaN at step 14 after 2 retries; went back to step 10");
  assertMatch(stops[0]!, /learning rates.*gradient-clipping.*--compile off/);
});

Deno.test("weights that are not finite are not kept, though no loss shows it yet", async () => {
  const { restored, steps } = await begin({ every: 10 }, (step) => step === 20 ? NaN : 1);
  await steps(10);
  await steps(20);
  await steps(30, nanAt(21));
  assertEquals(restored, [10]);
});

Deno.test("every name is said, with what it became", async () => {
  const { plugin, run, warnings } = await begin();
  const values = { discriminator: NaN, "discriminator/fake": Infinity, "discriminator/real": 1, generator: NaN };
  await hook(plugin, "onStepEnd")(report([7, 9], () => values), run);
  assertStringIncludes(
    warnings[0]!,
    ": discriminator, generator became NaN and discriminator/fake became Infinity at step 7;",
  );
});

Deno.test("its own count survives when it goes back, and another plugin's restoring takes it back", async () => {
  const { factor, plugin, run, steps } = await begin({ every: 10 });
  const before = run.saveState();
  await steps(10, nanAt(2));
  assertEquals(hook(plugin, "saveState")(), { restores: 1 });
  const after = run.saveState();
  run.restoreState(before);
  assertEquals(factor(), 1);
  run.restoreState(after);
  assertAlmostEquals(factor(), 0.5, 1e-7);
});

Deno.test("after another plugin's restoring, the state to go back to is taken anew", async () => {
  const { restored, run, steps } = await begin({ every: 10 });
  const early = run.saveState();
  for (const step of [10, 20, 30]) await steps(step);
  run.restoreState(early);
  await steps(10, nanAt(3));
  assertEquals(restored, [0, 0]);
});

Deno.test("it looks before other plugins do, at its cadence, and multiplies after those that set rates", () => {
  const plugin: Plugin = nanGuard({ every: 7 });
  const order = (name: "onStepEnd" | "transformLearningRate") => (plugin[name] as { order: string }).order;
  assertEquals([order("onStepEnd"), order("transformLearningRate"), plugin.every], ["pre", "post", 7]);
});

Deno.test("where weights are not finite to begin with, there is nothing to go back to, which it says", async () => {
  const { restored, steps, stops, warnings } = await begin({ every: 10 }, () => NaN);
  await steps(10, nanAt(1));
  assertEquals([restored, warnings, stops.length], [[], [], 1]);
  assertMatch(stops[0]!, /^nan-guard: generator became NaN at step 1, and there is no state .*: begin with others/);
});

Deno.test("it does not go back to the state of an earlier run", async () => {
  let weight = 1;
  const { plugin, restored, run, steps, stops } = await begin({ every: 10 }, () => weight);
  await steps(10);
  await hook(plugin, "onTrainEnd")("finished", run);
  weight = Infinity;
  await hook(plugin, "onTrainBegin")(run);
  hook(plugin, "planUpdates")({ discriminator: 1, generator: 1 }, run);
  await hook(plugin, "onStepEnd")(report([1, 10], () => ({ generator: NaN })), run);
  assertEquals([restored, stops.length], [[], 1]);
});
