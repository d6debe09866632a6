import { assert, assertAlmostEquals, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { countParameters } from "@forger/layers";
import { startCompute } from "@forger/core";
import { efficiencyOf, predictStep, ringSeconds, type ScalingWorkload } from "./scaling_model.ts";
import { behind, fitTwoWorkers } from "./scaling_model_fit.ts";
import { expectedSlowest } from "./scaling_model_slowest.ts";
import { MEASURED, NETWORKS, RUNTIME, SCALED_WORKLOADS, scalingTables } from "./scaling_model_tables.ts";
import { workloadNamed } from "./workloads.ts";

/** The expected greatest of so many standard normal numbers: closed forms up to 3, then Harter's table. */
const SLOWEST: readonly (readonly [workers: number, deviations: number])[] = [
  [1, 0],
  [2, 1 / Math.sqrt(Math.PI)],
  [3, 3 / (2 * Math.sqrt(Math.PI))],
  [4, 1.02938],
  [5, 1.16296],
  [10, 1.53875],
  [100, 2.50759],
];

for (const [workers, deviations] of SLOWEST) {
  Deno.test(`the slowest of ${workers} workers is expected ${deviations.toFixed(5)} standard deviations above the mean`, () => {
    assertAlmostEquals(expectedSlowest(workers), deviations, 1e-5);
  });
}

for (const workers of [0, -1, 1.5, NaN]) {
  Deno.test(`the slowest of ${workers} workers is refused`, () => {
    assertThrows(() => expectedSlowest(workers), RangeError, `current value is ${workers}`);
  });
}

const network = { name: "any", latency: 1e-3, bandwidth: 1e9 };

Deno.test("a ring of 4 sends 6 messages of a quarter each; alone there is nothing to send", () => {
  assertEquals(ringSeconds(1, 1e9, network), 0);
  assertAlmostEquals(ringSeconds(4, 1e9, network), 6 * (1e-3 + 0.25), 1e-12);
});

Deno.test("with ever more workers a ring sends twice all bytes, and waits for each message", () => {
  assertAlmostEquals(ringSeconds(1e6, 1e9, { latency: 0, bandwidth: 1e9 }), 2, 1e-5);
  assertAlmostEquals(ringSeconds(1e6, 0, network) / 1e6, 2e-3, 1e-8);
});

const workload: ScalingWorkload = { name: "any", fixedSeconds: 0.1, secondsPerImage: 0.01, exchanges: [1e6, 2e6] };

Deno.test("a step is computing, waiting for the slowest and each exchange", () => {
  const { compute, exchange, imagesPerSecond, step, waiting } = predictStep(workload, network, {
    workers: 2,
    batch: 40,
    spread: 0.1,
  });
  assertAlmostEquals(compute, 0.5, 1e-12);
  assertAlmostEquals(waiting, 0.05 / Math.sqrt(Math.PI), 1e-6);
  assertAlmostEquals(exchange, 2e-3 + 4e-3 + 2e-3 + 8e-3, 1e-12);
  assertAlmostEquals(step, compute + waiting + exchange, 1e-12);
  assertAlmostEquals(imagesPerSecond, 80 / step, 1e-9);
});

Deno.test("computing hides exchanges as far as it lasts", () => {
  const exchangeAt = (overlap: number) => predictStep(workload, network, { workers: 2, batch: 40, overlap }).exchange;
  assertAlmostEquals(exchangeAt(0.01), 16e-3 - 5e-3, 1e-12);
  assertEquals(exchangeAt(0.5), 0);
});

Deno.test("without exchanges and spread n workers make n times as many images, with a fixed part of a split batch less", () => {
  const free = { ...network, latency: 0, bandwidth: Infinity };
  const alone = predictStep(workload, free, { workers: 1, batch: 40 });
  const weak = predictStep(workload, free, { workers: 8, batch: 40 });
  assertAlmostEquals(efficiencyOf(weak, 8, alone.imagesPerSecond), 1, 1e-12);
  const strong = predictStep(workload, free, { workers: 8, batch: 5 }); // 0.5 s became 0.15 s, not 0.0625 s
  assertAlmostEquals(efficiencyOf(strong, 8, alone.imagesPerSecond), 0.5 / 8 / 0.15, 1e-12);
});

Deno.test("more workers never make a step of the same parts faster, and each is used worse", () => {
  for (const workload of SCALED_WORKLOADS) {
    for (const network of NETWORKS) {
      const steps = [1, 2, 3, 8, 64, 512].map((workers) =>
        predictStep(workload, network, { workers, batch: 64, spread: 0.03 }).step
      );
      steps.slice(1).forEach((step, index) => assert(step > steps[index]!));
    }
  }
});

Deno.test("latency and bandwidth are found again from what they make a ring of two take", () => {
  const bytes = [100, 1e5, 1e7];
  const found = fitTwoWorkers(bytes.map((bytes) => ({ bytes, seconds: ringSeconds(2, bytes, network) })));
  assertAlmostEquals(found.latency / network.latency, 1, 1e-9);
  assertAlmostEquals(found.bandwidth / network.bandwidth, 1, 1e-9);
  assertThrows(() => fitTwoWorkers([{ bytes: 1, seconds: 1 }, { bytes: 1, seconds: 2 }]), RangeError, "two sizes");
});

Deno.test("the fit is within 7 % of each measured exchange", () => {
  for (const { bytes, seconds } of MEASURED) assertAlmostEquals(ringSeconds(2, bytes, RUNTIME) / seconds, 1, 0.07);
});

Deno.test("behind another network messages take the sum of both times", () => {
  const both = behind("both", network, { latency: 2e-3, bandwidth: 4e9 });
  assertAlmostEquals(both.latency, 3e-3, 1e-12);
  assertAlmostEquals(1e9 / both.bandwidth, 1.25, 1e-12);
});

Deno.test("the workloads take what was measured, and exchange the weights of their networks", async () => {
  await startCompute({ backend: "cpu" });
  for (const [name, batch, seconds] of [["MLP GAN", 100, 4.1e-3], ["DCGAN", 64, 0.2]] as const) {
    const workload = SCALED_WORKLOADS.find((one) => one.name === name)!;
    assertAlmostEquals(predictStep(workload, NETWORKS[0]!, { workers: 1, batch }).step, seconds, 1e-9);
    const { discriminator, generator } = workloadNamed(name.toLowerCase()).networks({ seed: 1 });
    assertEquals(workload.exchanges, [discriminator, generator].map((network) => countParameters(network).trainable));
  }
});

Deno.test("the page about clusters shows the tables as the model prints them", async () => {
  const page = await Deno.readTextFile(new URL("../../docs/cluster.md", import.meta.url));
  assertStringIncludes(page, scalingTables());
});
