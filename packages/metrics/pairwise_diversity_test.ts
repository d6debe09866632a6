import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { BLOCK } from "./_distance_blocks.ts";
import { pairwiseDiversity } from "./pairwise_diversity.ts";
import { referenceCases, relativeError, rows } from "./testdata/reference.ts";

for (const { name, real, realDiversity } of referenceCases) {
  Deno.test(`the mean distance of pairs of features ${name} is scipy's`, () => {
    assert(relativeError(pairwiseDiversity(real), realDiversity) < 1e-9);
  });
}

Deno.test("the numbers 0 to n - 1 are (n + 1) / 3 apart, over several blocks too", () => {
  const count = 2 * BLOCK + 3;
  const values = Float64Array.from({ length: count }, (_, row) => row);
  assertAlmostEquals(pairwiseDiversity({ values, count, size: 1 }), (count + 1) / 3, 1e-6);
});

Deno.test("one image again and again has no diversity", () => {
  assertEquals(pairwiseDiversity(rows(2, 0.1, 7, 0.1, 7, 0.1, 7)), 0);
});

Deno.test("one row has no pairs, and a broken one no distance", () => {
  assertThrows(
    () => pairwiseDiversity(rows(2, 1, 2)),
    RangeError,
    "must be an integer of at least 2: current value is 1",
  );
  assertThrows(() => pairwiseDiversity(rows(1, 1, NaN)), RangeError, "features must be finite");
  assertThrows(() => pairwiseDiversity(rows(1, 1e200, 2e200)), RangeError, "scale the features down");
});
