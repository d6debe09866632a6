import { startCompute } from "@forger/core";
import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Plugin } from "./plugin.ts";
import { trainTiny } from "./testdata/train_tiny.ts";

await startCompute();

const delay = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

Deno.test("a paused training waits longer than a hook may, and neither its steps nor its clock go on", async () => {
  const seen: [step: number, elapsed: number][] = [];
  let during = 0;
  const pausing: Plugin = {
    name: "pausing",
    every: 4,
    onStepEnd({ elapsed, step }, run) {
      seen.push([step, elapsed]);
      if (step === 4) run.pause(delay(400).then(() => during = run.step));
    },
  };
  const begin = performance.now();
  const { steps } = await trainTiny({}, { plugins: [pausing], hookLimit: 0.05 });
  assertEquals([steps, during], [12, 4]);
  assertEquals(seen.map(([step]) => step), [4, 8, 12]);
  const [[, first], [, second]] = seen as [[number, number], [number, number]];
  assert(performance.now() - begin > 380);
  assert(second - first < 380, `${second - first} ms passed between the reports`);
});

Deno.test("a signal ends a pause that would not end, and the training", async () => {
  const controller = new AbortController();
  const pausing: Plugin = {
    name: "pausing",
    every: 4,
    onStepEnd({ step }, run) {
      if (step !== 4) return;
      run.pause(new Promise(() => {}));
      setTimeout(() => controller.abort("Ctrl-C"), 50);
    },
  };
  const { reason, stopReason, steps } = await trainTiny({}, { plugins: [pausing], signal: controller.signal });
  assertEquals([reason, stopReason, steps], ["stopped", "Ctrl-C", 4]);
});

Deno.test("what a pause waits for fails the training where it fails", async () => {
  const pausing: Plugin = {
    name: "pausing",
    every: 4,
    onStepEnd: (_report, run) => run.pause(Promise.reject(new Error("the page is gone"))),
  };
  await assertRejects(() => trainTiny({}, { plugins: [pausing] }), Error, "the page is gone");
});
