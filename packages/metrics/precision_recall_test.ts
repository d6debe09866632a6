import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { BLOCK } from "./_distance_blocks.ts";
import { densityCoverage } from "./density_coverage.ts";
import type { Features } from "./features.ts";
import { precisionRecall } from "./precision_recall.ts";
import { referenceCases, rows, scattered } from "./testdata/reference.ts";

for (const { name, real, fake, manifolds } of referenceCases) {
  for (const [nearest, { precision, recall, density, coverage }] of Object.entries(manifolds)) {
    Deno.test(`precision, recall, density and coverage of features ${name} with ${nearest} neighbours are prdc's`, () => {
      const first = precisionRecall(real, fake, { nearest: Number(nearest) });
      assertAlmostEquals(first.precision, precision, 1e-12);
      assertAlmostEquals(first.recall, recall, 1e-12);
      const second = densityCoverage(real, fake, { nearest: Number(nearest) });
      assertAlmostEquals(second.density, density, 1e-12);
      assertAlmostEquals(second.coverage, coverage, 1e-12);
    });
  }
}

Deno.test("precision and recall look at three neighbours, density and coverage at five, unless told otherwise", () => {
  const { real, fake, manifolds } = referenceCases[0]!;
  const { precision, recall } = manifolds["3"]!, { density, coverage } = manifolds["5"]!;
  assertEquals(precisionRecall(real, fake), { precision, recall });
  const found = densityCoverage(real, fake);
  assertAlmostEquals(found.density, density, 1e-12);
  assertEquals(found.coverage, coverage);
});

/** As the papers write them, pair for pair, without blocks. */
function simple(real: Features, fake: Features, nearest: number) {
  const point = ({ values, size }: Features, row: number) => values.subarray(row * size, (row + 1) * size);
  const distance = (x: Features, i: number, y: Features, j: number) =>
    Array.from(point(x, i)).reduce((sum, value, index) => sum + (value - point(y, j)[index]!) ** 2, 0);
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
  const radii = (set: Features) =>
    numbers(set.count).map((i) =>
      Float64Array.from(numbers(set.count).filter((j) => j !== i), (j) => distance(set, i, set, j)).sort()[nearest - 1]!
    );
  const realRadii = radii(real), fakeRadii = radii(fake);
  const between = numbers(real.count).map((i) => numbers(fake.count).map((j) => distance(real, i, fake, j)));
  const held = between.map((line, i) => line.filter((square) => square < realRadii[i]!).length);
  return {
    precision: numbers(fake.count).filter((j) => between.some((line, i) => line[j]! < realRadii[i]!)).length /
      fake.count,
    recall: between.filter((line) => line.some((square, j) => square < fakeRadii[j]!)).length / real.count,
    density: held.reduce((sum, count) => sum + count, 0) / (nearest * fake.count),
    coverage: held.filter((count) => count > 0).length / real.count,
  };
}

Deno.test("rows in several blocks are all compared with all", () => {
  const real = scattered(BLOCK + 90, 3), fake = scattered(BLOCK + 50, 3, 5);
  const expected = simple(real, fake, 4);
  const density = densityCoverage(real, fake, { nearest: 4 });
  assertEquals({ ...precisionRecall(real, fake, { nearest: 4 }), coverage: density.coverage }, {
    precision: expected.precision,
    recall: expected.recall,
    coverage: expected.coverage,
  });
  assertAlmostEquals(density.density, expected.density, 1e-12);
});

Deno.test("of one distribution density is 1 and coverage 1 - 1 / 2^nearest", () => {
  const { density, coverage } = densityCoverage(scattered(1500, 2), scattered(1500, 2, 77), { nearest: 3 });
  assert(Math.abs(density - 1) < 0.06, `${density}`);
  assert(Math.abs(coverage - 7 / 8) < 0.03, `${coverage}`);
});

Deno.test("a generator that makes one image has no recall, however good the image is", () => {
  const real = scattered(50, 4);
  const one = real.values.slice(0, 4);
  const fake: Features = {
    values: Float64Array.from({ length: 200 }, (_, index) => one[index % 4]!),
    count: 50,
    size: 4,
  };
  assertEquals(precisionRecall(real, fake), { precision: 1, recall: 0 });
  assert(densityCoverage(real, fake).coverage < 0.4);
});

Deno.test("a row at the very end of another's reach is outside", () => {
  const real = rows(1, 0, 1, 10, 11);
  assertEquals(precisionRecall(real, rows(1, 2, 9), { nearest: 1 }), { precision: 0, recall: 1 });
  assertEquals(precisionRecall(real, rows(1, 13, 15), { nearest: 1 }), { precision: 0, recall: 0 });
  assertEquals(densityCoverage(real, rows(1, 2, 9), { nearest: 1 }), { density: 0, coverage: 0 });
});

Deno.test("rows that are copied and lie far from 0 are at distance 0 to the bit", () => {
  const real: Features = { values: scattered(40, 300).values.map((value) => value + 1e6), count: 40, size: 300 };
  assertEquals(precisionRecall(real, real, { nearest: 1 }), { precision: 1, recall: 1 });
});

const faults: [
  measure: typeof precisionRecall | typeof densityCoverage,
  real: Features,
  fake: Features,
  error: ErrorConstructor,
  message: string,
][] = [
  [
    precisionRecall,
    scattered(3, 1),
    scattered(9, 1),
    RangeError,
    "the number of real features must be an integer of at least 4",
  ],
  [
    precisionRecall,
    scattered(9, 1),
    scattered(3, 1),
    RangeError,
    "the number of fake features must be an integer of at least 4",
  ],
  [
    densityCoverage,
    scattered(5, 1),
    scattered(9, 1),
    RangeError,
    "the number of real features must be an integer of at least 6",
  ],
  [precisionRecall, scattered(9, 2), scattered(9, 1), TypeError, "real are [9, 2], fake are [9, 1]"],
  [densityCoverage, scattered(9, 2), scattered(9, 1), TypeError, "real are [9, 2], fake are [9, 1]"],
  [precisionRecall, scattered(9, 1), rows(1, 1, 2, 3, NaN), RangeError, "fake features must be finite"],
  [densityCoverage, rows(1, 1, 2, 3, 4, 5, NaN), scattered(9, 1), RangeError, "real features must be finite"],
  [
    precisionRecall,
    rows(1, 1, 1, 1, 1),
    scattered(9, 1),
    RangeError,
    "real features must differ: all 4 rows are the same",
  ],
  [precisionRecall, rows(1, 1, 1, 1, 1, 2, 2, 2, 2), scattered(9, 1), RangeError, "each row equals 3 others or more"],
  [
    densityCoverage,
    rows(1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2),
    scattered(9, 1),
    RangeError,
    "each row equals 5 others",
  ],
];

for (const [measure, real, fake, error, message] of faults) {
  Deno.test(`${measure.name} is refused: ${message}`, () => {
    assertThrows(() => measure(real, fake), error, message);
  });
}

Deno.test("no number of neighbours below 1 is accepted", () => {
  const set = scattered(9, 1);
  const message = "nearest must be a positive integer: current value is 0";
  assertThrows(() => precisionRecall(set, set, { nearest: 0 }), RangeError, message);
  assertThrows(() => densityCoverage(set, set, { nearest: 0 }), RangeError, message);
});
