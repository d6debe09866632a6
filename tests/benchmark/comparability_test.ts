import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { checkComparability } from "./comparability.ts";
import type { Measurement } from "./measurement.ts";
import type { Round } from "./rounds.ts";

const MEASUREMENT: Measurement = {
  milliseconds: 1,
  steps: 100,
  firstLosses: { discriminator: 1.386, generator: 0.693 },
  meanLosses: { discriminator: 1.38, generator: 0.69 },
  finite: true,
  batch: 64,
  parameters: { discriminator: 40_705, generator: 1_164_289 },
  threads: 2,
  version: "1",
  mode: "graph",
};

const roundWith = (pytorch: Partial<Measurement>): Round => ({
  measurements: { ours: MEASUREMENT, pytorch: { ...MEASUREMENT, ...pytorch }, tensorflowJit: MEASUREMENT },
});

Deno.test("contenders that report the same are comparable", () => {
  const checks = checkComparability([roundWith({}), roundWith({ milliseconds: 9, version: "2", mode: "eager" })]);
  assertEquals(checks.filter(({ ok }) => !ok), []);
  assertEquals(checks[0]!.detail, "40,705 and 1,164,289");
});

const losses = (discriminator: number, generator: number) => ({ discriminator, generator });

const faults: [label: string, check: string, change: Partial<Measurement>][] = [
  ["other parameters", "parameters", { parameters: { discriminator: 40_705, generator: 1_164_290 } }],
  ["another batch", "batch", { batch: 128 }],
  ["a batch of other parts", "batch", { batch: { real: 64, fake: 32, generator: 64 } }],
  ["other threads", "threads", { threads: 1 }],
  ["a loss that is no number", "finite losses", { finite: false }],
  ["a higher first loss", "first losses", { firstLosses: losses(1.6, 0.693) }],
  ["a lower first loss", "first losses", { firstLosses: losses(1.386, 0.5) }],
  ["another mean loss", "mean losses", { meanLosses: losses(1.38, 0.76) }],
  ["no mean loss", "mean losses", { meanLosses: losses(NaN, 0.69) }],
  ["a first loss that JSON has no word for", "first losses", {
    firstLosses: JSON.parse(`{"discriminator":null,"generator":0.7}`),
  }],
];

for (const [label, name, change] of faults) {
  Deno.test(`a contender with ${label} is not comparable, even in one round`, () => {
    const checks = checkComparability([roundWith({}), roundWith(change), roundWith({})]);
    assertEquals(checks.filter(({ ok }) => !ok).map((check) => check.name), [name]);
  });
}

Deno.test("a workload may allow its losses to be further apart", () => {
  const rounds = [roundWith({ firstLosses: losses(1.6, 0.693), meanLosses: losses(1.45, 0.69) })];
  const failing = (tolerance: { first: number; mean: number }) =>
    checkComparability(rounds, tolerance).filter(({ ok }) => !ok).map(({ name }) => name);
  assertEquals(failing({ first: 0.3, mean: 0.1 }), []);
  assertEquals(failing({ first: 0.2, mean: 0.1 }), ["first losses"]);
  assertEquals(failing({ first: 0.3, mean: 0.06 }), ["mean losses"]);
});

Deno.test("a contender that takes part in one round is compared with that round", () => {
  const late = { ...MEASUREMENT, firstLosses: losses(2.5, 0.3), meanLosses: losses(2.5, 0.3) };
  const last: Round = { measurements: { ours: late, pytorchCompile: late } };
  assert(checkComparability([roundWith({}), last]).every(({ ok }) => ok));
});

Deno.test("a difference is described with the contenders' names", () => {
  const [parameters] = checkComparability([roundWith({ parameters: { discriminator: 1, generator: 2 } })]);
  assertStringIncludes(parameters!.detail, "Forger 40,705 and 1,164,289, PyTorch 1 and 2");
});
