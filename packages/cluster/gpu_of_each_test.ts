import { assertEquals, assertThrows } from "@std/assert";
import { gpuOfEach } from "./gpu_of_each.ts";

Deno.test("each worker has a GPU of its own, or all have none", () => {
  assertEquals(gpuOfEach(["3", "GPU-ab12"], 2), ["3", "GPU-ab12"]);
  assertEquals(gpuOfEach([], 3), [undefined, undefined, undefined]);
  assertThrows(
    () => gpuOfEach(["0"], 2),
    RangeError,
    "Cannot train with 2 workers as each must have a GPU of its own: this machine has 1 to use",
  );
});
