import { startCompute } from "@forger/core";
import { type Features, frechetDistance, kernelDistance } from "@forger/metrics";
import { assert, assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { checkMetricNames, EVALUATION_METRICS, type MeasuringContext } from "./evaluation_metric.ts";

await startCompute({ backend: "cpu" });

function rows(size: number, ...values: readonly number[]): Features {
  return { values: Float32Array.from(values), count: values.length / size, size };
}

/** Sure of one of two digits in turn. */
const logits = rows(2, ...Array.from({ length: 32 }, (_, row) => row % 2 === 0 ? [40, 0] : [0, 40]).flat());

const line = [0, 1, 2, 3, 4, 5, 6, 7];
const few = rows(1, 1, 1.5, 0, 1, 2, 0.5), many = rows(1, 2, 2.5, 2, 1, 3, 2, 1.5);
const modes = { centers: [[0, 0], [4, 0]], stddev: 0.1 } as const;

/** For every metric rows of which its values are known. */
const answers: Record<string, {
  real: Features;
  fake: Features;
  values: Readonly<Record<string, number>>;
  context?: Partial<MeasuringContext>;
}> = {
  // means 1 and 4, standard deviations 1 and 2
  "frechet-distance": { real: rows(1, 0, 1, 2), fake: rows(1, 2, 4, 6), values: { "frechet-distance": 10 } },
  // subsets are drawn at random: it is compared with a call of the metric itself
  "kernel-distance": {
    real: few,
    fake: many,
    values: { "kernel-distance": (await kernelDistance(few, many, { seed: 7 })).value },
    context: { seed: 7 },
  },
  // the balls around the fake rows reach to 3, 2, 2 and 3 on either side: real 6 and 7 are out of their reach
  "precision-recall": {
    real: rows(1, ...line),
    fake: rows(1, 0, 1, 2, 3),
    values: { precision: 1, recall: 0.75 },
  },
  // the fifth nearest of 6 is 4 away, of 7 it is 5: only their balls hold 8
  "density-coverage": { real: rows(1, ...line), fake: rows(1, 8), values: { density: 0.4, coverage: 0.25 } },
  "memorisation": { real: rows(1, 0, 2, 4, 6), fake: rows(1, 0.5, 4), values: { memorisation: 0.125 } },
  "pairwise-diversity": { real: rows(1, 9, 9), fake: rows(1, 0, 1, 5), values: { "pairwise-diversity": 10 / 3 } },
  "sliced-wasserstein": { real: rows(1, 0, 1, 2), fake: rows(1, 5, 3, 4), values: { "sliced-wasserstein": 3 } },
  "mnist-score": { real: logits, fake: logits, values: { "mnist-score": 2 } },
  "digit-frechet-distance": {
    real: rows(1, 0, 1, 2),
    fake: rows(1, 2, 4, 6),
    values: { "digit-frechet-distance": 10 },
  },
  "modes": {
    real: rows(2, 0, 0),
    fake: rows(2, 0, 0, 0.1, 0.1, 2, 0, 9, 9),
    values: { "modes-covered": 1, "high-quality-share": 0.5 },
    context: { modes },
  },
};

Deno.test("every metric has a known answer here", () => {
  assertEquals(Object.keys(answers).toSorted(), Object.keys(EVALUATION_METRICS).toSorted());
});

for (const [name, { real, fake, values, context = {} }] of Object.entries(answers)) {
  const metric = EVALUATION_METRICS[name]!;

  Deno.test(`${name} gives its values as they are known`, async () => {
    const measured = await metric.measure(real, fake, { seed: 0, ...context });
    assertEquals(Object.keys(measured.values), Object.keys(metric.values));
    for (const [value, expected] of Object.entries(values)) assertAlmostEquals(measured.values[value]!, expected, 1e-6);
  });

  Deno.test(`${name} works with as few rows as it says, and not with fewer`, async () => {
    const least = metric.least(2), context = { seed: 0, modes };
    const some = (count: number) =>
      rows(2, ...Array.from({ length: 2 * count }, (_, index) => Math.sin(index * index)));
    const measured = await metric.measure(some(least), some(least), context);
    for (const value of Object.values(measured.values)) assert(Number.isFinite(value));
    if (least === 1 || name.endsWith("frechet-distance")) return; // it is the warning of too few rows that says so there
    await assertRejects(async () => await metric.measure(some(least - 1), some(least - 1), context), RangeError);
  });
}

Deno.test("with fewer rows than it says the Fréchet distance would warn", () => {
  for (const size of [1, 2, 5]) {
    const some = (count: number) =>
      rows(size, ...Array.from({ length: size * count }, (_, index) => Math.sin(index ** 2)));
    const least = EVALUATION_METRICS["frechet-distance"]!.least(size);
    assertEquals(frechetDistance(some(least), some(least)).warning, undefined);
    if (size > 1) assert(frechetDistance(some(least - 1), some(least - 1)).warning);
  }
});

Deno.test("values of different metrics have different names", () => {
  const names = Object.values(EVALUATION_METRICS).flatMap(({ values }) => Object.keys(values));
  assertEquals(names.length, new Set(names).size);
});

Deno.test("estimates say how exactly they are known", async () => {
  const { standardError } = await EVALUATION_METRICS["kernel-distance"]!.measure(few, many, { seed: 7 });
  assertEquals(standardError, (await kernelDistance(few, many, { seed: 7 })).standardError);
});

const meant: [name: string, expected: string][] = [
  ["fid", "frechet-distance"],
  ["KID", "kernel-distance"],
  ["frechet", "frechet-distance"],
  ["coverage", "density-coverage"],
  ["memorization", "memorisation"],
  ["mnist-scor", "mnist-score"],
];

for (const [name, expected] of meant) {
  Deno.test(`${name} is taken for ${expected}`, () => {
    assertThrows(() => checkMetricNames("evaluate", [name]), RangeError, `is ${name}, did you mean "${expected}"?`);
  });
}

Deno.test("a name that is none is refused with the nearest one", () => {
  checkMetricNames("evaluate", ["modes", "mnist-score"]);
  assertThrows(
    () => checkMetricNames("create evaluate", ["modes", "kernel-distanc"]),
    RangeError,
    'current value is kernel-distanc, did you mean "kernel-distance"?',
  );
  assertThrows(
    () => checkMetricNames("evaluate", [5]),
    RangeError,
    "Cannot evaluate as metric must be one of frechet-",
  );
});
