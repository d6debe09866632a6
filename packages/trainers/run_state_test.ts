import { startCompute, stateVariable } from "@forger/core";
import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import type { Experiment } from "./experiment.ts";
import type { Plugin } from "./plugin.ts";
import type { PluginState } from "./plugin_state.ts";
import { loadState, type RunState, storeState } from "./run_state.ts";
import { trainTiny } from "./testdata/train_tiny.ts";
import { weightBits } from "./testdata/weights.ts";

await startCompute();

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
    saveState: () => ({ level, unit: "pixel", list: [1, 2] }),
    restoreState(state) {
      assertEquals([state.unit, state.list], ["pixel", [1, 2]]);
      level.assign(state.level as tf.Tensor);
    },
    onTrainEnd: () => level.dispose(),
  };
}

/** Goes back once: what was saved at step `from` is restored at step `at`. */
function goingBack(from: number, at: number): Plugin {
  let saved: RunState | undefined, done = false;
  return {
    name: "going-back",
    every: 1,
    onStepEnd({ step }, run) {
      if (step === from && !saved) saved = run.saveState();
      if (step === at && !done) {
        done = true;
        run.restoreState(saved!);
      }
    },
  };
}

const VARIANTS: readonly (readonly [string, Partial<Experiment>])[] = [
  ["one update of each player", {}],
  ["three updates of the discriminator", { updates: { discriminator: 3, generator: 1 } }],
  ["separate updates", { discriminatorUpdate: "separate" }],
];

for (const [name, changes] of VARIANTS) {
  for (const [from, at] of [[3, 4], [2, 11], [7, 12]] as const) {
    Deno.test(`with ${name}, a run that goes back from step ${at} to ${from} ends with the same bits`, async () => {
      const train = async (plugins: Plugin[]) =>
        weightBits((await trainTiny(changes, { compile: "graph", plugins })).networks);
      const straight = await train([growing()]);
      assertEquals(await train([growing(), goingBack(from, at)]), straight);
      assertNotEquals(await train([]), straight);
    });
  }
}

Deno.test("plugins that run later do not see the steps that are done again, and epochs end once more", async () => {
  const seen: number[][] = [], epochs: number[] = [];
  const watching: Plugin = {
    name: "watching",
    onStepEnd: ({ logs }) => void seen.push(logs.map(({ step }) => step)),
    onEpochEnd: ({ epoch }) => void epochs.push(epoch),
  };
  const { steps } = await trainTiny({}, { compile: "graph", steps: 8, plugins: [goingBack(2, 6), watching] });
  assertEquals(seen.flat(), [1, 2, 3, 4, 5, 3, 4, 5, 6, 7, 8]);
  assertEquals(epochs, [1, 2, 1, 2, 3]);
  assertEquals(steps, 8);
});

Deno.test("a state holds every weight and slot by name, the cursor and the plugins' states, on the host", async () => {
  let state: RunState | undefined;
  const plugin: Plugin = { name: "saving", every: 5, onStepEnd: (_report, run) => void (state = run.saveState()) };
  await trainTiny({}, { compile: "graph", steps: 5, plugins: [growing(), plugin] });
  const { plugins, rowsSeen, step, tensors } = state!;
  assertEquals([step, rowsSeen], [5, 20]);
  assertEquals(Object.keys(plugins), ["growing"]);
  assertEquals(Object.keys(tensors).filter((name) => name.startsWith("generator/")).length, 4 + 2 * 4 + 2);
  assertEquals(tensors["generator/0/generator_1/kernel"]!.shape, [3, 5]);
  assertEquals(tensors["generator/optimizer/beta1_power"]!.values[0], Math.fround(0.5 ** 5));
});

Deno.test("a plugin whose report is due later hears of the steps that are done again once", async () => {
  const seen: number[][] = [];
  const watching: Plugin = {
    name: "watching",
    every: 5,
    onStepEnd: ({ logs }) => void seen.push(logs.map(({ step }) => step)),
  };
  await trainTiny({}, { compile: "graph", steps: 10, plugins: [goingBack(2, 4), watching] });
  assertEquals(seen, [[1, 2, 3, 4, 5], [6, 7, 8, 9, 10]]);
});

const LOST: readonly (readonly [unknown, string])[] = [
  [undefined, "its state must be an object of named values: current type is undefined"],
  [new Map([["count", 1]]), "its state must be an object of named values: current type is Map"],
  [{ seen: new Set() }, 'its state "seen" must be a tensor by itself, or a text'],
  [{ values: new Float32Array(2) }, "current type is Float32Array"],
  [{ count: 1n }, "current type is bigint"],
  [{ deep: [{ date: new Date() }] }, 'its state "deep"[0].date must be a tensor by itself'],
  [{ list: [undefined] }, 'its state "list"[0] must be a tensor by itself'],
];

for (const [state, message] of LOST) {
  Deno.test(`a plugin's state that a checkpoint cannot hold is refused: ${message}`, () => {
    assertThrows(() => storeState(state as PluginState), TypeError, message);
  });
}

Deno.test("a plugin's state may be texts, numbers, lists, plain objects, and what is undefined", () => {
  const state = {
    text: "a",
    numbers: [1, NaN, -0],
    deep: { none: null, is: true, missing: undefined },
    left: undefined,
  };
  assertEquals(loadState(storeState(state as unknown as PluginState)), state as unknown as PluginState);
});

Deno.test("a tensor inside of a list is refused, as checkpoints hold tensors by their names", () => {
  const tensor = tf.scalar(1);
  const state = { list: [tensor] } as unknown as PluginState;
  assertThrows(() => storeState(state), TypeError, 'its state "list"[0] must be a tensor by itself');
  tensor.dispose();
});
