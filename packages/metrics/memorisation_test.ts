import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { BLOCK } from "./_distance_blocks.ts";
import type { Features } from "./features.ts";
import { memorisation } from "./memorisation.ts";
import { referenceCases, relativeError, rows, scattered } from "./testdata/reference.ts";

for (const { name, real, fake, memorisation: expected } of referenceCases) {
  Deno.test(`the ratio of nearest distances of features ${name} is scipy's`, () => {
    assert(relativeError(memorisation(real, fake).ratio, expected) < 1e-9);
  });
}

Deno.test("copies are at distance 0, new rows of the same distribution at a ratio of 1", () => {
  const real = scattered(1500, 2);
  assertEquals(memorisation(real, { values: real.values.slice(0, 100), count: 50, size: 2 }).ratio, 0);
  assertAlmostEquals(memorisation(real, scattered(1500, 2, 9)).ratio, 1, 0.06);
});

Deno.test("the nearest row is found in every block", () => {
  const real: Features = {
    values: Float64Array.from({ length: BLOCK + 9 }, (_, row) => row),
    count: BLOCK + 9,
    size: 1,
  };
  const fake: Features = { values: real.values.map((value) => value + 0.25), count: BLOCK + 9, size: 1 };
  const found = memorisation(real, fake);
  [found.ratio, found.fakeToReal, found.realToReal].forEach((value, index) =>
    assertAlmostEquals(value, [0.25, 0.25, 1][index]!, 1e-9)
  );
});

const faults: [real: Features, fake: Features, error: ErrorConstructor, message: string][] = [
  [
    rows(1, 1),
    rows(1, 2),
    RangeError,
    "the number of real features must be an integer of at least 2: current value is 1",
  ],
  [rows(1, 1, 1, 3, 3), rows(1, 2), RangeError, "real features must differ: each of the 4 rows equals another one"],
  [rows(1, 1, 1), rows(1, 2), RangeError, "real features must differ: all 2 rows are the same"],
  [rows(1, 1, 3), rows(2, 2, 2), TypeError, "real are [2, 1], fake are [1, 2]"],
  [rows(1, 1, 3), rows(1, NaN), RangeError, "fake features must be finite"],
  [rows(1, 1, 3), rows(1, 1e200), RangeError, "their squares exceed what numbers can hold: scale the features down"],
  [rows(1, 1e200, 3e200), rows(1, 2e200), RangeError, "Cannot compute distances as their squares exceed what numbers"],
];

for (const [real, fake, error, message] of faults) {
  Deno.test(`memorisation is not measured: ${message}`, () => {
    assertThrows(() => memorisation(real, fake), error, message);
  });
}
