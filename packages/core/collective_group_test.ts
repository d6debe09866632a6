// What needs several processes is in tests/cluster.
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { CollectiveGroup } from "./collective_group.ts";
import { startCompute } from "./compute.ts";
import { activeTensorflowBackend } from "./tensorflow_backend.ts";

const tasks = [{ job: "worker", index: 0, address: "127.0.0.1:1" }];

for (const timeout of [0, -1, NaN, Infinity]) {
  Deno.test(`a timeout of ${timeout} is refused`, async () => {
    await startCompute({ backend: "tensorflow" });
    const backend = activeTensorflowBackend()!;
    assertThrows(
      () => new CollectiveGroup(backend, { tasks, own: 0 }, { timeout }),
      RangeError,
      `timeout must be a positive number of seconds: current value is ${timeout}`,
    );
  });
}

Deno.test("a group knows its workers", async () => {
  await startCompute({ backend: "tensorflow" });
  const both = [...tasks, { job: "worker", index: 1, address: "127.0.0.1:2" }];
  const group = new CollectiveGroup(activeTensorflowBackend()!, { tasks: both, own: 1 });
  assertEquals([group.workers, group.own, group.timeout, group.tasks], [2, 1, 60, both]);
});

for (const backend of ["cpu", "webgpu"] as const) {
  Deno.test(`workers cannot train together by ${backend}`, async () => {
    await assertRejects(
      () => startCompute({ backend, cluster: { tasks, own: 0 } }),
      RangeError,
      `backend must be tensorflow where several workers train together: current value is ${backend}`,
    );
  });
}
