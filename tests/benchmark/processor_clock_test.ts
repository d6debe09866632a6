import { assertEquals, assertThrows } from "@std/assert";
import type { Plugin, Run, StepReport } from "@forger/trainers";
import { processorClock } from "./processor_clock.ts";

Deno.test("the processor time of a step is that of the last calls alone", () => {
  const used = [1000, 1500, 1800];
  const clock = processorClock(() => used.shift()!);
  const { onStepEnd } = clock.plugin as Plugin & { onStepEnd: (report: StepReport, run: Run) => void };
  for (const step of [10, 40, 50]) onStepEnd({ step, logs: [], epoch: 0, imagesSeen: 0, elapsed: 0 }, {} as Run);
  assertEquals([clock.perStep(10), clock.perStep(40)], [30, 20]);
  assertThrows(() => clock.perStep(20), RangeError, "whole calls before step 50: current value is 20");
});

Deno.test("the processor time of this process rises as it computes", () => {
  const clock = processorClock();
  const { onStepEnd } = clock.plugin as Plugin & { onStepEnd: (report: StepReport, run: Run) => void };
  const note = (step: number) => onStepEnd({ step, logs: [], epoch: 0, imagesSeen: 0, elapsed: 0 }, {} as Run);
  note(1);
  const begin = performance.now();
  let sum = 0;
  while (performance.now() - begin < 50) sum += Math.sqrt(sum);
  note(2);
  const spent = clock.perStep(1);
  assertEquals([spent > 0, spent < 10_000], [true, true], `${spent}`);
});
