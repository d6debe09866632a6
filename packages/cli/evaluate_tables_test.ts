import { type MetricCard, metricValue } from "@forger/metrics";
import { compareEvaluations, type EvaluatedValue } from "@forger/trainers";
import { assertEquals } from "@std/assert";
import { evaluateProgress } from "./evaluate_progress.ts";
import { cardText, comparisonTable, meanText, valuesTable } from "./evaluate_tables.ts";

const card: MetricCard = {
  metric: "",
  settings: { data: "mnist", dataRows: 60_000, split: "train" },
  extractor: { name: "pixels", hash: "0f" },
  realCount: 10_000,
  fakeCount: 2_000,
  resizing: "none",
  seeds: [],
};

function value(
  name: string,
  better: EvaluatedValue["better"],
  repeats: readonly number[],
  changes: Partial<MetricCard> = {},
): EvaluatedValue {
  const seeds = repeats.map((_, index) => index + 1);
  return { name, better, repeats, ...metricValue({ ...card, metric: name, seeds, ...changes }, repeats) };
}

const means: [repeats: readonly number[], text: string][] = [
  [[1, 2, 3], "2 ± 1"],
  [[843.1234, 844.9876], "844.1 ± 1.3"],
  [[0.00001, 0.00003], "2.000e-5 ± 1.4e-5"],
  [[0.0055, 0.0055, 0.0055], "0.0055 ± 0"],
  [[0, 0], "0 ± 0"],
  [[1234567], "1.235e+6"],
  [[-0.00898312], "-0.008983"],
];

for (const [repeats, text] of means) {
  Deno.test(`the mean of ${repeats.join(", ")} is shown as ${text}`, () => {
    assertEquals(meanText(value("a", "lower", repeats)), text);
  });
}

Deno.test("of one repeat the standard error is shown where it is known", () => {
  assertEquals(meanText({ ...value("a", "lower", [2]), standardError: 0.0123 }), "2 (standard error 0.012)");
});

Deno.test("a table has columns, arrows and what real rows get", () => {
  const values = [
    value("distance", "lower", [9, 10, 11]),
    value("score", "higher", [1, 1, 1]),
    value("d", "neither", [2]),
  ];
  assertEquals(
    valuesTable(values, new Map([["distance", 0.5], ["d", 36.31234]])),
    [
      "             mean ± standard deviation   real rows",
      "distance ↓                      10 ± 1         0.5",
      "score ↑                          1 ± 0",
      "d                                    2       36.31",
    ].join("\n"),
  );
});

Deno.test("a comparison says how far apart values are, and which one is better", () => {
  const pairs = [
    [value("distance", "lower", [9, 10, 11]), value("distance", "lower", [1, 2, 3])],
    [value("same", "lower", [9, 10, 11]), value("same", "lower", [9, 10, 12])],
    [value("ratio", "neither", [9, 10, 11]), value("ratio", "neither", [1, 2, 3])],
    [value("once", "lower", [9]), value("once", "lower", [1])],
  ] as const;
  const compared = pairs.map(([first, second]) => ({ first, second, comparison: compareEvaluations(first, second) }));
  assertEquals(comparisonTable(compared, new Map([["ratio", 1]])).split("\n"), [
    "              first        second   second - first   95 % interval          beyond the scatter   real rows",
    "distance ↓   10 ± 1         2 ± 1               -8           ± 2.3   yes: the second is better",
    "same ↓       10 ± 1   10.33 ± 1.5           0.3333           ± 3.1                          no",
    "ratio        10 ± 1         2 ± 1               -8           ± 2.3                         yes           1",
    "once ↓            9             1               -8                         unknown: one repeat",
    "",
    "The interval is Welch's, of the scatter of the repeats: of other latents, not of other trainings.",
  ]);
});

Deno.test("what is common to all cards is said once, and what differs by name", () => {
  const logits = { extractor: { name: "classifier", hash: "aa" }, resizing: "values from [0,1] to [-1,1]" };
  const text = cardText([
    value("distance", "lower", [1, 2], { settings: { ...card.settings, degree: 3, coef: 1 } }),
    value("precision", "higher", [1, 2]),
    value("score", "higher", [1, 2], logits),
  ]);
  assertEquals(text.split("\n"), [
    "2,000 generated rows, compared with 10,000 of the 60,000 rows of mnist, the images for training; seeds 1, 2",
    "distance, precision: pixels (0f)",
    "score: classifier (aa), values from [0,1] to [-1,1]",
    "distance: degree 3, coef 1",
  ]);
});

Deno.test("values of several evaluations say each with how many rows and of which seeds it was measured", () => {
  const text = cardText([value("distance", "lower", [1, 2]), value("score", "higher", [1], { fakeCount: 500 })]);
  assertEquals(text.split("\n").slice(0, 3), [
    "distance: 2,000 generated rows, compared with 10,000 of the 60,000 rows of mnist, the images for training; seeds 1, 2",
    "score: 500 generated rows, compared with 10,000 of the 60,000 rows of mnist, the images for training; seeds 1",
    "distance, score: pixels (0f)",
  ]);
});

Deno.test("test images and fingerprints are named", () => {
  const settings = { ...card.settings, data: "mnist test", dataRows: 10_000, split: "test", fingerprint: "f00d" };
  const [line] = cardText([value("distance", "lower", [1], { settings })]).split("\n");
  assertEquals(
    line,
    "2,000 generated rows, compared with 10,000 of the 10,000 rows of mnist test, the images for tests (f00d); seeds 1",
  );
});

Deno.test("on a terminal one line shows what is being done, elsewhere there is none", () => {
  let text = "";
  const shown = evaluateProgress({ terminal: true, write: (part) => void (text += part) });
  shown.show("one");
  shown.show("two");
  shown.finish();
  shown.finish();
  assertEquals(text, "\r\x1b[Kone\r\x1b[Ktwo\r\x1b[K");
  const silent = evaluateProgress({ terminal: false, write: () => assertEquals("nothing", "is written") });
  silent.show("one");
  silent.finish();
});
