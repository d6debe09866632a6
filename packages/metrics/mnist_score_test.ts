import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { frechetDistance } from "./frechet_distance.ts";
import { inceptionScore } from "./inception_score.ts";
import { mnistScore } from "./mnist_score.ts";
import { rows, scattered } from "./testdata/reference.ts";

/** Logits that are sure of one class of ten after another. */
function sure(classes: readonly number[]) {
  return rows(10, ...classes.flatMap((label) => Array.from({ length: 10 }, (_, index) => index === label ? 60 : 0)));
}

Deno.test("the score is the mean over batches, with its standard error", () => {
  const oneClass = Array(32).fill(3), twoClasses = Array.from({ length: 32 }, (_, index) => index % 2);
  const real = sure(Array.from({ length: 64 }, (_, index) => index % 8));
  const { score, standardError, realScore, batches } = mnistScore(real, sure([...oneClass, ...twoClasses]));
  assertAlmostEquals(score, 1.5, 1e-9);
  assertAlmostEquals(standardError, 0.5, 1e-9); // standard deviation √½ over √2
  assertAlmostEquals(realScore, 8, 1e-9);
  assertEquals(batches, 2);
});

Deno.test("the distance is the mean over pairs of batches", () => {
  const real = scattered(96, 10, 1), fake = scattered(96, 10, 2);
  const part = (of: typeof real, index: number) => rows(10, ...of.values.subarray(index * 320, (index + 1) * 320));
  const distances = [0, 1, 2].map((index) => frechetDistance(part(real, index), part(fake, index)).value);
  const { frechetDistance: mean } = mnistScore(real, fake);
  assertAlmostEquals(mean, (distances[0]! + distances[1]! + distances[2]!) / 3, 1e-9);
  assert(Math.abs(mean - frechetDistance(real, fake).value) > 0.1); // not that of all rows
});

Deno.test("rows beyond whole batches are left out, and of the larger set those beyond the smaller one", () => {
  const real = scattered(100, 10, 1), fake = scattered(70, 10, 2);
  const found = mnistScore(real, fake);
  const whole = mnistScore(rows(10, ...real.values.subarray(0, 640)), rows(10, ...fake.values.subarray(0, 640)));
  assertEquals(found, whole);
  assertEquals(found.batches, 2);
  const { value } = inceptionScore(rows(10, ...fake.values.subarray(0, 640)), { input: "logits", batch: 32 });
  assertAlmostEquals(found.score, value, 1e-12);
});

Deno.test("logits that are none are refused", () => {
  const some = scattered(32, 10);
  assertThrows(() => mnistScore(some, scattered(31, 10)), RangeError, "the number of fake features must be an integer");
  assertThrows(() => mnistScore(some, scattered(32, 9)), TypeError, "real are [32, 10], fake are [32, 9]");
  assertThrows(() => mnistScore(some, some, { batch: 1 }), RangeError, "batch must be an integer of at least 2");
  assertThrows(() => mnistScore(sure(Array(32).fill(1)), some), RangeError, "real features must differ");
});
