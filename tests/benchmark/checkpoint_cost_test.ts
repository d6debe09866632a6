import { assertAlmostEquals, assertEquals } from "@std/assert";
import { delayOf } from "./checkpoint_cost.ts";

Deno.test("a checkpoint's delay is what its steps take longer than others", () => {
  const times = [0];
  for (let step = 1; step <= 40; step++) times.push(times.at(-1)! + 10 + (step % 10 === 1 ? 4 : 0));
  const { milliseconds, delaySteps } = delayOf(times, 10);
  assertEquals(milliseconds, 10);
  assertAlmostEquals(delaySteps, 0.4, 1e-9);
});

Deno.test("one window that something else disturbed does not count", () => {
  const times = [0];
  for (let step = 1; step <= 50; step++) times.push(times.at(-1)! + (step === 25 ? 300 : 10));
  assertEquals(delayOf(times, 10).delaySteps, 0);
});
