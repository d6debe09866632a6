import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import type { Features } from "./features.ts";
import { frechetDistance } from "./frechet_distance.ts";
import { referenceCases, relativeError, rows, scattered } from "./testdata/reference.ts";

for (const { name, real, fake, frechet } of referenceCases) {
  Deno.test(`the Fréchet distance of features ${name} is scipy's`, () => {
    const { value } = frechetDistance(real, fake);
    assert(relativeError(value, frechet) < 1e-8, `${value}, not ${frechet}`);
    assert(relativeError(frechetDistance(fake, real).value, frechet) < 1e-8, "the other way round");
  });
}

const moved = ({ values, count, size }: Features, change: (value: number, column: number) => number): Features => ({
  values: values.map((value, index) => change(value, index % size)),
  count,
  size,
});

Deno.test("a shift gives its squared length, whatever the features, and nothing else", () => {
  const real = scattered(500, 70);
  const { value, means, covariances } = frechetDistance(real, moved(real, (value, column) => value + column / 10));
  const expected = Array.from({ length: 70 }, (_, column) => (column / 10) ** 2).reduce(
    (sum, square) => sum + square,
    0,
  );
  assertAlmostEquals(value, expected, 1e-9);
  assertAlmostEquals(means, expected, 1e-9);
  assertAlmostEquals(covariances, 0, 1e-9);
});

Deno.test("multiples differ by the squared difference of factors times the sum of the variances", () => {
  const real = scattered(400, 33);
  const variances = Array.from({ length: 33 }, (_, column) => {
    const one = Array.from({ length: 400 }, (_, row) => real.values[row * 33 + column]!);
    const mean = one.reduce((sum, value) => sum + value, 0) / 400;
    return one.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 399;
  });
  const { covariances } = frechetDistance(real, moved(real, (value) => 3 * value));
  assertAlmostEquals(covariances, 4 * variances.reduce((sum, variance) => sum + variance, 0), 1e-9);
});

Deno.test("features far from 0 lose nothing", () => {
  const real = scattered(300, 5), fake = scattered(300, 5, 2);
  const far = (features: Features) => moved(features, (value) => value + 1e5);
  assert(relativeError(frechetDistance(far(real), far(fake)).value, frechetDistance(real, fake).value) < 1e-7);
});

Deno.test("fake features that are all the same are at the distance of the mean, and all of the variance", () => {
  const { value, means, covariances } = frechetDistance(rows(1, 0, 2, 4), rows(1, 5, 5, 5));
  assertEquals([value, means, covariances], [13, 9, 4]);
});

Deno.test("too few rows are warned of: how many are needed, and what to use instead", () => {
  const { warning } = frechetDistance(scattered(20, 20), scattered(25, 20, 2));
  assertEquals(
    warning,
    "The Fréchet distance of features with 20 numbers needs at least 21 rows of each kind, better 200: " +
      "with 20 it is far too great. Use the kernel distance, which has no such bias",
  );
  assertEquals("warning" in frechetDistance(scattered(21, 20), scattered(25, 20, 2)), false);
});

const faults: [real: Features, fake: Features, error: ErrorConstructor, message: string][] = [
  [
    rows(1, 1),
    rows(1, 1, 2),
    RangeError,
    "the number of real features must be an integer of at least 2: current value is 1",
  ],
  [
    rows(1, 1, 2),
    rows(1, 2),
    RangeError,
    "the number of fake features must be an integer of at least 2: current value is 1",
  ],
  [rows(2, 1, 2, 3, 4), rows(1, 1, 2), TypeError, "same size: real are [2, 2], fake are [2, 1]"],
  [rows(1, 1, 2), rows(1, 1, NaN), RangeError, "fake features must be finite: current value of row 1, column 0 is NaN"],
  [rows(2, 1, 2, 3, Infinity), rows(2, 1, 2, 3, 4), RangeError, "current value of row 1, column 1 is Infinity"],
  [rows(2, 1, 2, 1, 2), rows(2, 1, 2, 3, 4), RangeError, "real features must differ: all 2 rows are the same"],
  [{ ...rows(1, 1, 2), count: 3 }, rows(1, 1, 2), TypeError, "expected 3 x 1 = 3, received 2"],
  [{ ...rows(1, 1, 2), size: 0 }, rows(1, 1, 2), RangeError, "the size of real features must be a positive integer"],
  [{ ...rows(1, 1, 2), values: [1, 2] as never }, rows(1, 1, 2), TypeError, "must be a Float32Array or a Float64Array"],
  [rows(1, 1e200, -1e200), rows(1, 1, 2), RangeError, "covariances exceed what numbers can hold"],
];

for (const [real, fake, error, message] of faults) {
  Deno.test(`the Fréchet distance is refused: ${message}`, () => {
    assertThrows(() => frechetDistance(real, fake), error, message);
  });
}
