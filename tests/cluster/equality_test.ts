// All trainings with one number of workers share their processes, as starting these takes most of the time.
import { assert, assertAlmostEquals, assertEquals, assertGreater } from "@std/assert";

import type { ExperimentName } from "./cluster_experiments.ts";
import { type FinishedTraining, type TrainingRequest, trainTogether } from "./start_workers.ts";

const parent = await Deno.makeTempDir({ prefix: "forger-cluster-" });
addEventListener("unload", () => Deno.removeSync(parent, { recursive: true }));

interface Trained extends FinishedTraining {
  readonly weights: readonly (readonly number[])[];
}

type Asked = readonly [experiment: ExperimentName, settings?: TrainingRequest["settings"]];

/** Trains with so many workers, which must agree to the bit. */
async function trained(workers: number, asked: readonly Asked[]): Promise<Trained[]> {
  const trainings = asked.map(([experiment, settings], index): TrainingRequest => {
    const folder = `${parent}/${workers}-${index}`;
    return { experiment, folder, weights: `${folder}.json`, settings: { compile: "graph", ...settings } };
  });
  const outcomes = await trainTogether(workers, trainings);
  return await Promise.all(outcomes.map(async (ofAll, index) => {
    for (const { hash, logs, updates } of ofAll) {
      assertEquals(hash, ofAll[0]!.hash);
      assertEquals(logs, ofAll[0]!.logs);
      assertEquals(updates, ofAll[0]!.updates);
    }
    return { ...ofAll[0]!, weights: JSON.parse(await Deno.readTextFile(trainings[index]!.weights!)) };
  }));
}

const FEW = { steps: 40 };
const SINGLE: readonly Asked[] = [["mlp"], ["convolutional"], ["normalized", FEW], ["deciding"]];
const DOUBLE: readonly Asked[] = [
  ...SINGLE,
  ["normalized", { ...FEW, batchNormalization: "synchronised" }],
  ["mlp", { ...FEW, compile: "off" }],
  ["mlp", FEW],
  ["mlp", { steps: 600 }],
  ["unseeded", FEW],
];
const single = trained(1, SINGLE), double = single.then(() => trained(2, DOUBLE));
const quadruple = double.then(() => trained(4, [["mlp"], ["convolutional"]]));
for (const started of [single, double, quadruple]) started.catch(() => {}); // the tests that wait for it tell

/** How far two tensors are apart, as a share of the second one's length. */
function distance(given: readonly number[], expected: readonly number[]): number {
  assertEquals(given.length, expected.length);
  return Math.hypot(...given.map((value, index) => value - expected[index]!)) / Math.max(Math.hypot(...expected), 1e-3);
}

function assertSame(given: Trained, expected: Trained, tolerance: number): void {
  given.weights.forEach((tensor, index) => {
    const apart = distance(tensor, expected.weights[index]!);
    assert(apart < tolerance, `tensor ${index} is ${apart} apart`);
  });
  assertEquals(given.logs.length, expected.logs.length);
  given.logs.forEach((values, step) => {
    assertEquals(Object.keys(values), Object.keys(expected.logs[step]!));
    for (const [name, value] of Object.entries(values)) {
      assertAlmostEquals(value, expected.logs[step]![name]!, 100 * tolerance);
    }
  });
}

for (const [index, [experiment]] of SINGLE.slice(0, 2).entries()) {
  Deno.test(`${experiment}: 2 and 4 workers end with the weights of one process, and with the same bits each`, async () => {
    const alone = (await single)[index]!;
    assertEquals(alone.logs.length, 200);
    assertSame((await double)[index]!, alone, 1e-5);
    assertSame((await quadruple)[index]!, alone, 1e-5);
  });
}

Deno.test("synchronised batch normalization gives the weights and averages of one process; per worker it gives others", async () => {
  const alone = (await single)[2]!, [, , perWorker, , synchronised] = await double;
  assertSame(synchronised!, alone, 1e-4);
  assert(perWorker!.weights.some((tensor, index) => distance(tensor, alone.weights[index]!) > 1e-3));
});

Deno.test("plugins that decide by what was logged decide as in one process, and the same on all workers", async () => {
  const alone = (await single)[3]!, together = (await double)[3]!;
  assertEquals(together.updates, alone.updates);
  assertGreater(new Set(alone.updates).size, 1); // the balance was changed
  assert(alone.warnings.some((warning) => warning.includes("went back to step")), alone.warnings.join());
  assertEquals(together.warnings, alone.warnings);
  assertEquals([together.reason, together.stopReason], [alone.reason, alone.stopReason]);
  assertSame(together, alone, 1e-4);
});

Deno.test("all workers begin with the first one's weights, where each has made others", async () => {
  const unseeded = (await double)[8]!; // of which all had the same bits at the end
  assertEquals([unseeded.steps, unseeded.warnings], [FEW.steps, []]);
});

Deno.test("operation by operation, workers train as compiled", async () => {
  const [, , , , , eager, compiled] = await double;
  assertSame(eager!, compiled!, 1e-6);
});

Deno.test("a worker has as many threads after hundreds of steps as after few", async () => {
  const [, , , , , , few, many] = await double;
  assertEquals(many!.steps, 600); // each with two exchanges
  assert(many!.threads < few!.threads + 20, `${few!.threads} threads grew to ${many!.threads}`);
});
