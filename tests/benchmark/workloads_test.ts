import { assertEquals, assertThrows } from "@std/assert";
import { describeWorkload, isPenalized, workloadNamed, WORKLOADS } from "./workloads.ts";

Deno.test("the peers are told a workload's loss and plugins by name", () => {
  const { loss, plugins, workload } = describeWorkload(workloadNamed("wgan-gp"));
  assertEquals([workload, loss], ["wgan-gp", "wasserstein"]);
  assertEquals(plugins, [{ name: "gradient-penalty", options: { weight: 10, target: 1, every: 1 } }]);
});

Deno.test("the peers are told how a tutorial's example is trained", () => {
  const { batch, beta1, discriminatorUpdate, epsilon, fakes, learningRate } = describeWorkload(
    workloadNamed("mnist-dcgan"),
  );
  assertEquals([learningRate, beta1, epsilon], [2e-4, 0.5, 1e-7]);
  assertEquals([batch, discriminatorUpdate, fakes], [{ real: 256, fake: 128, generator: 256 }, "separate", "fresh"]);
  const guidelines = describeWorkload(workloadNamed("mnist-dcgan-guidelines"));
  assertEquals([guidelines.batch, guidelines.discriminatorUpdate, guidelines.fakes], [128, "joint", "shared"]);
});

Deno.test("one workload has a gradient penalty", () => {
  assertEquals(WORKLOADS.filter(isPenalized).map(({ name }) => name), ["wgan-gp"]);
});

Deno.test("a workload that does not exist is refused with the names of those that do", () => {
  assertThrows(() => workloadNamed("gan"), RangeError, "mnist-dcgan-guidelines, mnist-mlp: current value is gan");
});
