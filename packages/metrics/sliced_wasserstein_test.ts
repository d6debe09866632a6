import { assert, assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import type { Features } from "./features.ts";
import { slicedWasserstein, type SlicedWassersteinOptions } from "./sliced_wasserstein.ts";
import { referenceCases, relativeError, rows, scattered } from "./testdata/reference.ts";

const firstColumn = ({ values, count, size }: Features): Features => ({
  values: Float64Array.from({ length: count }, (_, row) => values[row * size]!),
  count,
  size: 1,
});

for (const { name, real, fake, line, lineOfSquares } of referenceCases) {
  Deno.test(`along a line the distance of features ${name} is scipy's`, () => {
    const [x, y] = [firstColumn(real), firstColumn(fake)];
    assert(relativeError(slicedWasserstein(x, y, { power: 1, projections: 3 }).value, line) < 1e-9);
    if (lineOfSquares !== null) assert(relativeError(slicedWasserstein(x, y).value, lineOfSquares) < 1e-9);
  });
}

Deno.test("a shift in many dimensions is seen as its length over the root of their number", () => {
  const real = scattered(1500, 12);
  const shift = (column: number) => column === 3 ? 2 : 0.5;
  const fake: Features = { ...real, values: real.values.map((value, index) => value + shift(index % 12)) };
  const length = Math.sqrt(4 + 11 * 0.25);
  const { value, standardDeviation } = slicedWasserstein(real, fake, { projections: 4000 });
  assert(relativeError(value, length / Math.sqrt(12)) < 0.03, `${value}`);
  // the mean of squares less that of |t·θ|, which is smaller by √(2/π) but for terms of 1/size
  assert(relativeError(standardDeviation, value * Math.sqrt(1 - 2 / Math.PI)) < 0.06, `${standardDeviation}`);
});

Deno.test("the same rows in another order are at distance 0", () => {
  const real = scattered(50, 4);
  const fake: Features = { ...real, values: Float64Array.from(real.values, (_, i) => real.values[(i + 20) % 200]!) };
  assertAlmostEquals(slicedWasserstein(real, fake).value, 0, 1e-12);
});

Deno.test("rows that are there twice as often are the same distribution", () => {
  assertAlmostEquals(slicedWasserstein(rows(1, 1, 2, 5), rows(1, 5, 1, 2, 2, 1, 5)).value, 0, 1e-12);
  assertAlmostEquals(slicedWasserstein(rows(1, 0, 1), rows(1, 0, 0, 1), { power: 1 }).value, 1 / 6, 1e-12);
});

Deno.test("another seed looks from other directions, the same seed from the same", () => {
  const real = scattered(30, 3), fake = scattered(30, 3, 2);
  const of = (seed?: number) => slicedWasserstein(real, fake, { projections: 5, seed }).value;
  assertEquals(of(), of(0));
  assertNotEquals(of(0), of(1));
});

const set = scattered(4, 2);
const faults: [
  real: Features,
  fake: Features,
  options: SlicedWassersteinOptions,
  error: ErrorConstructor,
  message: string,
][] = [
  [set, set, { projections: 0 }, RangeError, "projections must be a positive integer: current value is 0"],
  [set, set, { seed: 0.5 }, RangeError, "seed must be an integer of at least 0: current value is 0.5"],
  [set, set, { power: 3 as never }, RangeError, "power must be 1 or 2: current value is 3"],
  [set, scattered(4, 3), {}, TypeError, "real are [4, 2], fake are [4, 3]"],
  [set, rows(2, 1, NaN), {}, RangeError, "fake features must be finite"],
  [rows(1, 2, 3), rows(1, 1e200), {}, RangeError, "its costs exceed what numbers can hold: scale the features down"],
  [rows(1, 2, 2), rows(1, 1), {}, RangeError, "real features must differ"],
];

for (const [real, fake, options, error, message] of faults) {
  Deno.test(`the sliced Wasserstein distance is refused: ${message}`, () => {
    assertThrows(() => slicedWasserstein(real, fake, options), error, message);
  });
}
