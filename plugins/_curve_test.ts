import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Curve } from "./_curve.ts";

/** A curve of the steps from 1, whose values follow from the step. */
function curve(steps: number, value: (step: number) => number): Curve {
  const made = new Curve();
  for (let step = 1; step <= steps; step++) made.add(step, value(step));
  return made;
}

Deno.test("a short curve keeps every point", () => {
  assertEquals(curve(3, (step) => step * 2).extremes, [[1, 2], [2, 4], [3, 6]]);
  assertEquals(curve(500, (step) => step).extremes.length, 500);
});

for (const steps of [501, 1000, 1001, 12_345, 200_000]) {
  Deno.test(`a curve of ${steps} steps is thinned, and keeps its ends and its extremes`, () => {
    const { extremes, smoothed } = curve(steps, (step) => step === 400 ? 99 : step === 450 ? -99 : Math.sin(step));
    assert(extremes.length <= 1000 && smoothed.length <= 500, `${extremes.length} and ${smoothed.length} points`);
    assert(smoothed.length >= 250);
    assertEquals([extremes[0]![0], extremes.at(-1)![0]], [1, steps]);
    const values = extremes.map(([, value]) => value);
    assertEquals([Math.min(...values), Math.max(...values)], [-99, 99]);
  });
}

Deno.test("smoothing keeps a constant and the middle of a straight line, and takes most of the noise away", () => {
  for (const [, value] of curve(3000, () => 0.7).smoothed) assertAlmostEquals(value, 0.7, 1e-9);
  const line = curve(4000, (step) => 3 * step).smoothed;
  for (const [step, value] of line.slice(20, -20)) assertAlmostEquals(value, 3 * step, 1e-6 * step);
  const noisy = curve(400, (step) => step % 2 ? 1 : -1).smoothed;
  for (const [, value] of noisy) assert(Math.abs(value) < 0.2);
});

Deno.test("values that are not finite are left out, and the first one is remembered", () => {
  const made = curve(10, (step) => step === 4 ? NaN : step === 7 ? Infinity : step);
  assertEquals(made.firstNotFinite, 4);
  assertEquals(made.extremes.map(([step]) => step), [1, 2, 3, 5, 6, 8, 9, 10]);
  assertEquals(curve(3, () => 1).firstNotFinite, undefined);
});

Deno.test("an empty curve has no points", () => {
  assertEquals([new Curve().extremes, new Curve().smoothed], [[], []]);
});

Deno.test("steps that are done again take the place of themselves and of all that followed", () => {
  const made = curve(9, (step) => step === 7 ? NaN : step);
  for (const step of [5, 6]) made.add(step, -step);
  assertEquals(made.extremes, [[1, 1], [2, 2], [3, 3], [4, 4], [5, -5], [6, -6]]);
  assertEquals(made.firstNotFinite, undefined);
  made.add(6, NaN);
  made.add(7, 1);
  assertEquals([made.extremes.at(-2), made.firstNotFinite], [[5, -5], 6]);
});

Deno.test("a thinned curve that goes back loses at most a bucket before the step", () => {
  const made = curve(4000, () => 1); // eight steps a bucket
  made.add(2005, -1);
  const steps = made.extremes.map(([step]) => step);
  assertEquals(steps.slice(-2), [2000, 2005]);
  assertEquals(made.extremes.at(-1), [2005, -1]);
});

for (const [steps, more] of [[3, 2], [499, 1], [500, 1], [1700, 4000], [4000, 5]] as const) {
  Deno.test(`a curve that is put away after ${steps} steps goes on for ${more} as if it had not been`, () => {
    const value = (step: number) => step === 2 ? NaN : Math.sin(step);
    const straight = curve(steps + more, value), before = curve(steps, value);
    const state = JSON.parse(JSON.stringify(before.state)), after = Curve.from(state);
    const points = before.extremes;
    for (let step = steps + 1; step <= steps + more; step++) before.add(step, 0); // what was put away is a copy
    assertEquals(Curve.from(state).extremes, points);
    const again = Curve.from(state);
    again.add(steps, 7); // a step that is done again
    assertEquals(again.extremes.at(-1), [steps, 7]);
    assertEquals(again.extremes.filter(([step]) => step >= steps).length, 1);
    for (let step = steps + 1; step <= steps + more; step++) after.add(step, value(step));
    assertEquals([after.extremes, after.smoothed, after.firstNotFinite], [straight.extremes, straight.smoothed, 2]);
    after.add(steps, 7);
    straight.add(steps, 7);
    assertEquals(after.extremes, straight.extremes);
  });
}
