import { startCompute } from "@forger/core";
import { assertEquals, assertRejects } from "@std/assert";
import type { Plugin } from "./plugin.ts";
import { trainTiny } from "./testdata/train_tiny.ts";

await startCompute();

const delay = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

Deno.test("a paused training waits longer than a hook may, and neither its steps nor its clock go on", async () => {
  const seen: [step: number, elapsed: number][] = [];
  const { now } = performance; // stands still but for the pause, as how fast steps are does not matter here
  let during = 0, time = 0;
  const pausing: Plugin = {
    name: "pausing",
    every: 4,
    onStepEnd({ elapsed, step }, run) {
      seen.push([step, elapsed]);
      time += 1000;
      if (step !== 4) return;
      run.pause(
        delay(100).then(() => {
          during = run.step;
          time += 60_000;
        }),
      );
    },
  };
  performance.now = () => time;
  try {
    const { steps } = await trainTiny({}, { compile: "graph", plugins: [pausing], hookLimit: 0.05 });
    assertEquals([steps, during], [12, 4]);
  } finally {
    performance.now = now;
  }
  assertEquals(seen, [[4, 0], [8, 1000], [12, 2000]]);
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
