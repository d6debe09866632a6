import { assertAlmostEquals, assertEquals } from "@std/assert";
import { streamingCost, streamingResult } from "./streaming_result.ts";
import type { StreamingTraining } from "./streaming_training.ts";

function training(milliseconds: number, { discriminator = 1.25, mode = "graph" } = {}): StreamingTraining {
  const losses = { discriminator, generator: 0.75 };
  return {
    milliseconds,
    processorMilliseconds: 10 + milliseconds,
    steps: 100,
    firstLosses: losses,
    meanLosses: losses,
    finite: true,
    mode,
  };
}

const MEMORY = [{ files: 20, peakMegabytes: 400 }, { files: 200, peakMegabytes: 500 }] as const;

Deno.test("the cost of streaming is the share of steps that is lost, round by round", () => {
  const cost = streamingCost("dcgan", [
    { device: training(40), disk: training(41) },
    { device: training(80), disk: training(100) }, // the machine was slow
    { device: training(38), disk: training(40) },
  ]);
  assertEquals([cost.workload, cost.device, cost.disk, cost.mode], ["dcgan", 40, 41, "graph"]);
  assertAlmostEquals(cost.lossPercent, 5, 1e-9); // 38 ms by 40 ms
  assertAlmostEquals(cost.processorPercent, 100 * (50 / 48 - 1), 1e-9);
});

Deno.test("the result of streaming has the large folder's memory by the small one's", () => {
  const cost = streamingCost("mlp", [{ device: training(2), disk: training(2) }]);
  const result = streamingResult([cost], MEMORY);
  assertEquals([result.memoryRatio, result.comparable, result.memory], [1.25, true, MEMORY]);
});

const differing: [what: string, disk: StreamingTraining][] = [
  ["other losses", training(2, { discriminator: 1.2502 })],
  ["losses that are no numbers", training(2, { discriminator: NaN })],
  ["another way to run the step", training(2, { mode: "xla" })],
];

for (const [what, disk] of differing) {
  Deno.test(`training from disk is not comparable with ${what}`, () => {
    const costs = [streamingCost("mlp", [{ device: training(2), disk: training(2) }, { device: training(2), disk }])];
    const result = streamingResult(costs, MEMORY);
    assertEquals([result.comparable, result.checks.map(({ ok }) => ok)], [false, [false]]);
  });
}
