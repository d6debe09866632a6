import { assert, assertEquals } from "@std/assert";
import { MOST_BUCKETS, ValueCurve } from "./_value_curve.ts";

const curveOf = (values: readonly number[], every = 1): ValueCurve => {
  const curve = new ValueCurve();
  values.forEach((value, index) => curve.add((index + 1) * every, value));
  return curve;
};

Deno.test("a short curve is kept as it is", () => {
  const { greatest, least, means, steps } = curveOf([3, 1, 2]).from(0, "x");
  assertEquals([steps, means, least, greatest], [[1, 2, 3], [3, 1, 2], [3, 1, 2], [3, 1, 2]]);
});

Deno.test("joined points have the mean, the least and the greatest of their steps", () => {
  const curve = curveOf(Array.from({ length: MOST_BUCKETS + 1 }, (_, index) => index));
  const { greatest, least, means, steps } = curve.from(0, "x");
  assertEquals(curve.length, MOST_BUCKETS / 2 + 1);
  assertEquals([steps[0], means[0], least[0], greatest[0]], [2, 0.5, 0, 1]);
  assertEquals([steps.at(-1), means.at(-1)], [MOST_BUCKETS + 1, MOST_BUCKETS]);
});

for (const length of [1000, 1201, 99_999, 100_000]) {
  Deno.test(`of ${length} steps no extreme is lost, and the weighted means are the mean of all`, () => {
    const values = Array.from({ length }, (_, index) => Math.sin(index * index));
    values[Math.floor(length / 3)] = 123.456;
    values[length - 1] = -77.5;
    const curve = curveOf(values), { greatest, least } = curve.from(0, "x");
    assertEquals([Math.max(...greatest), Math.min(...least)], [123.46, -77.5]); // five digits
    assert(curve.length > MOST_BUCKETS / 2 - 1 && curve.length <= MOST_BUCKETS, `${curve.length} buckets`);
    const { buckets } = curve.state;
    const sum = buckets.reduce((total, bucket) => total + bucket[2]!, 0);
    const count = buckets.reduce((total, bucket) => total + bucket[1]!, 0);
    assertEquals(count, length);
    assert(Math.abs(sum - values.reduce((total, value) => total + value, 0)) < 1e-8);
  });
}

Deno.test("a step that is done again takes the place of itself and of all that followed", () => {
  const curve = curveOf([5, 6, 7, 8]), before = curve.generation;
  curve.add(3, 1);
  assertEquals(curve.from(0, "x").means, [5, 6, 1]);
  assert(curve.generation > before);
});

Deno.test("values that are not finite are no points, and the first one is told until its step is done again", () => {
  const curve = curveOf([1, NaN, 3, Infinity]);
  assertEquals([curve.from(0, "x").steps, curve.from(0, "x").firstNotFinite], [[1, 3], 2]);
  curve.add(2, 2);
  assertEquals([curve.from(0, "x").steps, curve.from(0, "x").firstNotFinite], [[1, 2], undefined]);
});

Deno.test("a curve goes on from its state as if there had been no break", () => {
  const values = Array.from({ length: 2000 }, (_, index) => index === 700 ? NaN : Math.cos(index));
  const straight = curveOf(values), first = curveOf(values.slice(0, 1300));
  const second = ValueCurve.from(JSON.parse(JSON.stringify(first.state)));
  values.slice(1300).forEach((value, index) => second.add(1301 + index, value));
  assertEquals(second.state, straight.state);
});
