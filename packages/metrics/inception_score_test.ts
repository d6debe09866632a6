import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import type { Features } from "./features.ts";
import { inceptionScore, type InceptionScoreOptions } from "./inception_score.ts";
import { inceptionReference, relativeError, rows, scattered } from "./testdata/reference.ts";

for (const [splits, expected] of Object.entries(inceptionReference.scores)) {
  Deno.test(`the inception score over ${splits} parts is scipy's`, () => {
    const { value, standardDeviation } = inceptionScore(inceptionReference.logits, {
      input: "logits",
      splits: +splits,
    });
    assert(relativeError(value, expected.value) < 1e-12);
    assertAlmostEquals(standardDeviation, expected.standardDeviation, 1e-12);
  });
}

Deno.test("there are ten parts unless told otherwise, and batches are parts", () => {
  const { logits, scores } = inceptionReference;
  assertAlmostEquals(inceptionScore(logits, { input: "logits" }).value, scores["10"]!.value, 1e-12);
  const { value, splits } = inceptionScore(logits, { input: "logits", batch: 32 });
  assertAlmostEquals(value, scores["3"]!.value, 1e-12);
  assertEquals(splits, 3);
});

/** What a classifier says that makes no mistake. */
function certain(classes: ArrayLike<number>): Features {
  const values = Float32Array.from(
    { length: classes.length * 10 },
    (_, place) => classes[Math.floor(place / 10)] === place % 10 ? 1 : 0,
  );
  return { values, count: classes.length, size: 10 };
}

Deno.test("ten classes as often as each other score ten, one class scores one", () => {
  assertAlmostEquals(inceptionScore(certain(Array.from({ length: 100 }, (_, i) => i % 10))).value, 10, 1e-12);
  assertAlmostEquals(inceptionScore(certain(new Uint8Array(100))).value, 1, 1e-12);
  assertAlmostEquals(inceptionScore(rows(2, 0.5, 0.5, 0.5, 0.5), { splits: 1 }).value, 1, 1e-12);
});

Deno.test("a perfect classifier of random digits scores 8.6 in batches of 32 and 9.55 in batches of 100", () => {
  const classes = scattered(32000, 1).values.map((value) => Math.floor((value + 1) * 5));
  assertAlmostEquals(inceptionScore(certain(classes), { batch: 32 }).value, 8.61, 0.05);
  assertAlmostEquals(inceptionScore(certain(classes), { batch: 100 }).value, 9.55, 0.05);
});

Deno.test("logits of any size give what their probabilities give", () => {
  const { value } = inceptionScore(rows(2, 1000, -1000, -1000, 1000), { input: "logits", splits: 1 });
  assertAlmostEquals(value, 2, 1e-12);
});

const faults: [rows: Features, options: InceptionScoreOptions, error: ErrorConstructor, message: string][] = [
  [rows(2, 3, -1), { splits: 1 }, RangeError, 'or input "logits": row 0 is [3, -1]'],
  [rows(2, 1.5, -0.5), { splits: 1 }, RangeError, "0 or more each and 1 in sum"],
  [rows(2, 0.5, 0.5, 0.5, 0.6), { splits: 1 }, RangeError, "row 1 is [0.5, 0.6]"],
  [rows(2, 1, NaN), { splits: 1 }, RangeError, "rows must be finite: current value of row 0, column 1 is NaN"],
  [rows(2, 1, 0), {}, RangeError, "the number of rows must be an integer of at least 10: current value is 1"],
  [rows(2, 1, 0), { splits: 0 }, RangeError, "splits must be a positive integer: current value is 0"],
  [rows(2, 1, 0), { batch: 0 }, RangeError, "batch must be a positive integer: current value is 0"],
  [rows(1, 1, 1, 1), { batch: 2 }, RangeError, "must be a multiple of batch: 3 are none of 2"],
  [rows(1, 1, 1), { batch: 2, splits: 1 }, TypeError, "only one of splits and batch may be given"],
  [
    rows(1, 1),
    { input: "scores" as never },
    RangeError,
    'input must be "probabilities" or "logits": current value is scores',
  ],
];

for (const [given, options, error, message] of faults) {
  Deno.test(`the inception score is refused: ${message}`, () => {
    assertThrows(() => inceptionScore(given, options), error, message);
  });
}
