import { assertEquals, assertThrows } from "@std/assert";
import { describeWorkload, isPenalized, workloadNamed, WORKLOADS } from "./workloads.ts";

Deno.test("the peers are told a workload's loss and plugins by name", () => {
  const { loss, plugins, workload } = describeWorkload(workloadNamed("wgan-gp"));
  assertEquals([workload, loss], ["wgan-gp", "wasserstein"]);
  assertEquals(plugins, [{ name: "gradient-penalty", options: { weight: 10, target: 1, every: 1 } }]);
});

Deno.test("one workload has a gradient penalty", () => {
  assertEquals(WORKLOADS.filter(isPenalized).map(({ name }) => name), ["wgan-gp"]);
});

Deno.test("a workload that does not exist is refused with the names of those that do", () => {
  assertThrows(() => workloadNamed("gan"), RangeError, "one of 1-d gan, mlp gan, dcgan, wgan-gp: current value is gan");
});
