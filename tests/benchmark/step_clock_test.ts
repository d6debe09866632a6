import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import type { Plugin, Run, StepReport } from "@forger/trainers";
import { type StepClock, stepClock } from "./step_clock.ts";

/** Tells a clock of calls as a trainer would, until it asks to stop; returns how many calls there were. */
async function train(
  clock: StepClock,
  call: { readonly steps: number; readonly milliseconds: number },
  time: { now: number },
  loss: (step: number) => number = (step) => step,
): Promise<number> {
  const onStepEnd = (clock.plugin as Plugin & { onStepEnd: (report: StepReport, run: Run) => void }).onStepEnd;
  let step = 0, stopped = false;
  const run = { decision: { mode: "xla" }, stop: () => stopped = true } as unknown as Run;
  for (let calls = 1; calls <= 100; calls++) {
    // the first call compiles
    time.now += calls === 1 ? 10_000 : call.milliseconds;
    const logs = Array.from({ length: call.steps }, (_, index) => ({
      step: step + index + 1,
      values: { discriminator: loss(step + index + 1), generator: -loss(step + index + 1) },
    }));
    step += call.steps;
    await onStepEnd({ step, logs, epoch: 0, imagesSeen: 0, elapsed: time.now }, run);
    if (stopped) return calls;
  }
  return 100;
}

Deno.test("stepClock times steady calls only, and stops training when it has enough", async () => {
  const time = { now: 0 };
  const clock = stepClock({ comparedSteps: 4, seconds: 2, now: () => time.now });
  const calls = await train(clock, { steps: 10, milliseconds: 500 }, time);
  assertEquals(calls, 7); // three before, four of half a second
  const { finite, firstLosses, meanLosses, milliseconds, mode, steps } = clock.result();
  assertEquals([steps, milliseconds, mode, finite], [40, 50, "xla", true]);
  assertEquals(firstLosses, { discriminator: 1, generator: -1 });
  assertEquals(meanLosses, { discriminator: 2.5, generator: -2.5 });
});

Deno.test("stepClock compares losses before it times", async () => {
  const time = { now: 0 };
  const clock = stepClock({ comparedSteps: 10, seconds: 1, now: () => time.now });
  assertEquals(await train(clock, { steps: 1, milliseconds: 200 }, time), 15);
  assertAlmostEquals(clock.result().milliseconds, 200, 1e-9);
  assertEquals(clock.result().meanLosses.discriminator, 5.5);
});

Deno.test("stepClock notices a loss that is no number in any step", async () => {
  const time = { now: 0 };
  const clock = stepClock({ comparedSteps: 1, seconds: 1, now: () => time.now });
  await train(clock, { steps: 5, milliseconds: 500 }, time, (step) => step === 23 ? NaN : 1);
  assertEquals(clock.result().finite, false);
});

Deno.test("stepClock has no result where nothing was timed", () => {
  assertThrows(() => stepClock({ comparedSteps: 1, seconds: 1 }).result(), Error, "it ended before");
});
