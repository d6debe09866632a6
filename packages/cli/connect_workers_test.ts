import type { CollectiveGroup } from "@forger/core";
import { assertEquals, assertRejects } from "@std/assert";
import { connectWorkers } from "./connect_workers.ts";
import { CapturedOutput } from "./testdata/captured_output.ts";

const tasks = ["a:1", "b:1", "c:1"].map((address, index) => ({ job: "worker", index, address }));

/** A group in which these workers are missing, one time after the other, and then none. */
function group(...missing: readonly (readonly number[])[]): CollectiveGroup {
  const left = [...missing];
  return { tasks, own: 0, silent: () => Promise.resolve(left.shift() ?? []) } as unknown as CollectiveGroup;
}

Deno.test("workers that have not started are waited for", async () => {
  const output = new CapturedOutput();
  await connectWorkers(group([1, 2], [2]), output);
  assertEquals(output.errors, "");
});

Deno.test("those that do not start in time are named", async () => {
  await assertRejects(
    () => connectWorkers(group([1, 2], [2], [2]), new CapturedOutput(), { limit: 0.1 }),
    Error,
    "Cannot train together as every worker must start within 0.1 s: worker 2 (c:1) did not.",
  );
});
